/** 403 with code 4003: the user, or everybody, may not sign in from outside. [MS-OCER 7.5] */
import { notApplicable } from './reading/define.js';
import { sipCodeAudit } from './reading/sipCodes.js';

export const authRemoteAccessDisabled = sipCodeAudit('auth-remote-access-disabled', 'user', {
  statuses: [403],
  codes: [4003],
  otherwise: (survey) => (survey.seat === 'inside' ? notApplicable('The user is inside.') : undefined),
});
