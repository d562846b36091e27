/** The registrar is up and does not serve this user: 480, 503 or 504 with the code of a service that is not there. */
import { codeAudit } from './reading/codes.js';
import { notApplicable, unknown } from './reading/define.js';

export const registrarNoQuorum = codeAudit('registrar-no-quorum', 'user', {
  statuses: [480, 503, 504],
  codes: [1, 5000],
  otherwise: ({ signedIn }) =>
    signedIn
      ? unknown('This shows when signing in over SIP, which this walk does not do.')
      : notApplicable('The walk did not get as far as the home pool.'),
});
