/** Needs what the registrar offers in its 401, beside what the web services offer. */
import { defineAudit, notApplicable, unknown } from './reading/define.js';

export const authRegistrarWebMismatch = defineAudit('auth-registrar-web-mismatch', 'authentication', (survey) =>
  survey.sightings.some(({ kind }) => kind === 'web-ticket.mex' || kind === 'oauth.challenge')
    ? unknown('What the registrar offers shows when signing in over SIP, which this walk does not do.')
    : notApplicable('The walk did not learn what the web services offer.'),
);
