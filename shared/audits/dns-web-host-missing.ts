/** An address that the servers handed out has no DNS record where the user is. */
import type { Failure } from '../failure.js';
import { onConnection, onExchange, onLookup } from './reading/evidence.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { hostOf, isOnlineHost } from './reading/addresses.js';
import { isBehindWrongBridge } from './reading/bridging.js';
import { internalMcxHosts } from './reading/mcx.js';
import { reachedGoal } from './reading/goal.js';
import { isAtSts } from './reading/online.js';
import type { Survey } from './reading/survey.js';

export const dnsWebHostMissing = defineAudit('dns-web-host-missing', 'dns', (survey) => {
  const internalMcx = internalMcxHosts(survey);
  const failures = [...failedConnections(survey), ...failedExchanges(survey)].filter(
    ({ host }) =>
      host !== '' &&
      host !== survey.names.internal.name &&
      host !== survey.names.external.name &&
      !isOnlineHost(host) &&
      !internalMcx.has(host) &&
      !isBehindWrongBridge(survey, host),
  );
  if (survey.session.connections.length === 0) return notApplicable('No connection was tried.');
  if (failures.length === 0) return failing([]);
  const hosts = [...new Set(failures.map((failure) => failure.host))];
  const typed = survey.session.target.discoveryUrls.map(hostOf).includes(failures[0]?.host ?? '');
  const lookups = survey.session.lookups.filter((lookup) => hosts.includes(lookup.query.name.toLowerCase()));
  return failing([
    finding('dns-web-host-missing', reachedGoal(survey) ? 'warning' : 'error', {
      title: `No such name: ${list(hosts)}`,
      seen: `${failures[0]?.message ?? ''} ${typed ? 'It was typed as the discovery address.' : 'The name came from an answer of the servers.'}`.trim(),
      ...(typed ? { cause: 'The name is misspelt, or it does not exist where the user is.' } : {}),
      ...(typed ? { fix: 'Check the discovery address that was typed.' } : {}),
      evidence: [...failures.map((failure) => failure.evidence), ...lookups.map(onLookup)],
    }),
  ]);
});

const missingCodes = new Set(['name_not_found', 'no_records', 'no_address']);

/** Where it is the name of the proxy that does not exist, nothing is said about the host. */
function isNoSuchHost(failure: Failure | undefined): boolean {
  return failure !== undefined && failure.operation !== 'proxy' && missingCodes.has(failure.code);
}

function failedConnections(survey: Survey) {
  return survey.session.connections
    .filter((connection) => isNoSuchHost(connection.failure) && survey.isOwn(connection.stepId))
    .filter(({ stepId }) => !isAtSts(survey, stepId))
    .map((connection) => ({
      host: connection.host.toLowerCase(),
      message: connection.failure?.message,
      evidence: onConnection(connection, 'lookup'),
    }));
}

function failedExchanges(survey: Survey) {
  return survey.sightings
    .filter(({ exchange, own }) => isNoSuchHost(exchange.failure) && own && !isAtSts(survey, exchange.stepId))
    .map(({ exchange, host }) => ({
      host,
      message: exchange.failure?.message,
      evidence: onExchange(exchange, 'request'),
    }));
}
