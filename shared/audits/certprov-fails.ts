/** The service that gives out client certificates cannot be reached, is not there, or breaks. */
import { severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, notApplicable, passed, unknown } from './reading/define.js';
import { onExchange } from './reading/evidence.js';
import type { Sighting } from './reading/survey.js';

export const certprovFails = defineAudit('certprov-fails', 'http', (survey) => {
  const asked = survey.sightings.filter(({ path }) => /^\/certprov\//i.test(path));
  if (!survey.signedIn && asked.length === 0) return notApplicable('The walk did not get as far as the home pool.');
  if (asked.length === 0) return unknown('No client certificate was asked for.');
  const failed = asked.filter(fails);
  const [first] = failed;
  if (first === undefined || asked.some(({ response }) => response?.status === 200)) return passed;
  return failing([
    finding('certprov-fails', severityNow(survey), {
      seen: `Asked ${first.exchange.request.url} for a client certificate. ${first.response === undefined ? (first.exchange.failure?.message ?? 'No answer came.') : `The answer is ${first.response.status}.`}`,
      evidence: failed.map(({ exchange, response }) =>
        onExchange(exchange, response === undefined ? 'timing' : 'response.status'),
      ),
    }),
  ]);
});

function fails({ response, exchange }: Sighting): boolean {
  if (response === undefined) return exchange.failure !== undefined;
  return response.status === 404 || response.status === 403 || response.status >= 500;
}
