/** Needs a client that holds Kerberos tickets: Lyncscope answers Negotiate with NTLM and cannot see why others fall back. */
import { headerValues } from '../session/headers.js';
import { defineAudit, notApplicable, unknown } from './reading/define.js';

export const authKerberosSpn = defineAudit('auth-kerberos-spn', 'authentication', (survey) =>
  survey.sightings.some(
    ({ own, response }) =>
      own &&
      response !== undefined &&
      headerValues(response, 'WWW-Authenticate').some((value) => /^\s*Negotiate\b/i.test(value)),
  )
    ? unknown('The servers offer Negotiate; whether Kerberos works shows only on a computer of the domain.')
    : notApplicable('No server offered Negotiate.'),
);
