/** What the page makes of SIP messages: pairs, status, words, places of evidence, pieces of header fields. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/audits/judge.js';
import type { Session, SipMessage } from '../../../shared/session/model.js';
import { reduceSession } from '../../../shared/session/reduce.js';
import { answerOf, askedOf, kindText } from '../../../renderer/exchange/rowText.js';
import { waitingFor } from '../../../renderer/session/waiting.js';
import { headerPieces } from '../../../renderer/sip/headerPieces.js';
import { settingsOf } from '../../../renderer/sip/settings.js';
import { blameIndexOf } from '../../../renderer/state/blame.js';
import { phasesOf } from '../../../renderer/state/phases.js';
import { recordIdsOf, rowsOf, type SipRow } from '../../../renderer/state/rows.js';
import { jumpTo, proofOf } from '../../../renderer/state/selection.js';
import { sipStatus } from '../../../renderer/state/status.js';
import { initialView, useViewStore } from '../../../renderer/state/viewStore.js';
import { sipWalk } from '../../fixtures/page/sipWalk.js';

function walk(refused = false): Session {
  const session = sipWalk(refused).reduce(reduceSession, null as Session | null);
  if (session === null) throw new Error('the fixture has no session');
  return session;
}

const sipRows = (session: Session): readonly SipRow[] => rowsOf(session).filter((row) => row.kind === 'sip');
const statusOf = (row: SipRow, session: Session) => sipStatus(row, session, blameIndexOf(null, session));
const told = (row: SipRow, session: Session): string => {
  const { before, bright, after } = askedOf(row);
  const status = statusOf(row, session);
  const answer = answerOf(row, session, undefined, status, false);
  return `${status}: ${kindText(row)} ${before}${bright}${after} → ${answer}`;
};

/** The walk as far as `count` SIP messages. */
function cut(session: Session, count: number, change: Partial<Session> = {}): Session {
  return { ...session, sipMessages: session.sipMessages.slice(0, count), ...change };
}

const changed = (session: Session, id: string, part: Partial<SipMessage>): Session => ({
  ...session,
  sipMessages: session.sipMessages.map((message) => (message.id === id ? { ...message, ...part } : message)),
});

describe('rows of SIP', () => {
  it('pair requests with answers and read like sentences', () => {
    const session = walk();
    expect(sipRows(session).map((row) => told(row, session))).toEqual([
      'passed: REGISTER sip:contoso.com  no sign-in yet → 401 Unauthorized, as expected',
      'passed: REGISTER sip:contoso.com  NTLM, empty token → 401 Unauthorized, as expected',
      'passed: REGISTER sip:contoso.com  NTLM, proof of the password → 200 OK, registered',
      'passed: SUBSCRIBE sip:lenea@contoso.com  settings → 200 OK',
      'passed: ← BENOTIFY sip:lenea@contoso.com  own presence → No answer is due',
      'passed: REGISTER sip:contoso.com  sign out, NTLM, signed → 200 OK, signed out',
    ]);
    const [first] = sipRows(session);
    expect(first === undefined ? [] : recordIdsOf(first)).toEqual(['m1', 'm2']);
    expect(first === undefined ? [] : phasesOf(first, 999)).toEqual([{ kind: 'wait', from: 90, to: 120 }]);
  });

  it('show a challenge that was not allowed, and a wrong or missing signature, as trouble', () => {
    const session = walk();
    const told = (changedSession: Session, at: number): string => {
      const row = sipRows(changedSession)[at];
      return row === undefined
        ? ''
        : `${statusOf(row, changedSession)} ${answerOf(row, changedSession, undefined, 'passed', false)}`;
    };
    expect(told(changed(session, 'm1', { expectedStatuses: [200] }), 0)).toBe('failed 401 Unauthorized');
    const signed = (state: 'wrong' | 'missing'): Session =>
      changed(session, 'm6', { signature: { text: '<>', state } });
    expect(told(signed('wrong'), 2)).toBe('failed 200 OK, wrong signature');
    expect(told(signed('missing'), 2)).toBe('warning 200 OK, not signed');
  });

  it('wait for an answer while the walk runs, and fail without one when it is over', () => {
    const running = cut(walk(), 3, { outcome: 'running' });
    const last = sipRows(running).at(-1);
    if (last === undefined) throw new Error('no row');
    expect(told(last, running)).toMatch(/^running: .* → Waiting for answer$/);
    expect(waitingFor(running)).toEqual({ text: 'Waiting for sip.contoso.com to answer REGISTER', sinceMs: 130 });
    const over = cut(walk(), 3);
    const open = sipRows(over).at(-1);
    expect(open === undefined ? '' : told(open, over)).toMatch(/^failed: .* → No answer$/);
  });

  it('keep an answer that nobody asked for, and bytes that are no message, as rows of their own', () => {
    const session = changed(walk(), 'm2', {
      answersId: 'm99',
      start: { kind: 'response', status: 0, reason: '' },
      failure: { operation: 'parse', code: 'malformed_answer', message: 'HTTP, not SIP.' },
    });
    const row = sipRows(session).find(({ id }) => id === 'm2');
    expect(row === undefined ? '' : told(row, session)).toBe(
      'failed: ← SIP from sip.contoso.com, nobody asked → Malformed answer',
    );
  });
});

describe('evidence in SIP', () => {
  it('selects the row of either message, the side and the step', () => {
    const session = walk(true);
    const judgement = judge(session);
    const at = judgement.findings.findIndex(({ id }) => id === 'auth-remote-access-disabled');
    const finding = judgement.findings[at];
    if (finding === undefined) throw new Error('the finding is missing');
    const place = finding.evidence.findIndex(({ part }) => part === 'headers.ms-diagnostics');
    useViewStore.setState({ ...initialView, filter: 'dns' });
    jumpTo(session, finding, at, place);
    expect(useViewStore.getState()).toMatchObject({ rowId: 'm5', tab: 'response', filter: 'all' });
    const evidence = finding.evidence[place];
    expect(evidence === undefined ? {} : proofOf(evidence, session)).toMatchObject({ text: 'ms-diagnostics' });
    const row = sipRows(session).at(-1);
    const index = blameIndexOf(judgement, session);
    expect(row === undefined ? '' : sipStatus(row, session, index)).toBe('failed');
  });
});

describe('pieces of header fields', () => {
  const named = (header: string, value: string): Record<string, string> =>
    Object.fromEntries(headerPieces(header, value).map((piece) => [piece.name, piece.value]));
  it('are parameters with their meaning, in compact form too', () => {
    expect(named('f', '"Lenea" <sip:lenea@contoso.com>;tag=1;epid=01010101')).toEqual({
      name: 'Lenea',
      address: 'sip:lenea@contoso.com',
      tag: '1',
      epid: '01010101',
    });
    expect(headerPieces('Supported', 'ms-forking, x-unknown')[0]?.note).toMatch(/endpoints/);
    expect(named('Authorization', `NTLM response="${'*'.repeat(32)}"`)).toMatchObject({
      response: '[hidden, 32 characters]',
    });
    expect(
      headerPieces('ms-diagnostics', '4003;reason="User is not enabled for outside access"').map(({ name }) => name),
    ).toEqual(['code', 'reason', 'what to do']);
  });
  it('never throw, whatever a field holds', () => {
    const names = [
      'From',
      'Contact',
      'Via',
      'Authorization',
      'Supported',
      'ms-diagnostics',
      'ms-keep-alive',
      '__proto__',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.string({ maxLength: 300 }), (name, value) => {
        for (const piece of headerPieces(name, value)) expect(typeof piece.value).toBe('string');
      }),
    );
  });
});

it('settings come from the document, else from the facts of the step', () => {
  const session = walk();
  const row = sipRows(session)[3];
  if (row === undefined) throw new Error('no row');
  const sources = (settings: ReturnType<typeof settingsOf>): readonly string[] =>
    settings.rows.map(({ source }) => source);
  expect(sources(settingsOf(row, undefined))).toContain('ucPolicy/allowCallForwarding');
  const empty = { ...row, answers: [] };
  expect(settingsOf(empty, undefined).trouble).toMatch(/no document/);
  const [step] = session.steps;
  const facts = [{ name: 'provisioning', value: 'Voice: May forward calls = a = (b) (ucPolicy/allowCallForwarding)' }];
  expect(settingsOf(empty, step === undefined ? undefined : { ...step, facts }).rows).toEqual([
    { topic: 'Voice', label: 'May forward calls', value: 'a = (b)', source: 'ucPolicy/allowCallForwarding' },
  ]);
});
