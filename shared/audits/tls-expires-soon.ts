/** A certificate in use is within its last 30 days. */
import { dateForPeople, duration, wallClock } from './reading/clock.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onConnection } from './reading/evidence.js';
import { byCertificate, handshakesOf, onePerHost, placeOf } from './reading/handshakes.js';

const soonSeconds = 30 * 86_400;

export const tlsExpiresSoon = defineAudit('tls-expires-soon', 'note', (survey) => {
  const handshakes = handshakesOf(survey);
  if (handshakes.length === 0) return notApplicable('No certificate was shown.');
  const ending = handshakes.flatMap((handshake) => {
    const left =
      (Date.parse(handshake.fields?.notAfter ?? '') - wallClock(survey.session, handshake.tls.startedMs)) / 1000;
    return handshake.severity !== undefined && left >= 0 && left <= soonSeconds ? [{ ...handshake, left }] : [];
  });
  return failing(
    byCertificate(ending).map((group) => {
      const [first] = group;
      return finding('tls-expires-soon', 'warning', {
        title: `The certificate of ${list(group.map(placeOf))} ends in ${duration(first.left)}`,
        seen: `Asked ${first.connection.host}:${first.connection.port} for its certificate. It ends on ${dateForPeople(first.fields?.notAfter ?? '')}.`,
        evidence: onePerHost(group).map(({ connection }) => onConnection(connection, 'tls.chain.0')),
      });
    }),
  );
});
