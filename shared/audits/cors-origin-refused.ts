/** A request with an Origin was refused for that origin. */
import { headerValue, headerValues } from '../session/headers.js';
import { severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { bodyText, onExchange } from './reading/evidence.js';

export const corsOriginRefused = defineAudit('cors-origin-refused', 'http', (survey) => {
  const asked = survey.sightings.filter(({ exchange }) => headerValues(exchange.request, 'Origin').length > 0);
  if (asked.length === 0) return notApplicable('No request carried an Origin, as pages of other sites send it.');
  const refused = asked.filter(
    ({ response, exchange }) =>
      response?.status === 403 && /cross.domain/i.test(`${response.reason} ${bodyText(exchange)}`),
  );
  const [first] = refused;
  if (first === undefined) return passed;
  const origin = headerValue(first.exchange.request, 'Origin') ?? '';
  return failing([
    finding('cors-origin-refused', severityNow(survey), {
      seen: `Asked ${first.host} as a page of ${origin}. The answer is 403: calls from this origin are not allowed.`,
      evidence: refused.flatMap(({ exchange }) => [
        onExchange(exchange, 'response.status'),
        onExchange(exchange, 'request.headers.Origin'),
      ]),
    }),
  ]);
});
