/** What is posted does not arrive: it is answered as if it had no length, or refused before a server sees it. */
import { headerValue, headerValues } from '../session/headers.js';
import { severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { isFromFrontEnd } from './reading/answers.js';
import { onExchange, onHeader } from './reading/evidence.js';
import { refusalsOf } from './reading/refusals.js';
import { isOnlineHost } from './reading/addresses.js';
import type { Finding } from './audit.js';
import type { Sighting, Survey } from './reading/survey.js';

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
  const refused = posted.filter((sighting) => isRefusedOnTheWay(survey, sighting));
  return failing([...lengthLost(survey, broken), ...refusals(survey, refused), ...torn(survey)]);
});

function lengthLost(survey: Survey, broken: readonly Sighting[]): readonly Finding[] {
  const [first] = broken;
  if (first === undefined) return [];
  return [
    finding('rp-breaks-post', severityNow(survey), {
      seen: `Posted to ${first.exchange.request.url} with Content-Length. The answer is ${first.response?.status ?? ''} ${first.response?.reason ?? ''}, as if it had not been there: something on the way sends the request on in another form.`,
      evidence: broken.flatMap(({ exchange }) => [
        onExchange(exchange, 'response.status'),
        onExchange(exchange, 'request.headers.Content-Length'),
      ]),
    }),
  ];
}

/**
 * 403, 405, 413 and 501 are how proxies refuse a method or a length. No server of the product made the answer, though the
 * same host does pass other requests on to one.
 */
function isRefusedOnTheWay(survey: Survey, sighting: Sighting): boolean {
  const { response, host } = sighting;
  if (response === undefined || ![403, 405, 413, 501].includes(response.status) || isFromFrontEnd(sighting)) {
    return false;
  }
  // IIS refuses in its own name for reasons of its own; and a 403 that nobody signs may be a policy of the servers.
  const server = headerValue(response, 'Server');
  if (server === undefined ? response.status === 403 : /^Microsoft-IIS/i.test(server)) return false;
  return survey.sightings.some((other) => other.host === host && other.own && isFromFrontEnd(other));
}

function refusals(survey: Survey, refused: readonly Sighting[]): readonly Finding[] {
  const [first] = refused;
  if (first?.response === undefined) return [];
  const { status, reason } = first.response;
  const server = headerValue(first.response, 'Server');
  const length = headerValue(first.exchange.request, 'Content-Length');
  return [
    finding('rp-breaks-post', severityNow(survey), {
      title: `Something in front of ${list(refused.map(({ host }) => host))} refuses what is posted`,
      seen: `Posted ${length === undefined ? '' : `${length} bytes `}to ${first.exchange.request.url}. The answer is ${status} ${reason}${server === undefined ? '' : ` from “${server}”`} and was not made by a Lync or Skype for Business server, which does answer other requests under this name.`,
      cause:
        status === 413
          ? 'A reverse proxy or gateway limits how much may be posted to less than a ticket request needs.'
          : 'A reverse proxy or gateway lets only some methods through; tickets and tokens are asked for by POST.',
      fix:
        status === 413
          ? 'The administrator of the reverse proxy raises the limit for the web services names (nginx: client_max_body_size; 1 MB is ample) or takes it away.'
          : 'The administrator of the reverse proxy lets POST through to all paths of the web services names.',
      evidence: refused.map(({ exchange }) => onExchange(exchange, 'response.status')),
    }),
  ];
}

/** A proxy that opens a connection of its own for every request: Windows sign-in cannot pass. */
function torn(survey: Survey): readonly Finding[] {
  const answers = refusalsOf(survey).flatMap(({ answer, refusal }) => (refusal === 'torn' ? [answer] : []));
  const [first] = answers;
  if (first === undefined) return [];
  return [
    finding('rp-breaks-post', severityNow(survey), {
      title: `Something in front of ${list(answers.map(({ host }) => host))} takes the Windows sign-in apart`,
      seen: `Asked ${first.host} for a web ticket with NTLM. One server made the challenge, another one (${headerValue(first.response ?? { headers: [] }, 'X-MS-Server-Fqdn') ?? ''}) got the response to it and answered 401, although both went over one connection from here. So nothing is said about the password.`,
      cause:
        'A reverse proxy or load balancer sends the requests of one connection on over several ones. NTLM signs in a connection, not a request.',
      fix: 'The administrator of the reverse proxy makes it keep one connection to one server for each connection of a client (nginx: this needs a product or module that passes NTLM on; load balancers: no connection reuse, affinity by source).',
      evidence: answers.map(({ exchange }) => onHeader(exchange, 'X-MS-Server-Fqdn')),
    }),
  ];
}
