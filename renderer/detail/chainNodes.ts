/** The chain as sent and as it can be built, as nodes to draw: who they are, where they come from, what is wrong. */
import type { BuiltChain, CertificateRecord, Connection, Session, TlsHandshake } from '../../shared/session/model.js';
import { utcDay } from '../common/format.js';
import type { Status } from '../state/status.js';
import { endWords } from './builtWords.js';
import { commonName, datesOf, isSelfSigned } from './certificateFields.js';

export interface ChainNode {
  /** Absent for an issuer that nobody found. */
  readonly certificate?: CertificateRecord;
  readonly role: string;
  readonly name: string;
  readonly text: string;
  readonly status: Status;
  /** Solid: sent. Dashed: found here or fetched. Dashed and red: missing. */
  readonly look: 'sent' | 'found' | 'missing';
}

export interface ChainRow {
  readonly title: string;
  readonly nodes: readonly ChainNode[];
}

/** The handshake whose chain was built and whose revocation was asked: this one, or another that showed the same leaf. */
export function studied(session: Session, connection: Connection): Connection {
  if (connection.tls?.built !== undefined) return connection;
  const leaf = connection.tls?.chain[0]?.der;
  if (leaf === undefined) return connection;
  const same = session.connections.filter(({ tls }) => tls?.built !== undefined && tls.chain[0]?.der === leaf);
  return same.find(({ host }) => host === connection.host) ?? same[0] ?? connection;
}

/** Places in the built chain of certificates that their authority took back. */
export function revokedIn(tls: TlsHandshake | undefined): readonly number[] {
  return (tls?.revocation ?? []).flatMap(({ index, status }) => (status === 'revoked' ? [index] : []));
}

function node(
  certificate: CertificateRecord,
  at: number,
  part: { readonly from: string; readonly look: ChainNode['look']; readonly status?: Status },
  takenAt: number,
): ChainNode {
  const { fields } = certificate;
  const kind = at === 0 ? 'Server certificate' : isSelfSigned(certificate) ? 'Root' : 'Intermediate';
  return {
    certificate,
    role: `${kind}, ${part.from}`,
    look: part.look,
    status: part.status ?? datesOf(certificate, takenAt)?.status ?? 'warning',
    name: fields === undefined ? 'Unreadable certificate' : commonName(fields.subject),
    text:
      fields === undefined
        ? 'Its bytes are kept: save them'
        : `${fields.publicKey}, ${utcDay(fields.notBefore)} to ${utcDay(fields.notAfter)}`,
  };
}

const origins = { sent: 'sent', store: 'found here', fetched: 'fetched' } as const;

function builtRow(built: BuiltChain, tls: TlsHandshake, takenAt: number, revoked: readonly number[]): ChainRow {
  const last = built.path.length - 1;
  const nodes = built.path.map(({ origin, certificate }, at) => {
    const rootBad = at === last && (built.end === 'untrusted-root' || built.end === 'self-signed');
    const bad = rootBad || revoked.includes(at) || (at === 0 && tls.verification?.nameMatches === false);
    return node(
      certificate,
      at,
      { from: origins[origin], look: origin === 'sent' ? 'sent' : 'found', ...(bad ? { status: 'failed' } : {}) },
      takenAt,
    );
  });
  const issuer = built.path.at(-1)?.certificate.fields?.issuer;
  return {
    title: `As it can be built: ${endWords(built).replace(/^E/, 'e')}`,
    nodes: built.end === 'open' ? [...nodes, missing(issuer)] : nodes,
  };
}

function missing(issuer: string | undefined): ChainNode {
  return {
    role: 'Issuer, not sent and not found',
    name: issuer === undefined ? 'Not known' : commonName(issuer),
    text: issuer ?? 'The certificate cannot be read',
    status: 'failed',
    look: 'missing',
  };
}

function sentRow({ chain, verification }: TlsHandshake, takenAt: number): ChainRow {
  return {
    title: `As sent: ${chain.length === 1 ? '1 certificate' : `${chain.length} certificates`}`,
    nodes: chain.map((certificate, at) =>
      node(
        certificate,
        at,
        {
          from: 'sent',
          look: 'sent',
          ...(at === 0 && verification?.nameMatches === false ? { status: 'failed' } : {}),
        },
        takenAt,
      ),
    ),
  };
}

/** Who signed the last one sent, where nobody built the chain: an issuer known here, or none. */
function unsent({ chain, verification }: TlsHandshake): readonly ChainNode[] {
  const last = chain.at(-1);
  if (last?.fields === undefined || isSelfSigned(last)) return [];
  if (verification !== undefined && /UNABLE_TO|ISSUER/.test(verification.code ?? ''))
    return [missing(last.fields.issuer)];
  const trusted = verification?.trusted === true;
  return [
    {
      role: trusted ? 'Root or issuer, found here' : 'Issuer, not sent',
      name: commonName(last.fields.issuer),
      text: last.fields.issuer,
      status: trusted ? 'passed' : 'skipped',
      look: 'found',
    },
  ];
}

/** More than these are counted, not drawn. */
const mostDrawn = 12;

/**
 * One row where what was sent is the beginning of what can be built, else both.
 * @param tls the handshake on screen @param built of it, or of another that showed the same leaf
 * @param takenAt ms since 1970 @param revoked places in the built chain of certificates that were taken back
 */
export function chainRows(
  tls: TlsHandshake,
  built: BuiltChain | undefined,
  takenAt: number,
  revoked: readonly number[] = [],
): readonly ChainRow[] {
  const sent = sentRow(tls, takenAt);
  const rows = (): readonly ChainRow[] => {
    if (built === undefined) return [{ ...sent, nodes: [...sent.nodes, ...unsent(tls)] }];
    const row = builtRow(built, tls, takenAt, revoked);
    const inOrder = tls.chain.every(({ der }, at) => built.path[at]?.certificate.der === der);
    return inOrder ? [{ title: `${sent.title}, in order. ${row.title}`, nodes: row.nodes }] : [sent, row];
  };
  return rows().map((row) =>
    row.nodes.length > mostDrawn
      ? { title: `${row.title}; the first ${mostDrawn} are drawn`, nodes: row.nodes.slice(0, mostDrawn) }
      : row,
  );
}
