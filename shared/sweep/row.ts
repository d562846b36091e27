/** What is kept of one walk of a sweep: a row of plain, short values. The session itself lies in its file. */
import type { Judgement } from '../audits/audit.js';
import type { CertificateFields, CertificateRecord, Session } from '../session/model.js';
import type { CertificateDate, SweepRow, SweepVerdict } from './model.js';

/** A hostile server must not fill the summary. */
const most = { certificates: 100, findings: 50, characters: 300 } as const;

export interface RowOf {
  readonly line: number;
  readonly target: string;
  readonly tookMs: number;
  /** Of its session. */
  readonly file?: string;
}

/** The row of a walk that has ended. */
export function rowOf(session: Session, judgement: Judgement, { line, target, tookMs, file }: RowOf): SweepRow {
  const verdict = verdictOf(session, judgement);
  // Half a walk proves nothing about its target: what was not asked may be all that is missing.
  const findings = verdict === 'cancelled' ? [] : judgement.findings;
  const told = findings.filter(({ severity }) => severity !== 'info').slice(0, most.findings);
  const server = serverOf(session);
  const row: SweepRow = {
    line,
    target,
    domain: session.target.domain,
    verdict,
    headline: verdict === 'cancelled' ? 'The walk was stopped before its end' : short(judgement.headline),
    ...(told[0] === undefined ? {} : { rootCause: told[0].id }),
    findings: told.map(({ id, severity, title }) => ({ id, severity, title: short(title) })),
    ...(server === undefined ? {} : { server: short(server) }),
    certificates: certificatesOf(session),
    tookMs: Math.round(tookMs),
    ...(file === undefined ? {} : { file }),
  };
  // A piece of a text keeps the whole text alive in the engine's memory: the row gets texts of its own.
  return JSON.parse(JSON.stringify(row)) as SweepRow;
}

/** The row of a line that could not be checked, with the sentence that says why. */
export function rowOfRefusal(
  { line, target, tookMs, file }: RowOf,
  domain: string,
  headline: string,
  verdict: 'could-not-run' | 'cancelled' = 'could-not-run',
): SweepRow {
  return {
    line,
    target,
    domain,
    verdict,
    headline: short(headline),
    findings: [],
    certificates: [],
    tookMs: Math.round(tookMs),
    ...(file === undefined ? {} : { file }),
  };
}

function verdictOf({ outcome }: Session, { verdict }: Judgement): SweepVerdict {
  if (outcome !== 'completed') return 'cancelled';
  return verdict === 'fail' ? 'failed' : verdict === 'warn' ? 'warnings' : 'passed';
}

/** Where the walk came furthest: the pool that gave the user document, asked for a sign-in, or gave a root document. */
function serverOf(session: Session): string | undefined {
  const stages = [
    ['web-ticket.user', 'oauth.user'],
    ['web-ticket.challenge', 'oauth.challenge'],
    ['domain'],
    ['root.https', 'root.http', 'root.json'],
  ] as const;
  for (const kinds of stages) {
    const steps = session.steps.filter(
      ({ kind, outcome }) => outcome === 'ok' && (kinds as readonly string[]).includes(kind),
    );
    const step = steps[steps.length - 1];
    const url = session.exchanges.findLast(({ stepId }) => stepId === step?.id)?.request.url;
    const host = url === undefined ? undefined : /^https?:\/\/([^/:?#]+)/i.exec(url)?.[1];
    if (step !== undefined && host !== undefined) return host.toLowerCase();
  }
  return undefined;
}

/** Every leaf seen at every place, and intermediates that end before their leaf does. Each once a place. */
function certificatesOf(session: Session): readonly CertificateDate[] {
  const found = new Map<string, CertificateDate>();
  for (const { host, port, tls } of session.connections) {
    const [leaf, ...others] = tls?.chain ?? [];
    if (leaf?.fields === undefined) continue;
    const leafEnds = leaf.fields.notAfter;
    const note = (fields: CertificateFields, role: CertificateDate['role']): void => {
      const key = `${host}:${port} ${fields.sha256}`;
      if (found.size < most.certificates && !found.has(key)) found.set(key, dateOf(fields, host, port, role));
    };
    note(leaf.fields, 'leaf');
    for (const fields of others.flatMap(intermediate)) if (fields.notAfter < leafEnds) note(fields, 'intermediate');
  }
  return [...found.values()];
}

/** A root is not sent to be believed; its date concerns nobody. */
function intermediate({ fields }: CertificateRecord): readonly CertificateFields[] {
  return fields?.isCa === true && fields.subject !== fields.issuer ? [fields] : [];
}

function dateOf(fields: CertificateFields, host: string, port: number, role: CertificateDate['role']): CertificateDate {
  return {
    host: short(host),
    port,
    name: short(nameOf(fields)),
    issuer: short(commonName(fields.issuer) ?? fields.issuer),
    notBefore: fields.notBefore,
    notAfter: fields.notAfter,
    sha256: fields.sha256,
    role,
  };
}

function nameOf({ subject, subjectAltNames }: CertificateFields): string {
  return commonName(subject) ?? subjectAltNames[0]?.replace(/^DNS:/, '') ?? (subject === '' ? '(no name)' : subject);
}

/** CN of a distinguished name as text (RFC 4514). */
function commonName(name: string): string | undefined {
  return /(?:^|[,\n+]\s*)CN=((?:\\.|[^,+\n])+)/i.exec(name)?.[1]?.replace(/\\(.)/g, '$1').trim();
}

function short(text: string): string {
  return text.length > most.characters ? `${text.slice(0, most.characters - 1)}…` : text;
}
