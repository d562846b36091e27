/** A name that clients look for at this address is not in the certificate that is shown there. */
import { dnsNames, nameCovers } from '../protocol/certificates.js';
import { roleNames, type EndpointRole } from '../protocol/roleNames.js';
import type { Session } from '../session/model.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { endpointsOf, type Endpoint } from './reading/endpoints.js';
import { onConnection, onLookup } from './reading/evidence.js';
import { nameStateOf } from './reading/names.js';
import { lookupsOf } from './reading/resolvers.js';

export const tlsRoleNames = defineAudit('tls-role-names', 'note', (survey) => {
  const shown = endpointsOf(survey).filter(({ own, named }) => own && named.some(({ tls }) => tls?.chain[0]?.fields));
  if (shown.length === 0) return notApplicable('No endpoint showed a certificate.');
  // meet and dialin are asked for beside the walk.
  const session = { ...survey.session, lookups: lookupsOf(survey, 'own') };
  const wanting = shown.flatMap((endpoint) => {
    const lacking = lackingNames(endpoint, session);
    return lacking.length === 0 ? [] : [{ endpoint, lacking }];
  });
  return failing(
    wanting.map(({ endpoint, lacking }) => {
      const uses = lacking.map(({ name, use }) => `${name} (${use})`);
      return finding('tls-role-names', 'info', {
        title: `The certificate of ${endpoint.host} lacks ${list(lacking.map(({ name }) => name))}`,
        seen: `The certificate of ${endpoint.place} was read. DNS leads ${lacking.length === 1 ? 'a name' : 'names'} to the same address that it does not carry: ${uses.join('; ')}.`,
        evidence: [
          ...endpoint.named.slice(0, 1).map((connection) => onConnection(connection, 'tls.chain.0')),
          ...lacking.flatMap(({ lookups }) => lookups.slice(0, 1).map(onLookup)),
        ],
      });
    }),
  );
});

/** Names of the role that DNS leads to this endpoint. One that leads elsewhere needs nothing here. */
function lackingNames({ named, role, step, host }: Endpoint, session: Session) {
  const connection = named.find(({ tls }) => tls?.chain[0]?.fields !== undefined);
  const fields = connection?.tls?.chain[0]?.fields;
  if (connection === undefined || fields === undefined || !isRole(role)) return [];
  // A name that was itself asked over TLS has its own finding where it does not match.
  const asked = new Set(session.connections.filter(({ tls }) => tls).map((one) => one.host.toLowerCase()));
  return roleNames(role, step.side ?? 'external', session.target.domain).flatMap((wanted) => {
    if (wanted.name === host || asked.has(wanted.name)) return [];
    const { addresses, lookups } = nameStateOf(session, wanted.name);
    const isHere = addresses.some((address) => connection.addresses.includes(address));
    const isCarried = dnsNames(fields).some((name) => nameCovers(name, wanted.name));
    return isHere && !isCarried ? [{ ...wanted, lookups: lookups.filter(({ answers }) => answers.length > 0) }] : [];
  });
}

const isRole = (role: string): role is EndpointRole => role === 'discovery' || role === 'web' || role === 'sip';
