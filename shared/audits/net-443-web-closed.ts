/** TCP to an https address of the user's side is refused or never answered. */
import type { Connection } from '../session/model.js';
import type { Severity } from './audit.js';
import { weightiest } from './reading/answers.js';
import { isOnlineHost } from './reading/addresses.js';
import { isBehindWrongBridge } from './reading/bridging.js';
import { defineAudit, failing, finding, list, notApplicable, passed } from './reading/define.js';
import { onConnection } from './reading/evidence.js';
import { isAtSts } from './reading/online.js';
import { reachedGoal } from './reading/goal.js';
import { wantsOnlyHttps } from './reading/learned.js';
import { internalMcxHosts, isHairpin } from './reading/mcx.js';
import { leadsOn, rootSightings } from './reading/roots.js';
import type { Survey } from './reading/survey.js';

export const net443WebClosed = defineAudit('net-443-web-closed', 'tcp', (survey) => {
  const secure = survey.session.connections.filter((connection) => connection.scheme === 'https');
  if (secure.length === 0) return notApplicable('No https connection was tried.');
  const closed = secure
    .map((connection) => ({ connection, severity: severityOf(survey, connection) }))
    .filter(({ severity }) => severity !== undefined)
    .toSorted((a, b) => Number(a.severity !== 'error') - Number(b.severity !== 'error'));
  const severity = weightiest(closed.map((one) => one.severity));
  const first = closed[0]?.connection;
  if (severity === undefined || first === undefined) return passed;
  const places = closed.map(({ connection }) => `${connection.host}:${connection.port}`);
  const refused = first.failure?.code === 'connection_refused';
  const what = refused
    ? 'The answer was a refusal: the machine is there, nothing listens on this port.'
    : first.failure?.code === 'host_unreachable'
      ? 'The network says that there is no way to this address.'
      : 'No answer came: something on the way drops the packets, or the machine is not there.';
  const address = first.addresses.length === 0 ? '' : ` (${first.addresses.join(', ')})`;
  const rest =
    severity === 'warning'
      ? ' Plain HTTP on the same name leads on, so clients that ask both still find the servers.'
      : '';
  return failing([
    finding('net-443-web-closed', severity, {
      title: `${list(places)} cannot be reached`,
      seen: `Tried to connect to ${first.host}:${first.port}${address}. ${what}${rest}`,
      evidence: closed.map(({ connection }) => onConnection(connection, 'connect')),
    }),
  ]);
});

function severityOf(survey: Survey, connection: Connection): Severity | undefined {
  const { failure } = connection;
  if (failure === undefined || connection.tls !== undefined || connection.connectedMs !== undefined) return undefined;
  if (!['connection_refused', 'timeout', 'host_unreachable'].includes(failure.code)) return undefined;
  if (failure.operation !== 'connect' || !survey.isOwn(connection.stepId)) return undefined;
  if (isAtSts(survey, connection.stepId)) return undefined;
  if (isOnlineHost(connection.host) || isBehindWrongBridge(survey, connection.host)) return undefined;
  // Told by audits that know why a phone asks there.
  if (isHairpin(survey, connection)) return undefined;
  if (survey.seat === 'outside' && internalMcxHosts(survey).has(connection.host.toLowerCase())) return undefined;
  // Another connection to the same place stood: the place is open, this one had bad luck.
  const open = survey.session.connections.some(
    (other) => other.host === connection.host && other.port === connection.port && other.connectedMs !== undefined,
  );
  if (open) return undefined;
  // A discovery name may be served over HTTP alone, to redirect to a name that has a certificate.
  const plainLeadsOn = rootSightings(survey).some(
    (sighting) =>
      sighting.scheme === 'http' &&
      sighting.host === connection.host.toLowerCase() &&
      leadsOn(sighting) &&
      !survey.session.trustDecisions.some(
        (decision) =>
          !decision.allowed &&
          decision.learnedFrom.exchangeId === sighting.exchange.id &&
          wantsOnlyHttps(survey, sighting, decision.host),
      ),
  );
  return plainLeadsOn || reachedGoal(survey) ? 'warning' : 'error';
}
