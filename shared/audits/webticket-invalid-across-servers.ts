/** A fresh ticket is refused as a ticket, by another server than the one that issued it. */
import { headerValue } from '../session/headers.js';
import { codedAnswers, severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onHeader } from './reading/evidence.js';
import { isOnlineHost } from './reading/addresses.js';
import type { Sighting } from './reading/survey.js';

export const webticketInvalidAcrossServers = defineAudit(
  'webticket-invalid-across-servers',
  'authentication',
  (survey) => {
    const used = survey.sightings.filter(({ kind, host }) => kind === 'web-ticket.user' && !isOnlineHost(host));
    if (used.length === 0) return notApplicable('No ticket was used.');
    const refused = codedAnswers(survey, [401, 403], [28032, 28033, 28072]).flatMap(({ sighting, evidence }) => {
      const issuer = issuerBefore(survey.sightings, sighting);
      return issuer === undefined || !used.includes(sighting) || serverOf(issuer) === serverOf(sighting)
        ? []
        : [{ sighting, evidence, issuer }];
    });
    const [first] = refused;
    if (first === undefined) return passed;
    return failing([
      finding('webticket-invalid-across-servers', severityNow(survey), {
        title: `${serverOf(first.sighting)} refuses the ticket of ${serverOf(first.issuer)}`,
        seen: `${serverOf(first.issuer)} gave a ticket; asked with it for the user document, ${serverOf(first.sighting)} answers ${first.sighting.response?.status ?? 401} and calls the ticket invalid. Both stand behind ${first.sighting.host}. The certificate for tickets probably differs; Get-CsCertificate on both would prove it.`,
        evidence: refused.flatMap(({ sighting, evidence, issuer }) => [
          evidence,
          onHeader(sighting.exchange, 'X-MS-Server-Fqdn'),
          onHeader(issuer.exchange, 'X-MS-Server-Fqdn'),
        ]),
      }),
    ]);
  },
);

const serverOf = ({ response }: Sighting): string =>
  (response === undefined ? undefined : headerValue(response, 'X-MS-Server-Fqdn')) ?? 'a server';

/** The answer that gave the ticket: the last good one before, on the same name. */
function issuerBefore(sightings: readonly Sighting[], used: Sighting): Sighting | undefined {
  return sightings
    .slice(0, sightings.indexOf(used))
    .findLast(
      ({ kind, response, host }) => kind === 'web-ticket.request' && response?.status === 200 && host === used.host,
    );
}
