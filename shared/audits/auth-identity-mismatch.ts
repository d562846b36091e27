/** 403 with code 4004: the account is good, but not the owner of the sign-in address. [MS-OCER 7.5] */
import { codeAudit } from './reading/codes.js';
import { notApplicable, unknown } from './reading/define.js';

export const authIdentityMismatch = codeAudit('auth-identity-mismatch', 'user', {
  statuses: [403],
  codes: [4004],
  otherwise: ({ session }) =>
    session.target.hasPassword
      ? unknown('This shows when signing in over SIP, which this walk does not do.')
      : notApplicable('No password was given.'),
});
