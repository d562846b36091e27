/** 504 with a code about the next hop: the Edge is there, what is behind it is not. [MS-OCER 7.2] */
import { codeAudit } from './reading/codes.js';
import { notApplicable, unknown } from './reading/define.js';

export const edgeNextHop = codeAudit('edge-next-hop', 'http', {
  statuses: [504],
  codes: [1007, 1008, 1010, 1014, 1038],
  otherwise: (survey) =>
    survey.seat === 'inside'
      ? notApplicable('The user is inside.')
      : unknown('This shows when signing in over SIP, which this walk does not do.'),
});
