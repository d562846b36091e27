/** 504 with a code about the next hop: the Edge is there, what is behind it is not. [MS-OCER 7.2] */
import { notApplicable } from './reading/define.js';
import { sipCodeAudit } from './reading/sipCodes.js';

export const edgeNextHop = sipCodeAudit('edge-next-hop', 'http', {
  statuses: [504],
  codes: [1007, 1008, 1009, 1010, 1014, 1038],
  otherwise: (survey) => (survey.seat === 'inside' ? notApplicable('The user is inside.') : undefined),
});
