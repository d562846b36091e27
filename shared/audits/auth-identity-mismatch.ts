/** 403 with code 4004: the account is good, but not the owner of the sign-in address. [MS-OCER 7.5] */
import { notApplicable } from './reading/define.js';
import { sipCodeAudit } from './reading/sipCodes.js';

export const authIdentityMismatch = sipCodeAudit('auth-identity-mismatch', 'user', {
  statuses: [403],
  codes: [4004],
  otherwise: ({ session }) => (session.target.hasPassword ? undefined : notApplicable('No password was given.')),
});
