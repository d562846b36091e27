/** The first tab of every row: what was asked, what came back, what it means, and what findings say of it. */
import type { ReactNode } from 'react';
import type { Judgement } from '../../shared/audits/audit.js';
import { byteLengthOf } from '../../shared/session/bytes.js';
import { firstOf, finalAnswer } from '../state/sipTransactions.js';
import type { Connection, Exchange, Session, SipMessage, Step } from '../../shared/session/model.js';
import { count, duration, utcClock } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import { StatusIcon } from '../common/StatusIcon.js';
import { answerOf, tlsWords, verificationWords } from '../exchange/rowText.js';
import { severityIcons } from '../findings/severity.js';
import type { Blame } from '../state/blame.js';
import { RegistrarFacts } from '../sip/RegistrarFacts.js';
import { serverOf } from '../services/learned.js';
import { settingsOfFacts } from '../sip/settings.js';
import { rowsOf, type Row, type SipRow } from '../state/rows.js';
import { jumpTo, selectRow } from '../state/selection.js';
import { statusWords, type Status } from '../state/status.js';
import { CertificateCard } from './CertificateCard.js';
import { Facts, type FactRow } from './Facts.js';
import { resolverWords } from './resolverWords.js';
import { factNote, factWord } from './factNames.js';

interface OverviewProps {
  readonly session: Session;
  readonly judgement: Judgement | null;
  readonly row: Row;
  readonly status: Status;
  readonly step: Step | undefined;
  readonly lastOfStep: boolean;
  readonly blames: readonly Blame[];
  /** Why a failure is as it should be. */
  readonly expectedReason: string | undefined;
}

function endpoint(end: { readonly address: string; readonly port: number } | undefined): string | undefined {
  if (end === undefined) return undefined;
  return end.address.includes(':') ? `[${end.address}]:${end.port}` : `${end.address}:${end.port}`;
}

function connectionRows(connection: Connection | undefined): readonly FactRow[] {
  if (connection === undefined) return [];
  const { tls, proxy } = connection;
  const ends = [endpoint(connection.local), endpoint(connection.remote)]
    .filter((end) => end !== undefined)
    .join(' to ');
  const verification = tls?.verification;
  return [
    { name: 'Addresses', value: connection.addresses.join(', '), mono: true },
    { name: 'Connection', value: ends, mono: true },
    {
      name: 'Through proxy',
      value:
        proxy === undefined
          ? undefined
          : `${proxy.url}${proxy.status === undefined ? '' : `, CONNECT ${proxy.status}`}`,
      mono: true,
    },
    {
      name: 'Protection',
      value: tls === undefined ? 'none: plain HTTP' : [tlsWords(tls.protocol), tls.cipher].filter(Boolean).join(', '),
      mono: tls !== undefined,
    },
    { name: 'Name asked for', value: tls?.serverName, mono: true },
    { name: 'ALPN', value: tls?.alpn, mono: true },
    {
      name: 'Certificate',
      value:
        verification === undefined
          ? undefined
          : `${tls?.chain[0]?.fields?.subject ?? 'unreadable'}; ${verification.trusted ? 'trusted here' : verificationWords(verification.code)}${verification.nameMatches ? '' : '; does not contain the name'}`,
    },
  ];
}

/** Exchanges that used the same connection, as buttons. */
function SharedWith({ session, exchange }: { readonly session: Session; readonly exchange: Exchange }): ReactNode {
  const { connectionId } = exchange;
  if (connectionId === undefined) return 'no connection stood';
  const others = rowsOf(session).filter(
    (row) => row.kind === 'exchange' && row.id !== exchange.id && row.exchange.connectionId === connectionId,
  );
  if (others.length === 0) return 'used by this exchange only';
  return (
    <span className="chips">
      {others.slice(0, 12).map((row) => (
        <button
          key={row.id}
          type="button"
          className="chip one"
          aria-label={`Exchange ${row.number}`}
          onClick={() => selectRow(session, row.id)}
        >
          <b>{row.number}</b>
        </button>
      ))}
      {others.length > 12 ? <span className="dim">and {others.length - 12} more</span> : null}
    </span>
  );
}

function exchangeRows(session: Session, exchange: Exchange, connection: Connection | undefined): readonly FactRow[] {
  const { request, response, failure } = exchange;
  const hidden = request.masked.length + (response?.masked.length ?? 0);
  return [
    { name: 'Address', value: request.url, mono: true },
    {
      name: 'Sent',
      value: `${count(byteLengthOf(request.wire))} bytes at ${utcClock(session.startedAt, exchange.startedMs)} UTC`,
    },
    {
      name: 'Received',
      value:
        response === undefined
          ? (failure?.message ?? 'nothing yet')
          : `${count(byteLengthOf(response.wire))} bytes, ${duration((exchange.endedMs ?? exchange.startedMs) - exchange.startedMs)} after the request began`,
    },
    { name: 'Answered by', value: serverOf(exchange), mono: true },
    { name: 'Allowed here', value: exchange.expectedStatuses.join(', '), mono: true },
    { name: 'Same connection', value: <SharedWith session={session} exchange={exchange} /> },
    ...connectionRows(connection),
    {
      name: 'Secrets',
      value: session.keepsSecrets
        ? 'kept readable, as chosen before the walk'
        : hidden === 0
          ? undefined
          : `${hidden} hidden`,
    },
    { name: 'Failure', value: failure === undefined ? undefined : `${failure.operation}: ${failure.code}`, mono: true },
    {
      name: 'System says',
      value: [failure?.native?.code, failure?.native?.message].filter(Boolean).join(': '),
      mono: true,
    },
  ];
}

function sipRows(session: Session, row: SipRow): readonly FactRow[] {
  const { request, answers, connection } = row;
  const answer = finalAnswer(row);
  const first = firstOf(row);
  const failure = request?.failure ?? answer?.failure;
  const at = (message: SipMessage): string =>
    `${count(byteLengthOf(message.wire))} bytes at ${utcClock(session.startedAt, message.atMs)} UTC`;
  const hidden = [request, ...answers].reduce((sum, message) => sum + (message?.masked.length ?? 0), 0);
  const carrier = connection === undefined ? undefined : rowsOf(session).find(({ id }) => id === connection.id);
  return [
    {
      name: 'Asked by',
      value: first.direction === 'sent' ? 'this program' : `the server, ${connection?.host ?? ''}`,
    },
    { name: 'Request', value: request === undefined ? undefined : `${at(request)}, ${request.direction}` },
    {
      name: 'Answer',
      value:
        answer === undefined
          ? undefined
          : `${at(answer)}, ${duration(Math.max(0, answer.atMs - first.atMs))} after the request`,
    },
    { name: 'Allowed here', value: request?.expectedStatuses?.join(', '), mono: true },
    { name: 'Signature of the answer', value: answer?.signature?.state },
    {
      name: 'Goes over',
      value:
        carrier === undefined ? undefined : (
          <button type="button" className="chip one" onClick={() => selectRow(session, carrier.id)}>
            <b>{carrier.number}</b> TLS connection
          </button>
        ),
    },
    ...connectionRows(connection),
    {
      name: 'Secrets',
      value: session.keepsSecrets
        ? 'kept readable, as chosen before the walk'
        : hidden === 0
          ? undefined
          : `${hidden} hidden`,
    },
    { name: 'Failure', value: failure === undefined ? undefined : `${failure.operation}: ${failure.code}`, mono: true },
    { name: 'What happened', value: failure?.message },
  ];
}

function rowFacts(session: Session, row: Row): readonly FactRow[] {
  switch (row.kind) {
    case 'exchange':
      return exchangeRows(session, row.exchange, row.connection);
    case 'sip':
      return sipRows(session, row);
    case 'connection': {
      const { failure, host, port } = row.connection;
      return [
        { name: 'Host', value: `${host}:${port}`, mono: true },
        { name: 'Carries', value: carriedBy(session, row.connection) },
        ...connectionRows(row.connection),
        {
          name: 'Failure',
          value: failure === undefined ? undefined : `${failure.operation}: ${failure.code}`,
          mono: true,
        },
        { name: 'What happened', value: failure?.message },
        {
          name: 'System says',
          value: [failure?.native?.code, failure?.native?.message].filter(Boolean).join(': '),
          mono: true,
        },
      ];
    }
    case 'lookup': {
      const { lookup } = row;
      return [
        { name: 'Question', value: `${lookup.query.name} ${lookup.query.type}`, mono: true },
        {
          name: 'Asked',
          value: lookup.via === 'system' ? 'the operating system, as programs do' : (lookup.resolver ?? 'the resolver'),
          mono: lookup.via === 'wire' && lookup.resolver !== undefined,
        },
        { name: 'Whose resolver', value: resolverWords(lookup) },
        { name: 'Over', value: lookup.transport?.toUpperCase() },
        { name: 'Code', value: lookup.rcode, mono: true },
        {
          name: 'Answer',
          value: lookup.answers
            .map((answer) => `${answer.name} ${answer.ttlSeconds} ${answer.type} ${answer.data}`)
            .join('\n'),
          mono: true,
        },
        { name: 'What happened', value: lookup.failure?.message },
        {
          name: 'System says',
          value: [lookup.failure?.native?.code, lookup.failure?.native?.message].filter(Boolean).join(': '),
          mono: true,
        },
      ];
    }
  }
}

export function Overview(props: OverviewProps): ReactNode {
  const { session, judgement, row, status, step, lastOfStep, blames, expectedReason } = props;
  return (
    <div className="overview" tabIndex={0} role="group" aria-label="Overview">
      <div className="o-head">
        <StatusIcon status={status} silent />
        <div>
          <strong>
            {statusWords[status]}: {answerOf(row, session, step, status, lastOfStep).replace(/, expected$/, '')}
          </strong>
          {expectedReason === undefined ? null : <p>{expectedReason}</p>}
        </div>
      </div>
      {blames.map(({ finding, key }) => {
        const { icon, tone, word } = severityIcons[finding.severity];
        const [at = 0, evidence = 0] = key.split('.').map(Number);
        return (
          <div key={key} className={`o-finding ${finding.severity}`}>
            <Icon name={icon} className={tone} label={word} />
            <div className="grow">
              <strong>{finding.title}</strong>
              <p>{finding.cause}</p>
            </div>
            <button
              type="button"
              className="btn s"
              onClick={() => jumpTo(session, judgement?.findings[at] ?? finding, at, evidence)}
            >
              Show the place
            </button>
          </div>
        );
      })}
      <Facts label="What crossed the wire" rows={rowFacts(session, row)} />
      {step === undefined ? null : (
        <>
          <RegistrarFacts session={session} step={step} />
          <StepFacts session={session} step={step} said={messageOf(row)} />
        </>
      )}
    </div>
  );
}

function messageOf(row: Row): string | undefined {
  switch (row.kind) {
    case 'exchange':
      return row.exchange.failure?.message;
    case 'connection':
      return row.connection.failure?.message;
    case 'lookup':
      return row.lookup.failure?.message;
    case 'sip':
      return (row.request?.failure ?? finalAnswer(row)?.failure)?.message;
  }
}

interface StepFactsProps {
  readonly session: Session;
  readonly step: Step;
  /** A failure that is told above already. */
  readonly said?: string | undefined;
}

/** What the step was about and what it read from its answers. */
export function StepFacts({ session, step, said }: StepFactsProps): ReactNode {
  if (step.meaning === undefined && step.failure === undefined && step.facts.length === 0 && step.spec === undefined)
    return null;
  const lines = new Map<string, string[]>();
  const certificate = step.facts.find(({ name }) => name === 'certificate')?.value;
  for (const fact of step.facts.filter(({ name }) => !shownOtherwise(name, certificate !== undefined)))
    lines.set(fact.name, [...(lines.get(fact.name) ?? []), fact.value]);
  return (
    <section className="o-step" aria-label="Step">
      <h3>{step.title}</h3>
      {step.meaning === undefined ? null : <p>{step.meaning}</p>}
      {step.failure === undefined || [step.meaning, said].includes(step.failure.message) ? null : (
        <p>{step.failure.message}</p>
      )}
      <Facts
        label="Read from the answers"
        rows={[
          ...[...lines].map(([name, values]) => ({
            name: factWord(name),
            value: <FactValue name={name} values={values} />,
            mono: true,
          })),
          { name: 'Settings', value: settingsWords(step) },
          {
            name: 'Specified in',
            value: step.spec === undefined ? undefined : `${step.spec.doc}, ${step.spec.section}`,
          },
        ]}
      />
      {certificate === undefined ? null : (
        <CertificateCard der={certificate} atMs={Date.parse(session.startedAt) + (step.endedMs ?? 0)} open />
      )}
    </section>
  );
}

/** The certificate has a picture of its own, and the settings a table. */
function shownOtherwise(name: string, hasCertificate: boolean): boolean {
  return name.startsWith('provisioning') || (hasCertificate && name.startsWith('certificate'));
}

function settingsWords(step: Step): string | undefined {
  const { rows, groups } = settingsOfFacts(step);
  return rows.length === 0
    ? undefined
    : `${count(rows.length)} in ${count(groups.length)} groups, on the Settings tab of the request for them`;
}

function FactValue({ name, values }: { readonly name: string; readonly values: readonly string[] }): ReactNode {
  const note = factNote(name, values[0] ?? '');
  return (
    <>
      {values.join('\n')}
      {note === undefined ? null : <span className="fact-note"> {note}</span>}
    </>
  );
}

/** What a TLS connection was opened for. */
function carriedBy(session: Session, { id, scheme }: Connection): ReactNode {
  const over = rowsOf(session).filter((row) => row.kind === 'sip' && firstOf(row).connectionId === id);
  if (scheme !== 'tls') return undefined;
  if (over.length === 0) return 'nothing: only the handshake was looked at';
  return (
    <span className="chips">
      SIP:
      {over.slice(0, 12).map((row) => (
        <button
          key={row.id}
          type="button"
          className="chip one"
          aria-label={`SIP, row ${row.number}`}
          onClick={() => selectRow(session, row.id)}
        >
          <b>{row.number}</b>
        </button>
      ))}
      {over.length > 12 ? <span className="dim">and {over.length - 12} more</span> : null}
    </span>
  );
}
