/** The outbound proxy could not be reached, or refused to connect to the web services. */
import type { Connection, Lookup } from '../session/model.js';
import type { Instead } from './audit.js';
import { hostOf } from './reading/addresses.js';
import { defineAudit, failing, finding, list, notApplicable, passed, type Seen } from './reading/define.js';
import { onConnection, onLookup } from './reading/evidence.js';
import type { Survey } from './reading/survey.js';

export const proxyConnectionFailed = defineAudit('proxy-connection-failed', 'tcp', (survey) => {
  const proxied = survey.session.connections.filter(({ proxy }) => proxy !== undefined);
  if (proxied.length === 0) return notApplicable('No proxy was used.');
  const failed = proxied.filter(
    ({ stepId, proxy, failure }) =>
      failure?.operation === 'proxy' &&
      failure.code !== 'proxy_authentication_required' &&
      proxy?.status !== 407 &&
      survey.isOwn(stepId),
  );
  // A proxy may rightly refuse port 80, or one name: what it let through counts.
  const through = proxied.some(({ scheme, failure }) => scheme === 'https' && failure === undefined);
  const [first] = failed;
  if (first === undefined || through) return passed;
  const asked = lookupsOf(survey, first);
  return failing([
    finding('proxy-connection-failed', 'error', {
      ...seenAt(first, list(failed.map(({ host }) => host)), asked),
      evidence: [...asked.map(onLookup), ...failed.map((connection) => onConnection(connection, 'proxy'))],
    }),
  ]);
});

/** How far it went: an answer of the proxy, no address for it, or no connection to it. */
function seenAt(connection: Connection, hosts: string, asked: readonly Lookup[]): Omit<Seen, 'evidence'> {
  const { proxy, failure, addresses, remote, host, port } = connection;
  const url = proxy?.url ?? '';
  const message = failure?.message ?? '';
  if (proxy?.status !== undefined || remote !== undefined) {
    const answer = proxy?.status === undefined ? message : `It answered ${proxy.status}.`;
    return {
      title: `The proxy ${url} does not connect to ${hosts}`,
      seen: `Asked the proxy ${url} for a connection to ${host}:${port}. ${answer}`.trim(),
    };
  }
  if (addresses.length === 0) {
    return {
      title: `The proxy ${url} cannot be found: its name has no address here`,
      seen: `Asked for the address of the proxy, through which all requests go. ${asked[0]?.failure?.message ?? message} Nothing was asked of ${hosts}.`,
      cause: 'The name of the proxy is mistyped, or the resolver here does not know it.',
      fix: 'Correct the proxy address, or choose no proxy to test past it. If the address is right, the network administrator looks why its name is not known here.',
      instead: unreached,
    };
  }
  return {
    title: `The proxy ${url} cannot be reached`,
    seen: `Tried to connect to the proxy, through which all requests go. ${message} Nothing was asked of ${hosts}.`,
    cause: 'The address or port of the proxy is wrong, the proxy is not running, or something on the way blocks it.',
    fix: 'Correct the proxy address, or choose no proxy to test past it. If the address is right, the network administrator looks whether the proxy runs and takes connections from here.',
    instead: unreached,
  };
}

const unreached: Instead = {
  caller: 'This computer is set to use a proxy that cannot be reached: your helpdesk has to check that setting.',
  commands: ['netsh winhttp show proxy   # on the client'],
};

/** What was said about the name of the proxy, in whatever step it was asked first. */
function lookupsOf({ whole }: Survey, { proxy, addresses }: Connection): readonly Lookup[] {
  const name = hostOf(proxy?.url ?? '');
  if (addresses.length > 0) return [];
  return whole.lookups
    .filter(({ query, failure }) => failure !== undefined && query.name.toLowerCase().replace(/\.$/, '') === name)
    .slice(0, 2);
}
