/** A request that announced its length is answered as if it had none, or had been sent in another way. */
import { headerValues } from '../session/headers.js';
import { severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, notApplicable } from './reading/define.js';
import { onExchange } from './reading/evidence.js';
import { isOnlineHost } from './reading/addresses.js';

export const rpBreaksPost = defineAudit('rp-breaks-post', 'http', (survey) => {
  const posted = survey.sightings.filter(
    ({ exchange, own, response, host }) =>
      own && exchange.request.method === 'POST' && response !== undefined && !isOnlineHost(host),
  );
  if (posted.length === 0) return notApplicable('Nothing was posted.');
  const broken = posted.filter(
    ({ exchange, response }) =>
      headerValues(exchange.request, 'Content-Length').length > 0 &&
      (response?.status === 411 || response?.status === 417),
  );
  const [first] = broken;
  if (first === undefined) return failing([]);
  return failing([
    finding('rp-breaks-post', severityNow(survey), {
      seen: `Posted to ${first.exchange.request.url} with Content-Length. The answer is ${first.response?.status ?? ''} ${first.response?.reason ?? ''}, as if it had not been there: something on the way sends the request on in another form.`,
      evidence: broken.flatMap(({ exchange }) => [
        onExchange(exchange, 'response.status'),
        onExchange(exchange, 'request.headers.Content-Length'),
      ]),
    }),
  ]);
});
