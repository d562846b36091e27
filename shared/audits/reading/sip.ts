/** What a session tells of SIP: the names older clients go by, and every answer of a registrar with its codes. */
import { challengesIn } from '../../protocol/sip/authentication.js';
import { readDiagnostic, type Diagnostic } from '../../protocol/msDiagnostics.js';
import { factOf, factsOf } from '../../session/facts.js';
import { headerValues } from '../../session/headers.js';
import type { Connection, Lookup, Session, SipMessage, Step } from '../../session/model.js';
import type { Evidence, Severity } from '../audit.js';
import { addressesOf } from './names.js';
import type { Survey } from './survey.js';

const legacyNames = ['_sipinternaltls._tcp', '_sipinternal._tcp', '_sip._tls', 'sipinternal', 'sip', 'sipexternal'];

/** Lookups of the SIP records that clients fall back to. */
export function sipLookups(session: Session): readonly Lookup[] {
  const wanted = new Set(legacyNames.map((name) => `${name}.${session.target.domain}`.toLowerCase()));
  return session.lookups.filter((lookup) => wanted.has(lookup.query.name.toLowerCase().replace(/\.$/, '')));
}

/** Those that found something. */
export function answeredSipLookups(session: Session): readonly Lookup[] {
  return sipLookups(session).filter(
    (lookup) => lookup.answers.some((record) => record.type === 'SRV') || addressesOf(lookup).length > 0,
  );
}

/** One answer that came back, with the request it belongs to. */
export interface SipAnswer {
  readonly message: SipMessage;
  readonly status: number;
  readonly reason: string;
  /** Of the request; of CSeq where that was not kept. */
  readonly method: string;
  readonly step: Step | undefined;
  readonly connection: Connection | undefined;
  /** host:port that was asked. */
  readonly place: string;
}

/** Every answer of a registrar, in order; provisional ones are none. */
export function sipAnswers(survey: Survey): readonly SipAnswer[] {
  const { session, stepOf } = survey;
  const messages = new Map(session.sipMessages.map((message) => [message.id, message]));
  const connections = new Map(session.connections.map((connection) => [connection.id, connection]));
  return session.sipMessages.flatMap((message): SipAnswer[] => {
    const { start, direction } = message;
    if (direction !== 'received' || start.kind !== 'response' || start.status < 200) return [];
    const asked = message.answersId === undefined ? undefined : messages.get(message.answersId)?.start;
    const inCSeq = /\s(\S+)\s*$/.exec(headerValues(message, 'CSeq')[0] ?? '')?.[1] ?? '';
    const connection = connections.get(message.connectionId);
    return [
      {
        message,
        status: start.status,
        reason: start.reason,
        method: asked?.kind === 'request' ? asked.method : inCSeq,
        step: stepOf(message.stepId),
        connection,
        place: connection === undefined ? 'the registrar' : `${connection.host}:${connection.port}`,
      },
    ];
  });
}

/** "start", "headers.NAME" or "body" of a message. */
export const onSip = ({ message }: Pick<SipAnswer, 'message'>, part: string): Evidence => ({
  sipMessageId: message.id,
  part,
});

export interface SipCode {
  readonly answer: SipAnswer;
  readonly diagnostic: Diagnostic;
  readonly evidence: Evidence;
}

/** The codes of one answer. */
export function sipCodesOf(answer: SipAnswer): readonly SipCode[] {
  return ['ms-diagnostics', 'ms-diagnostics-public'].flatMap((name) =>
    headerValues(answer.message, name).flatMap((value): SipCode[] => {
      const diagnostic = readDiagnostic(value);
      return diagnostic === undefined ? [] : [{ answer, diagnostic, evidence: onSip(answer, `headers.${name}`) }];
    }),
  );
}

/** Whether an answer has one of these statuses and, where codes are given, one of those. */
export function sipCoded(survey: Survey, statuses: readonly number[], codes: readonly number[]): readonly SipCode[] {
  return sipAnswers(survey)
    .filter(({ status }) => statuses.includes(status))
    .flatMap(sipCodesOf)
    .filter(({ diagnostic }) => codes.includes(Number(diagnostic.id)));
}

/** Schemes the registrar offered before anybody named one, upper case; undefined where it was not asked. */
export function offeredSchemes(
  survey: Survey,
): { readonly schemes: readonly string[]; readonly answer: SipAnswer } | undefined {
  for (const answer of sipAnswers(survey)) {
    if (answer.status !== 401 && answer.status !== 407) continue;
    const offers = challengesIn(answer.message);
    // A challenge with data in it is the next step of one scheme, not the offer.
    if (offers.some(({ gssapiData, opaque }) => gssapiData !== '' || opaque !== undefined)) continue;
    return { schemes: [...new Set(offers.map(({ scheme }) => scheme.toUpperCase()))], answer };
  }
  return undefined;
}

/** Sign-ins at the registrar that were begun, by scheme. */
export function registrations(survey: Survey): readonly { readonly step: Step; readonly scheme: string }[] {
  return survey.session.steps
    .filter(({ kind, outcome }) => kind === 'sip.register' && outcome !== 'skipped')
    .map((step) => ({ step, scheme: (factOf(step, 'sip-scheme') ?? '').toUpperCase() }));
}

/** A scheme reached the registrar's 200. */
export function isRegistered(survey: Survey): boolean {
  return registrations(survey).some(({ step }) => factsOf(step, 'sip-status').includes('200'));
}

/** Schemes with which the registrar's last answer was a 200, and the steps that show it. */
export function registeredWith(survey: Survey): {
  readonly schemes: readonly string[];
  readonly steps: readonly Step[];
} {
  const steps = survey.session.steps.filter(
    (step) => step.kind === 'sip.register' && factsOf(step, 'sip-status').at(-1) === '200',
  );
  return { schemes: [...new Set(steps.flatMap((step) => factsOf(step, 'sip-scheme')))], steps };
}

/** How much trouble at the registrar matters: another scheme that got through makes it a warning. */
export const severityAtRegistrar = (survey: Survey): Severity => (isRegistered(survey) ? 'warning' : 'error');
