/** Inside, a name that the servers publish for outside clients does not resolve: the internal zone lacks it. */
import { defineAudit, failing, finding, list, notApplicable, passed, unknown } from './reading/define.js';
import { onConnection, onLookup } from './reading/evidence.js';
import { reachedGoal } from './reading/goal.js';
import { nameStateOf } from './reading/names.js';
import { externalWebHosts } from './reading/published.js';

const missingCodes = new Set(['name_not_found', 'no_records', 'no_address']);

export const dnsSplitBrainExternalFqdnInside = defineAudit('dns-split-brain-external-fqdn-inside', 'dns', (survey) => {
  if (survey.session.target.location !== 'inside') return notApplicable('The user is not known to be inside.');
  const hosts = externalWebHosts(survey);
  if (hosts.length === 0) return notApplicable('No external web services name was learned.');
  const states = hosts.map((host) => ({
    host,
    ...nameStateOf(survey.session, host),
    failed: survey.session.connections.filter(
      ({ host: asked, failure }) =>
        asked.toLowerCase() === host && failure?.operation !== 'proxy' && missingCodes.has(failure?.code ?? ''),
    ),
  }));
  const missing = states.filter(({ missing: none, failed, found }) => !found && (none || failed.length > 0));
  if (missing.length === 0) {
    return states.some(({ asked, found }) => asked || found)
      ? passed
      : unknown('The external web services names were not looked up from here.');
  }
  return failing([
    finding('dns-split-brain-external-fqdn-inside', reachedGoal(survey) ? 'warning' : 'error', {
      title: `Inside, ${list(missing.map(({ host }) => host))} cannot be resolved`,
      seen: `The user is inside. The servers hand out ${list(missing.map(({ host }) => host))} for outside clients, and the resolver here has no address for it.`,
      evidence: missing.flatMap(({ failed, lookups }) => [
        ...lookups.map(onLookup),
        ...failed.map((connection) => onConnection(connection, 'lookup')),
      ]),
    }),
  ]);
});
