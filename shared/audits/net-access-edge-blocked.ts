/** The Access Edge does not take connections, or SRV and the documents name different ports for it. */
import type { AuditResult } from './audit.js';
import { defineAudit, failing, finding, notApplicable, passed, unknown } from './reading/define.js';
import { onConnection, onLookup, onStep } from './reading/evidence.js';
import { accessEdges, sipServices } from './reading/published.js';
import { isRegistered } from './reading/sip.js';
import type { Survey } from './reading/survey.js';

const federationPort = 5061;

export const netAccessEdgeBlocked = defineAudit('net-access-edge-blocked', 'tcp', (survey) => {
  const typed = typedInVain(survey);
  if (typed !== undefined) return typed;
  if (survey.seat === 'inside') return notApplicable('Inside, clients do not use the Access Edge.');
  const edges = accessEdges(survey);
  const services = sipServices(survey).filter(({ name }) => name.startsWith('_sip._tls.'));
  if (edges.length === 0 && services.length === 0) return notApplicable('No Access Edge was learned.');

  const places = new Set([
    ...edges.map(({ host, port }) => `${host}:${port ?? 443}`),
    ...services.map(({ target, port }) => `${target}:${port}`),
  ]);
  const tried = survey.session.connections.filter(({ host, port }) => places.has(`${host.toLowerCase()}:${port}`));
  const blocked = tried.filter(
    ({ failure, host, port }) =>
      failure?.operation === 'connect' &&
      !tried.some((other) => other.host === host && other.port === port && other.connectedMs !== undefined),
  );
  const [closed] = blocked;
  if (closed !== undefined) {
    // Where the registrar was wanted, a desktop client cannot sign in.
    const severity = triedRegistrar(survey) && !isRegistered(survey) ? 'error' : 'warning';
    return failing([
      finding('net-access-edge-blocked', severity, {
        title: `The Access Edge ${closed.host}:${closed.port} cannot be reached`,
        seen: `Tried to connect to ${closed.host}:${closed.port}, where clients outside sign in over SIP. ${closed.failure?.message ?? ''}`.trim(),
        evidence: blocked.map((connection) => onConnection(connection, 'connect')),
      }),
    ]);
  }

  // Lync Server 2010 names 5061 in its own documents, so the record alone says nothing.
  const odd = services.find(
    ({ port, target }) => port === federationPort && edges.some((edge) => edge.port === 443 && edge.host === target),
  );
  const edge = edges.find(({ port, host }) => port === 443 && host === odd?.target);
  if (odd !== undefined && edge !== undefined) {
    return failing([
      finding('net-access-edge-blocked', 'warning', {
        title: `${odd.name} names port ${federationPort}, the servers name 443`,
        seen: `The SRV record ${odd.name} sends clients to ${odd.target}:${odd.port}. The document of the servers sends them to ${edge.host}:${edge.port ?? 443}. Port ${federationPort} of an Edge is usually for federation, so clients that go by the record probably fail.`,
        evidence: [onLookup({ id: odd.lookupId }), onStep({ id: edge.stepId })],
      }),
    ]);
  }
  return tried.length > 0 ? passed : unknown('The Access Edge was not tried; what is published about it agrees.');
});

const triedRegistrar = ({ session }: Survey): boolean => session.steps.some(({ kind }) => kind === 'sip.connect');

/** A registrar that was named by hand, and nothing else was tried. */
function typedInVain(survey: Survey): AuditResult | undefined {
  const { session } = survey;
  if (session.target.sipServer === undefined || isRegistered(survey)) return undefined;
  const connecting = new Set(session.steps.filter(({ kind }) => kind === 'sip.connect').map(({ id }) => id));
  const tried = session.connections.filter(({ stepId }) => connecting.has(stepId));
  const [first] = tried;
  const unreached = tried.every(
    ({ failure, connectedMs }) =>
      connectedMs === undefined && (failure?.operation === 'connect' || failure?.operation === 'lookup'),
  );
  if (first === undefined || !unreached) return undefined;
  const place = `${first.host}:${first.port}`;
  return failing([
    finding('net-access-edge-blocked', 'error', {
      title: `The registrar that was typed in, ${place}, cannot be reached`,
      seen: `Tried to connect to ${place}, which was typed in as the registrar; nothing else was tried. ${first.failure?.message ?? ''}`.trim(),
      cause: 'The name or the port is typed wrongly, something on the way blocks the port, or the server is down.',
      fix: 'Check name and port first: the Access Edge usually takes clients on 443, a pool inside on 5061. Without a typed registrar the one that discovery names is tried. If the place is right, the network administrator looks why the port does not answer.',
      instead: {
        caller:
          'The server that was typed in for this check does not answer: check its name and port, or leave it out.',
        commands: [`Test-NetConnection ${plain(first.host)} -Port ${first.port}   # Windows PowerShell`],
      },
      evidence: tried.map((connection) =>
        onConnection(connection, connection.failure?.operation === 'lookup' ? 'lookup' : 'connect'),
      ),
    }),
  ]);
}

/** What could end a command is left for the reader to fill in. */
const plain = (host: string): string => (/^[\w.:-]+$/.test(host) ? host : '<registrar>');
