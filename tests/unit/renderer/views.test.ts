/** What the panes are made of: rows, phases, steps, blame, and what a finding leads to. */
import { describe, expect, it } from 'vitest';
import type { Finding, Judgement } from '../../../shared/audits/audit.js';
import { judge } from '../../../shared/audits/judge.js';
import type { SessionEvent } from '../../../shared/session/events.js';
import type { Session } from '../../../shared/session/model.js';
import { reduceSession } from '../../../shared/session/reduce.js';
import { headerParts } from '../../../renderer/detail/headerParts.js';
import { answerOf, askedOf, kindText } from '../../../renderer/exchange/rowText.js';
import { waitingFor } from '../../../renderer/session/waiting.js';
import { blameIndexOf } from '../../../renderer/state/blame.js';
import { axisFor, phasesOf, tickLabel } from '../../../renderer/state/phases.js';
import { filterRows, rowsOf, stepIdOf } from '../../../renderer/state/rows.js';
import { firstRowOf, jumpTo, nextEvidence, proofOf, tabOfPart } from '../../../renderer/state/selection.js';
import { connectionStatus, lookupStatus, stepStatus } from '../../../renderer/state/status.js';
import { ancestorsOf, groupNumberOf, visibleNodes } from '../../../renderer/state/stepTree.js';
import { initialView, useViewStore } from '../../../renderer/state/viewStore.js';
import { shortTitle } from '../../../renderer/steps/shortTitle.js';
import { failedWalk } from '../../fixtures/page/failedWalk.js';
import { passedWalk } from '../../fixtures/page/passedWalk.js';

function sessionOf(events: readonly SessionEvent[]): Session {
  const session = events.reduce(reduceSession, null as Session | null);
  if (session === null) throw new Error('the fixture has no session');
  return session;
}

const failed = sessionOf(failedWalk());
const passed = sessionOf(passedWalk());
const nothing: Judgement = {
  verdict: 'pass',
  findings: [],
  expected: [],
  audits: [],
  headline: '',
  summary: '',
  caller: { text: '', evidence: [] },
  helpdesk: [],
  admin: { sentences: [], commands: [] },
};
const finding = (severity: Finding['severity'], ...evidence: Finding['evidence']): Finding => ({
  id: 'some',
  severity,
  title: 'Some',
  cause: '',
  fix: '',
  evidence,
});

describe('rows', () => {
  it('are lookups, handshakes, failures and exchanges in the order they began, a handshake before what it carried', () => {
    expect(rowsOf(failed).map((row) => `${row.number} ${kindText(row)} ${askedOf(row).bright}`)).toEqual([
      '1 DNS A lyncdiscoverinternal.contoso.com',
      '2 DNS A lyncdiscover.contoso.com',
      '3 DNS SRV _sipinternaltls._tcp.contoso.com',
      '4 DNS SRV _sip._tls.contoso.com',
      '5 GET lyncdiscover.contoso.com',
      '6 TLS lyncdiscover.contoso.com',
      '7 GET lyncdiscover.contoso.com',
      '8 DNS A webint.contoso.local',
      '9 GET webint.contoso.local',
    ]);
  });
  it('are the same value while the records are', () => {
    expect(rowsOf(failed)).toBe(rowsOf({ ...failed, outcome: 'cancelled' }));
  });
  it('are hidden by the filter only, which looks at names, codes and headers', () => {
    const rows = rowsOf(failed);
    expect(filterRows(rows, 'all', ' ')).toBe(rows);
    expect(filterRows(rows, 'tls', '').map((row) => row.number)).toEqual([6]);
    expect(filterRows(rows, 'all', 'FE02 200').map((row) => row.number)).toEqual([5, 7]);
    expect(filterRows(rows, 'dns', 'nxdomain webint').map((row) => row.number)).toEqual([8]);
  });
  it('say the meaning after the code', () => {
    const steps = new Map(failed.steps.map((step) => [step.id, step]));
    const said = rowsOf(failed).map((row) => answerOf(row, failed, steps.get(stepIdOf(row)), 'passed', true));
    expect(said).toEqual([
      'NXDOMAIN',
      '203.0.113.24',
      'NXDOMAIN',
      '0 0 443 sip.contoso.com',
      '200 Redirect link',
      'TLS 1.2, trusted',
      '200 says Internal',
      'NXDOMAIN',
      'No such name',
    ]);
  });
});

describe('phases', () => {
  const row = (number: number): ReturnType<typeof rowsOf>[number] => {
    const found = rowsOf(failed)[number - 1];
    if (found === undefined) throw new Error('no such row');
    return found;
  };
  it('of a plain exchange include the connection it opened', () => {
    expect(phasesOf(row(5), 0)).toEqual([
      { kind: 'connect', from: 33, to: 61 },
      { kind: 'wait', from: 61, to: 118 },
      { kind: 'body', from: 118, to: 120 },
    ]);
  });
  it('of a secure exchange begin when the handshake, a row of its own, is over', () => {
    expect(phasesOf(row(6), 0)).toEqual([
      { kind: 'connect', from: 34, to: 62 },
      { kind: 'tls', from: 62, to: 148 },
    ]);
    expect(phasesOf(row(7), 0)[0]).toEqual({ kind: 'wait', from: 148, to: 236 });
  });
  it('of what is not finished go on until now', () => {
    const started = { ...failed.exchanges[0], id: 'x9' };
    const {
      endedMs: _ended,
      firstByteMs: _first,
      response: _response,
      ...open
    } = started as Session['exchanges'][number];
    const session = { ...failed, lookups: [], connections: [], exchanges: [open], outcome: 'running' as const };
    expect(phasesOf(rowsOf(session)[0] ?? row(1), 4000)).toEqual([{ kind: 'wait', from: 33, to: 4000 }]);
  });
  it('share an axis that grows in steps', () => {
    expect([10, 601, 5000, 31_000].map((ms) => axisFor(ms).spanMs)).toEqual([600, 1200, 6000, 60_000]);
    expect(tickLabel(axisFor(2500), 3)).toBe('1.5');
    expect(tickLabel(axisFor(500), 3)).toBe('300');
  });
});

describe('status', () => {
  const [nxdomain] = failed.lookups;
  it('of a failure that must be is grey, and a finding against it makes it red', () => {
    if (nxdomain === undefined) throw new Error('no lookup in the fixture');
    const expected = { ...nothing, expected: [{ lookupId: nxdomain.id, reason: 'It should not.' }] };
    expect(lookupStatus(nxdomain, failed, blameIndexOf(nothing, failed))).toBe('failed');
    expect(lookupStatus(nxdomain, failed, blameIndexOf(expected, failed))).toBe('expected');
    const blamed = { ...expected, findings: [finding('error', { lookupId: nxdomain.id, part: 'answer' })] };
    expect(lookupStatus(nxdomain, failed, blameIndexOf(blamed, failed))).toBe('failed');
  });
  it('of a step is as bad as the findings about what it and its children hold', () => {
    const index = blameIndexOf(
      { ...nothing, findings: [finding('warning', { exchangeId: 'x2', part: 'timing' })] },
      failed,
    );
    const of = (title: string): string | undefined => {
      const step = failed.steps.find((each) => each.title.startsWith(title));
      return step === undefined ? undefined : stepStatus(step, failed, index);
    };
    expect(of('Ask https')).toBe('warning');
    expect(of('Ask for the root document')).toBe('warning');
    expect(of('Ask http:')).toBe('passed');
  });
  it('of a failure is a warning where only a warning accounts for it, failed where nothing or an error does', () => {
    const steps = failed.steps.filter(({ outcome }) => outcome === 'failed');
    const leaf = steps.find(({ id }) => failed.exchanges.some(({ stepId }) => stepId === id));
    const exchange = failed.exchanges.find(({ stepId }) => stepId === leaf?.id);
    if (leaf === undefined || exchange === undefined) throw new Error('no failed exchange in the fixture');
    const own = { exchangeId: exchange.id, part: 'status' } as const;
    const [other] = failed.lookups;
    const elsewhere = { lookupId: other?.id ?? '', part: 'answer' } as const;
    const of = (session: Session, ...findings: readonly Finding[]): string =>
      stepStatus(leaf, session, blameIndexOf({ ...nothing, findings }, session));
    expect({
      nothing: of(failed),
      note: of(failed, finding('info', own)),
      warning: of(failed, finding('warning', own)),
      'warning and another error': of(failed, finding('error', elsewhere), finding('warning', own)),
      'error elsewhere': of(failed, finding('error', elsewhere)),
      'warning and error': of(failed, finding('warning', own), finding('error', own)),
      'warning about its connection': of(
        failed,
        finding('error', elsewhere),
        finding('warning', { connectionId: exchange.connectionId ?? '', part: 'certificate' }),
      ),
      'warnings only, elsewhere': of(failed, finding('warning', elsewhere)),
      'warnings only, elsewhere, under way': of({ ...failed, outcome: 'running' }, finding('warning', elsewhere)),
    }).toEqual({
      nothing: 'failed',
      note: 'failed',
      warning: 'warning',
      'warning and another error': 'warning',
      'error elsewhere': 'failed',
      'warning and error': 'failed',
      'warning about its connection': 'failed',
      'warnings only, elsewhere': 'warning',
      'warnings only, elsewhere, under way': 'failed',
    });
  });
  it('of a group that failed is a warning where all that failed in it is', () => {
    const [walk] = passed.steps;
    if (walk === undefined) throw new Error('no step in the fixture');
    const group = { ...walk, id: 'g', outcome: 'failed' } as const;
    const first = { ...group, id: 'a', parentId: 'g' };
    const second = { ...group, id: 'b', parentId: 'g' };
    const session = { ...passed, steps: [group, first, second] };
    const error = finding('error', { lookupId: passed.lookups[0]?.id ?? '', part: 'answer' });
    const of = (...ids: readonly string[]): string => {
      const findings = [error, ...ids.map((stepId) => finding('warning', { stepId, part: 'status' }))];
      return stepStatus(group, session, blameIndexOf({ ...nothing, findings }, session));
    };
    expect([of('a'), of('a', 'b')]).toEqual(['failed', 'warning']);
  });
  it('of a handshake whose certificate does not verify is failed, of one under way running', () => {
    const connection = failed.connections.find((each) => each.tls !== undefined);
    if (connection?.tls === undefined) throw new Error('no handshake in the fixture');
    const index = blameIndexOf(nothing, failed);
    const bad = { ...connection, tls: { ...connection.tls, verification: { trusted: true, nameMatches: false } } };
    expect(connectionStatus(bad, failed, index)).toBe('failed');
    const { endedMs: _ended, ...handshake } = connection.tls;
    const { verification: _verification, ...begun } = handshake;
    expect(connectionStatus({ ...connection, tls: begun }, { ...failed, outcome: 'running' }, index)).toBe('running');
    expect(connectionStatus({ ...connection, tls: begun }, failed, index)).toBe('cancelled');
  });
});

describe('steps', () => {
  const index = blameIndexOf(nothing, failed);
  it('are drawn below the walk, with level, position and number', () => {
    const nodes = visibleNodes(failed, index, new Set());
    expect(nodes.filter((node) => node.level === 1).map((node) => [node.number, node.step.title])).toEqual([
      [1, 'Find the server in DNS'],
      [2, 'Ask for the root document'],
      [3, 'Get a web ticket'],
    ]);
    expect(nodes[2]).toMatchObject({ level: 2, position: 2, siblings: 4, expandable: false });
  });
  it('show their worst child when they are folded', () => {
    const group = failed.steps.find((step) => step.kind === 'root');
    const blamed = blameIndexOf(
      { ...nothing, findings: [finding('error', { exchangeId: 'x2', part: 'response.body' })] },
      failed,
    );
    const node = visibleNodes(failed, blamed, new Set([group?.id ?? ''])).find((each) => each.step.id === group?.id);
    expect(node).toMatchObject({ expanded: false, status: 'failed' });
  });
  it('know what is above them', () => {
    const ticket = failed.steps.find((step) => step.kind === 'web-ticket.request');
    expect(ancestorsOf(failed.steps, ticket?.id ?? '')).toHaveLength(2);
    expect(groupNumberOf(failed.steps, ticket?.id ?? '')).toBe(3);
  });
  it.each([
    ['Look up _sip._tls.contoso.com (SRV)', '_sip._tls (SRV)'],
    ['Look up the names of contoso.com', 'Look up the names'],
    ['Ask https://lyncdiscover.contoso.com for the root document', 'lyncdiscover, HTTPS'],
    ['Ask lyncdiscover.contoso.com for the root document', 'Root document of lyncdiscover'],
    ['Follow the redirect to https://lyncweb.fabrikam.com', 'to lyncweb.fabrikam.com, HTTPS'],
    ['Ask for the user document without a ticket', 'User document, no ticket'],
    ['Ask for the user document with the ticket', 'User document, ticket'],
    ['Ask for the user document with the token, as XML', 'User document, XML'],
    ['Ask how web tickets are issued', 'Ticket metadata'],
    ['Ask how web tickets are issued (GET)', 'Ticket metadata, GET'],
    ['Ask how web tickets are issued (WS-Transfer Get)', 'Ticket metadata, WS-Transfer'],
    ['Ask for the domain document', 'Domain document'],
    ["Go on at web01.contoso.com, the user's home", "Go on at web01, the user's home"],
    ["Go on at web01.contoso.com, the user's home, and ask it for the root of UCWA", 'Root of UCWA at web01'],
    ['Ask web01.contoso.com several times', 'web01, several times'],
    ['Ask web01.contoso.com 4 times as one phone would', '4 times as one phone, web01'],
    ['Hear whether the meeting lets the guest in', 'Let in or not'],
    ['Sign in on that page, in a window of its own', 'Sign in on the page'],
    ['Sign in with OAuth', 'Sign in with OAuth'],
  ])('called %s read %s in the tree', (title, short) => expect(shortTitle(title, 'contoso.com')).toBe(short));
});

describe('blame', () => {
  it('ends where a file says that steps lie in each other', () => {
    const step = failed.steps[1];
    if (step === undefined) throw new Error('the fixture has no steps');
    const steps = [
      { ...step, id: 'a', parentId: 'b' },
      { ...step, id: 'b', parentId: 'a' },
      { ...step, id: 'c', parentId: 'c' },
    ];
    const judgement = {
      ...nothing,
      findings: [
        finding('error', { stepId: 'a', part: 'outcome' }),
        finding('warning', { stepId: 'c', part: 'outcome' }),
      ],
    };
    const index = blameIndexOf(judgement, { ...failed, steps });
    expect([...index.steps]).toEqual([
      ['a', 'error'],
      ['b', 'error'],
      ['c', 'warning'],
    ]);
  });
});

describe('a finding', () => {
  const judgement = judge(failed);
  it('leads to step, row, tab and place, and opens what hides them', () => {
    const at = judgement.findings.findIndex((each) => each.id === 'rp-wrong-port-bridging');
    const found = judgement.findings[at];
    if (found === undefined) throw new Error('the judge finds something else');
    const group = failed.steps.find((step) => step.kind === 'root')?.id ?? '';
    useViewStore.setState({ ...initialView, filter: 'dns', filterText: 'x', closedSteps: new Set([group]) });
    jumpTo(failed, found, at, 0);
    expect(useViewStore.getState()).toMatchObject({
      rowId: 'x2',
      stepId: failed.exchanges[1]?.stepId,
      tab: 'response',
      filter: 'all',
      filterText: '',
      verdictOpen: false,
      closedSteps: new Set(),
      jump: { key: `${at}.0` },
    });
  });
  it('goes on to its next evidence, and from the last to the first', () => {
    const two = finding('error', { exchangeId: 'x1', part: 'timing' }, { exchangeId: 'x2', part: 'timing' });
    expect([undefined, '3.0', '3.1', '2.0'].map((last) => nextEvidence(two, 3, last))).toEqual([0, 1, 0, 0]);
  });
  it('names its proof by row and part; a connection without a row by what went over it', () => {
    expect(proofOf({ exchangeId: 'x2', part: 'response.body:AccessLocation="Internal"' }, failed)).toEqual({
      number: 7,
      text: 'AccessLocation="Internal"',
    });
    expect(proofOf({ exchangeId: 'x2', part: 'response.headers.Date' }, failed)).toEqual({ number: 7, text: 'Date' });
    expect(proofOf({ connectionId: 'c3', part: 'tls' }, failed).number).toBe(9);
    expect(proofOf({ stepId: 's1', part: 'step' }, failed)).toEqual({ text: failed.steps[0]?.title });
  });
  it.each([
    ['answer', 'answer'],
    ['tls.chain.0', 'certificates'],
    ['request.headers.Authorization', 'request'],
    ['response.body:x', 'response'],
    ['timing', 'timing'],
  ])('with part %s opens the tab %s', (part, tab) => expect(tabOfPart({ part }).tab).toBe(tab));
});

it('selecting a group goes to the first row below it', () => {
  const group = failed.steps.find((step) => step.kind === 'web-ticket');
  expect(firstRowOf(failed, group?.id ?? '')?.number).toBe(8);
  const skipped = failed.steps.find((step) => step.kind === 'web-ticket.request');
  expect(firstRowOf(failed, skipped?.id ?? '')).toBeUndefined();
});

it('a hidden part of a header reads as what it is, the rest as sent', () => {
  const exchange = passed.exchanges.find((each) =>
    each.request.headers.some(([, value]) => value.startsWith('NTLM *')),
  );
  if (exchange === undefined) throw new Error('no hidden header in the fixture');
  const at = exchange.request.headers.findIndex(([name]) => name === 'Authorization');
  expect(headerParts(exchange.request)[at]).toEqual([
    { text: 'NTLM ', hidden: false },
    { text: expect.stringMatching(/^\[hidden, \d+ characters, NTLM response\]$/) as string, hidden: true },
  ]);
});

it('a running walk says what it waits for', () => {
  const begun = failedWalk().filter((event) => event.type !== 'exchange-ended');
  expect(waitingFor(sessionOf(begun)).text).toBe('Waiting for lyncdiscover.contoso.com to answer');
});
