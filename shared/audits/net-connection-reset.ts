/** The connection was cut after it stood and before an answer was there. */
import { wireClass } from './reading/answers.js';
import { defineAudit, notApplicable } from './reading/define.js';
import { onConnection, onExchange } from './reading/evidence.js';
import { asked, reportAll } from './reading/reports.js';

export const netConnectionReset = defineAudit('net-connection-reset', 'tcp', (survey) => {
  if (survey.sightings.length === 0) return notApplicable('Nothing was asked over HTTP.');
  const cut = survey.sightings.filter((sighting) => wireClass(sighting) === 'reset');
  return reportAll('net-connection-reset', survey, cut, {
    title: (hosts) => `The connection to ${hosts} is cut before an answer comes`,
    seen: (sighting) =>
      sighting.exchange.failure?.operation === 'handshake'
        ? `Connected to ${sighting.host} and began the TLS handshake. The connection was cut before it was done.`
        : `${asked(sighting)} The connection was cut before an answer came.`,
    evidence: (sighting) => [
      onExchange(sighting.exchange, 'timing'),
      ...(sighting.connection?.failure === undefined ? [] : [onConnection(sighting.connection, 'connect')]),
    ],
  });
});
