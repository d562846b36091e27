/** The report: one object for programs (format lyncscope-report), and the findings as text for terminals. */
import type { Evidence, Finding, Judgement } from './audits/audit.js';
import { judge } from './audits/judge.js';
import { clientsOf } from './clients/matrix.js';
import type { ClientRow } from './clients/model.js';
import { clientLines } from './clients/text.js';
import type { Session } from './session/model.js';
import { signInOf, type SignInResult } from './signIn.js';

export interface Report {
  readonly format: 'lyncscope-report';
  readonly version: 1;
  readonly verdict: Judgement['verdict'];
  /** Root cause first. */
  readonly findings: readonly Finding[];
  /** How far the sign-in came, each way for itself. */
  readonly signIn: SignInResult;
  /** Which clients can sign in from there, and what keeps the others out. */
  readonly clients: readonly ClientRow[];
  readonly session: Session;
}

/** The same object for a live walk, a saved file and a reopened one. */
export function reportOf(session: Session, judgement: Judgement = judge(session)): Report {
  const { verdict, findings } = judgement;
  const clients = clientsOf(session, judgement);
  return { format: 'lyncscope-report', version: 1, verdict, findings, signIn: signInOf(session), clients, session };
}

const labels: Readonly<Record<Finding['severity'], string>> = { error: 'ERROR', warning: 'WARNING', info: 'INFO' };

/**
 * Headline, summary and findings as plain text.
 * @param width columns to wrap at; words longer than that stay whole
 */
export function findingsText(judgement: Judgement, session: Session, width = 80): string {
  const head = [
    ...wrap(`${judgement.headline}${/[.?]$/.test(judgement.headline) ? '' : '.'}`, '', width),
    ...wrap(judgement.summary, '', width),
  ];
  const findings = judgement.findings.flatMap((finding) => ['', ...findingLines(finding, session, width)]);
  return [...head, ...findings].join('\n') + '\n';
}

/** The verdict card as plain text: for the user, for the helpdesk, for the administrator. Commands are not wrapped. */
export function cardText({ caller, helpdesk, admin }: Judgement, width = 80): string {
  const block = (name: string, text: string): readonly string[] =>
    text === '' ? [] : [name, ...wrap(text, '  ', width)];
  const joined = (statements: readonly { readonly text: string }[]): string =>
    statements.map(({ text }) => text).join(' ');
  return [
    ...block('For the user', caller.text),
    ...block('For the helpdesk', joined(helpdesk)),
    ...block('For the administrator', joined(admin.sentences)),
    ...admin.commands.map((command) => `    ${command}`),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** The client matrix as plain text; empty where the walk has none. */
export function clientsText(session: Session, judgement: Judgement, width = 80): string {
  const rows = clientLines(clientsOf(session, judgement));
  if (rows.length === 0) return '';
  const lines = rows.flatMap(({ head, why }) => {
    const [first = '', ...rest] = wrap(why, ' '.repeat(head.length + 4), width);
    return [`  ${head}  ${first.trimStart()}`.trimEnd(), ...rest];
  });
  return (
    [rows.length === 1 ? 'Can this client sign in from here?' : 'Which clients can sign in from here?', ...lines].join(
      '\n',
    ) + '\n'
  );
}

function findingLines(finding: Finding, session: Session, width: number): readonly string[] {
  return [
    ...wrap(`${labels[finding.severity]}  ${finding.title}  [${finding.id}]`, '', width, '  '),
    ...wrap(finding.cause, '  ', width),
    ...wrap(`To do: ${finding.fix}`, '  ', width),
    ...finding.evidence.flatMap((evidence) => wrap(`- ${evidenceText(evidence, session)}`, '  ', width, '    ')),
  ];
}

/** Evidence in words: which record of which step, and where in it to look. */
export function evidenceText(evidence: Evidence, session: Session): string {
  const { what, stepId } = recordOf(evidence, session);
  const step = session.steps.find(({ id }) => id === stepId);
  const where = partText(evidence.part);
  const title = step === undefined || what === step.title ? '' : ` (step "${step.title}")`;
  return `${what}${where === '' ? '' : `, ${where}`}${title}`;
}

function recordOf(evidence: Evidence, session: Session): { readonly what: string; readonly stepId?: string } {
  const { stepId, lookupId, connectionId, exchangeId, sipMessageId } = evidence;
  if (exchangeId !== undefined) {
    const exchange = session.exchanges.find(({ id }) => id === exchangeId);
    if (exchange === undefined) return { what: `exchange ${exchangeId}` };
    return { what: `${exchangeId}: ${exchange.request.method} ${exchange.request.url}`, stepId: exchange.stepId };
  }
  if (sipMessageId !== undefined) {
    const message = session.sipMessages.find(({ id }) => id === sipMessageId);
    if (message === undefined) return { what: `SIP message ${sipMessageId}` };
    const { start, direction } = message;
    const line = start.kind === 'request' ? `${start.method} ${start.uri}` : `${start.status} ${start.reason}`.trim();
    return { what: `${sipMessageId}: ${line} (${direction})`, stepId: message.stepId };
  }
  if (connectionId !== undefined) {
    const connection = session.connections.find(({ id }) => id === connectionId);
    if (connection === undefined) return { what: `connection ${connectionId}` };
    return { what: `${connectionId}: connection to ${connection.host}:${connection.port}`, stepId: connection.stepId };
  }
  if (lookupId !== undefined) {
    const lookup = session.lookups.find(({ id }) => id === lookupId);
    if (lookup === undefined) return { what: `lookup ${lookupId}` };
    return { what: `${lookupId}: DNS ${lookup.query.type} ${lookup.query.name}`, stepId: lookup.stepId };
  }
  const step = session.steps.find(({ id }) => id === stepId);
  return step === undefined ? { what: `step ${stepId ?? ''}` } : { what: step.title, stepId: step.id };
}

function partText(part: string): string {
  const text = /^response\.body:(.*)$/s.exec(part)?.[1];
  if (text !== undefined) return `the answer says ${text}`;
  const header = /^(request|response)\.headers\.(.+)$/.exec(part);
  if (header !== null) return `header ${header[2] ?? ''} of the ${header[1] === 'request' ? 'request' : 'answer'}`;
  const chain = /^tls\.chain\.(\d+)$/.exec(part)?.[1];
  if (chain !== undefined) return chain === '0' ? 'its certificate' : `certificate ${Number(chain) + 1} of its chain`;
  return partWords[part] ?? part;
}

const partWords: Readonly<Record<string, string>> = {
  answer: 'its answer',
  tls: 'its TLS handshake',
  connect: 'how it ended',
  lookup: 'the lookup of its name',
  proxy: "the proxy's answer",
  timing: 'when it was asked and when it ended',
  request: 'the request',
  'response.status': 'the status of the answer',
  'response.body': 'the body of the answer',
  outcome: '',
  failure: 'why it failed',
  trust: 'the trust check',
};

function wrap(text: string, indent: string, width: number, hanging = indent): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = hanging + word;
    } else {
      line += empty ? word : ` ${word}`;
    }
    empty = false;
  }
  return empty ? lines : [...lines, line];
}
