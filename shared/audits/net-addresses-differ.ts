/** Of several addresses of one name some do not answer, or show another certificate. */
import type { Connection } from '../session/model.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { endpointsOf, type Endpoint } from './reading/endpoints.js';
import { onConnection } from './reading/evidence.js';

export const netAddressesDiffer = defineAudit('net-addresses-differ', 'tcp', (survey) => {
  const several = endpointsOf(survey).filter(({ own, named }) => own && reachable(named).length > 1);
  if (several.length === 0) return notApplicable('No name has more than one address that can be tried from here.');
  return failing(several.flatMap((endpoint) => [...silent(endpoint), ...unlike(endpoint)]));
});

/** One an address. Where this machine has no IPv6 at all, an IPv6 address says nothing about the server. */
function reachable(tried: readonly Connection[]): readonly Connection[] {
  const isOff = ({ failure }: Connection): boolean => /^(ENETUNREACH|EADDRNOTAVAIL)$/.test(failure?.native?.code ?? '');
  // A server that is too old for the first handshake is asked twice in the same step.
  const isBetter = (one: Connection, other: Connection): boolean =>
    one !== other && one.stepId === other.stepId && one.failure === undefined;
  return tried.filter(
    (one) => !isOff(one) && (one.failure === undefined || !tried.some((other) => isBetter(other, one))),
  );
}

function silent({ named, place, host }: Endpoint) {
  const tried = reachable(named);
  const bad = tried.filter(({ failure }) => failure !== undefined);
  if (bad.length === 0 || bad.length === tried.length) return [];
  return [
    finding('net-addresses-differ', 'warning', {
      title: `${bad.length} of the ${tried.length} addresses of ${host} ${bad.length === 1 ? 'does' : 'do'} not answer`,
      seen: `Shook hands with ${place} at each of its addresses. ${list(bad.map(addressOf))} did not complete it; ${list(tried.filter((one) => !bad.includes(one)).map(addressOf))} did.`,
      evidence: bad.map((connection) =>
        onConnection(connection, connection.failure?.operation === 'connect' ? 'connect' : 'tls'),
      ),
    }),
  ];
}

function unlike({ named, place, host }: Endpoint) {
  const shown = named.filter(({ failure, tls }) => failure === undefined && tls?.chain[0] !== undefined);
  const kinds = new Set(shown.map(({ tls }) => tls?.chain[0]?.der));
  if (kinds.size < 2) return [];
  return [
    finding('net-addresses-differ', 'info', {
      title: `The addresses of ${host} show different certificates`,
      seen: `Shook hands with ${place} at each of its addresses: ${kinds.size} different certificates were shown.`,
      evidence: shown.map((connection) => onConnection(connection, 'tls.chain.0')),
    }),
  ];
}

const addressOf = ({ remote, addresses, host }: Connection): string => remote?.address ?? addresses[0] ?? host;
