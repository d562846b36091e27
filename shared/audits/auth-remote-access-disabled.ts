/** 403 with code 4003: the user, or everybody, may not sign in from outside. [MS-OCER 7.5] */
import { codeAudit } from './reading/codes.js';
import { notApplicable, unknown } from './reading/define.js';

export const authRemoteAccessDisabled = codeAudit('auth-remote-access-disabled', 'user', {
  statuses: [403],
  codes: [4003],
  otherwise: (survey) =>
    survey.seat === 'inside'
      ? notApplicable('The user is inside.')
      : unknown('This shows when signing in over SIP, which this walk does not do.'),
});
