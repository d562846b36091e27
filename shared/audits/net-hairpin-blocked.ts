/**
 * From inside, the published names resolve, but their address does not take a connection. Phones on the company Wi-Fi
 * depend on it: the mobility service has the published address on both sides.
 */
import { isOnlineHost } from './reading/addresses.js';
import { defineAudit, failing, finding, list, notApplicable, passed } from './reading/define.js';
import { onConnection } from './reading/evidence.js';
import { isHairpin } from './reading/mcx.js';
import { reachedGoal } from './reading/goal.js';
import { externalWebHosts } from './reading/published.js';

export const netHairpinBlocked = defineAudit('net-hairpin-blocked', 'tcp', (survey) => {
  const { session, names } = survey;
  if (session.target.location !== 'inside') return notApplicable('The user is not known to be inside.');
  const published = new Set([names.external.name, ...externalWebHosts(survey)]);
  const tried = session.connections.filter(
    (connection) =>
      connection.scheme === 'https' &&
      published.has(connection.host.toLowerCase()) &&
      (!survey.isOwn(connection.stepId) || isHairpin(survey, connection)) &&
      !isOnlineHost(connection.host),
  );
  if (tried.length === 0) return notApplicable('No published address was tried from inside.');
  const blocked = tried.filter(
    ({ host, failure }) =>
      failure?.operation === 'connect' &&
      ['timeout', 'connection_refused', 'host_unreachable'].includes(failure.code) &&
      !tried.some((other) => other.host === host && other.connectedMs !== undefined),
  );
  const [first] = blocked;
  if (first === undefined) return passed;
  const hosts = list(blocked.map(({ host }) => host));
  const what =
    first.failure?.code === 'timeout'
      ? 'no answer came, as where a firewall drops packets'
      : 'the connection was refused';
  return failing([
    finding('net-hairpin-blocked', reachedGoal(survey) ? 'warning' : 'error', {
      title: `From inside, ${hosts} cannot be reached`,
      seen: `The user is inside. Tried to connect to ${first.host}:${first.port} (${first.addresses.join(', ')}), which the servers publish for outside clients: ${what}.`,
      evidence: blocked.map((connection) => onConnection(connection, 'connect')),
    }),
  ]);
});
