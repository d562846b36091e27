/** The connection was cut after it stood and before an answer was there. */
import { wireClass } from './reading/answers.js';
import { defineAudit, notApplicable } from './reading/define.js';
import { onConnection, onExchange } from './reading/evidence.js';
import { asked, reportAll } from './reading/reports.js';
import type { Sighting, Survey } from './reading/survey.js';

export const netConnectionReset = defineAudit('net-connection-reset', 'tcp', (survey) => {
  if (survey.sightings.length === 0) return notApplicable('Nothing was asked over HTTP.');
  const cut = survey.sightings.filter(
    // An event channel that is cut has a finding of its own.
    (sighting) => wireClass(sighting) === 'reset' && sighting.kind !== 'ucwa.events' && !isRepeated(survey, sighting),
  );
  return reportAll('net-connection-reset', survey, cut, {
    title: (hosts) => `The connection to ${hosts} is cut before an answer comes`,
    seen: (sighting) =>
      sighting.exchange.failure?.operation === 'handshake'
        ? `Connected to ${sighting.host} and began the TLS handshake. The connection was cut before it was done.`
        : sighting.exchange.failure?.operation === 'connect'
          ? `Tried to connect to ${sighting.host}. The connection was cut as it was made.`
          : `${asked(sighting)} The connection was cut ${sighting.response === undefined ? 'before an answer came' : 'in the middle of the answer'}.`,
    evidence: (sighting) => [
      onExchange(sighting.exchange, 'timing'),
      ...(sighting.connection?.failure === undefined ? [] : [onConnection(sighting.connection, 'connect')]),
    ],
  });
});

/** Servers end idle connections; the same request on a fresh one then went well, and nobody noticed. */
function isRepeated(survey: Survey, cut: Sighting): boolean {
  const later = survey.sightings.slice(survey.sightings.indexOf(cut) + 1);
  return later.some(
    (next) =>
      next.step === cut.step &&
      next.exchange.request.url === cut.exchange.request.url &&
      next.exchange.failure === undefined,
  );
}
