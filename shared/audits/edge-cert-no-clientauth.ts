/** The certificate that the Access Edge shows may be used by servers only. */
import { defineAudit, failing, finding, notApplicable, unknown } from './reading/define.js';
import { onConnection } from './reading/evidence.js';
import { accessEdges, sipServices } from './reading/published.js';

const serverUse = /serverAuth|1\.3\.6\.1\.5\.5\.7\.3\.1$/i;
const clientUse = /clientAuth|1\.3\.6\.1\.5\.5\.7\.3\.2$/i;

export const edgeCertNoClientauth = defineAudit('edge-cert-no-clientauth', 'tls', (survey) => {
  const edges = accessEdges(survey);
  const records = sipServices(survey).filter(({ name }) => /^_sip(federationtls)?\._t/.test(name));
  if (edges.length === 0 && records.length === 0) return notApplicable('No Access Edge was learned.');
  const places = new Set([
    ...edges.map(({ host, port }) => `${host}:${port ?? 443}`),
    ...records.map(({ target, port }) => `${target}:${port}`),
  ]);
  const shown = survey.session.connections.filter(
    ({ host, port, tls }) => places.has(`${host.toLowerCase()}:${port}`) && tls?.chain[0]?.fields !== undefined,
  );
  if (shown.length === 0) return unknown('No certificate of the Access Edge was seen.');
  const oneWay = shown.filter(({ tls }) => {
    const uses = tls?.chain[0]?.fields?.extendedKeyUsages ?? [];
    return uses.some((use) => serverUse.test(use)) && !uses.some((use) => clientUse.test(use));
  });
  const [first] = oneWay;
  if (first === undefined) return failing([]);
  return failing([
    finding('edge-cert-no-clientauth', 'info', {
      seen: `Connected to the Access Edge ${first.host}:${first.port}. Its certificate lists server authentication and not client authentication. Whether a partner minds has to be tested.`,
      evidence: oneWay.map((connection) => onConnection(connection, 'tls.chain.0')),
    }),
  ]);
});
