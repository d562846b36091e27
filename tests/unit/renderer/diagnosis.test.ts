/** What the verdict, the findings, the explanations and the certificate view are made of. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/audits/judge.js';
import { entries } from '../../../shared/audits/entries.js';
import { diagnosticCodes } from '../../../shared/protocol/msDiagnostics.js';
import type { SessionEvent } from '../../../shared/session/events.js';
import type { BuiltChain, Session } from '../../../shared/session/model.js';
import { reduceSession } from '../../../shared/session/reduce.js';
import { builtSentence } from '../../../renderer/detail/builtWords.js';
import { readCertificate } from '../../../renderer/detail/certificateText.js';
import { chainRows, studied } from '../../../renderer/detail/chainNodes.js';
import { endpointFields, revocationFields, versionsOf } from '../../../renderer/detail/endpointFacts.js';
import { readVersion } from '../../../renderer/exchange/probeText.js';
import { answerOf, sizeOf } from '../../../renderer/exchange/rowText.js';
import { findTopics, topicOf, topics } from '../../../renderer/explain/topics.js';
import { consequencesOf } from '../../../renderer/findings/consequences.js';
import { keyOfEvidence, proofNumbers } from '../../../renderer/findings/proofs.js';
import { statementsOf, voiceText } from '../../../renderer/findings/voiceText.js';
import { emptyForm } from '../../../renderer/start/form.js';
import { planOf } from '../../../renderer/start/planLines.js';
import { rowsOf, stepIdOf } from '../../../renderer/state/rows.js';
import { base64Of } from '../../../shared/session/bytes.js';
import { chain } from '../../fixtures/page/build.js';
import { endpointWalk, unreadable } from '../../fixtures/page/endpointWalk.js';
import { failedWalk } from '../../fixtures/page/failedWalk.js';
import { passedWalk } from '../../fixtures/page/passedWalk.js';

function sessionOf(events: readonly SessionEvent[]): Session {
  const session = events.reduce(reduceSession, null as Session | null);
  if (session === null) throw new Error('the fixture has no session');
  return session;
}

const failed = sessionOf(failedWalk());
const judgement = judge(failed);
const [leaf, intermediate] = chain;
if (leaf === undefined || intermediate === undefined) throw new Error('the fixture has no chain');

describe('explanations', () => {
  it('hold every diagnosis and every code', () => {
    expect(topics).toHaveLength(entries.length + diagnosticCodes.size);
    expect(new Set(topics.map(({ id }) => id)).size).toBe(topics.length);
  });
  it('are found by id, title, words and code, the id itself first', () => {
    expect(findTopics('tls-expired')[0]?.id).toBe('tls-expired');
    expect(findTopics('28020')[0]?.id).toBe('28020');
    expect(findTopics('504')[0]?.id).toBe('SIP 504');
    expect(findTopics('Get-CsCertificate').map(({ id }) => id)).toContain('tls-expired');
    expect(findTopics('certificate out of date').map(({ id }) => id)).toContain('tls-expired');
    expect(findTopics('zzz no such words')).toEqual([]);
    expect(findTopics('  ')).toBe(topics);
  });
  it('understand a whole header line', () => {
    const line = 'X-Ms-diagnostics: 28020;source="fe01.contoso.com";reason="No valid security token."';
    expect(findTopics(line)[0]).toMatchObject({ kind: 'code', id: '28020' });
  });
  it('take any text', () => {
    fc.assert(fc.property(fc.string(), (text) => findTopics(text).length <= topics.length));
    expect(topicOf('TLS-Expired')?.id).toBe('tls-expired');
    expect(topicOf('constructor')).toBeUndefined();
  });
});

describe('the three voices', () => {
  it('say what the verdict card says, the commands below', () => {
    expect(voiceText(judgement, 'user')).toBe(`${judgement.caller.text}\n`);
    expect(voiceText(judgement, 'helpdesk')).toBe(`${judgement.helpdesk.map(({ text }) => text).join(' ')}\n`);
    const admin = voiceText(judgement, 'admin');
    expect(judgement.admin.commands.length).toBeGreaterThan(0);
    for (const command of judgement.admin.commands) expect(admin).toContain(command);
  });
  it('rest on evidence, which is the finding’s where it has it', () => {
    const [sentence] = statementsOf(judgement, 'admin');
    const [evidence] = sentence?.evidence ?? [];
    if (evidence === undefined) throw new Error('the sentence rests on nothing');
    expect(keyOfEvidence(judgement, evidence)).toBe('0.0');
    expect(keyOfEvidence(judgement, { stepId: 'elsewhere', part: 'outcome' })).toBe('');
    expect(proofNumbers(failed, sentence?.evidence ?? [])).toMatch(/^\d+(, \d+)*( and \d+)?$/);
  });
});

describe('consequences', () => {
  it('are what was left out after the cause, each with why', () => {
    const steps = consequencesOf(judgement, failed);
    expect(steps.length).toBeGreaterThan(0);
    const blamed = judgement.findings.flatMap(({ evidence }) => evidence.flatMap(({ stepId }) => stepId ?? []));
    for (const { stepId } of steps) if (stepId !== undefined) expect(blamed).not.toContain(stepId);
  });
  it('need a cause', () => {
    const passed = sessionOf(passedWalk());
    expect(consequencesOf(judge(passed), passed)).toEqual([]);
  });
  it('name the diagnoses that were folded away', () => {
    const folded = {
      ...judgement,
      audits: [...judgement.audits, { id: 'discovery-html-answer', verdict: 'fail' as const }],
    };
    expect(consequencesOf(folded, failed)).toContainEqual(
      expect.objectContaining({ findingId: 'discovery-html-answer' }),
    );
  });
});

describe('the chain as a picture', () => {
  const at = Date.parse('2026-12-01T00:00:00Z');
  const tls = { startedMs: 0, serverName: 'lyncweb.contoso.com', chain };
  const built: BuiltChain = {
    path: chain.map((certificate) => ({ origin: 'sent', certificate })),
    end: 'trusted-root',
    anchor: 'bundled',
  };
  it('is one row where what was sent begins what can be built', () => {
    const rows = chainRows(tls, built, at);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.title).toBe(
      'As sent: 2 certificates, in order. As it can be built: ends in a public root that Lyncscope carries',
    );
  });
  it('is two where they differ: disorder, or strangers among them', () => {
    const rows = chainRows({ ...tls, chain: [leaf, unreadable, intermediate] }, built, at);
    expect(rows.map(({ nodes }) => nodes.length)).toEqual([3, 2]);
    expect(rows[0]?.nodes[1]).toMatchObject({ name: 'Unreadable certificate', status: 'warning' });
  });
  it('shows a missing issuer as missing, a fetched one as found', () => {
    const path = [
      { origin: 'sent' as const, certificate: leaf },
      { origin: 'fetched' as const, certificate: intermediate },
    ];
    const [row] = chainRows({ ...tls, chain: [leaf] }, { path, end: 'open' }, at);
    expect(row?.nodes.map(({ look }) => look)).toEqual(['sent', 'found', 'missing']);
    expect(row?.nodes.at(-1)).toMatchObject({ status: 'failed', name: 'Example Trust Root G2' });
  });
  it('marks what was taken back, and says what had to be fetched', () => {
    expect(chainRows(tls, built, at, [1])[0]?.nodes.map(({ status }) => status)).toEqual(['passed', 'failed']);
    const fetched: BuiltChain = { ...built, path: built.path.map((part) => ({ ...part, origin: 'fetched' as const })) };
    expect(builtSentence(fetched)).toBe(
      'With what had to be fetched, it ends in a public root that Lyncscope carries.',
    );
    expect(builtSentence(built)).toBe('Ends in a public root that Lyncscope carries.');
  });
  it('never draws more than a few of a chain without end', () => {
    const [row] = chainRows({ ...tls, chain: Array.from({ length: 500 }, () => leaf) }, undefined, at);
    expect(row?.nodes.length).toBeLessThanOrEqual(12);
    expect(row?.title).toContain('500 certificates');
  });
});

describe('an endpoint', () => {
  const session = sessionOf(endpointWalk());
  const [connection] = session.connections;
  const tls = connection?.tls;
  if (connection === undefined || tls === undefined) throw new Error('the fixture has no handshake');
  it('tells each version, and what it does without a name', () => {
    expect(versionsOf(session, connection).map(({ version, state }) => `${version} ${state}`)).toEqual([
      'TLS 1.0 refused',
      'TLS 1.2 offered',
      'TLS 1.3 unknown',
    ]);
    const fields = endpointFields(session, connection, tls).map(({ name, status, value }) => [name, status, value]);
    expect(fields).toContainEqual(['TLS 1.0', 'passed', 'Refused']);
    expect(fields).toContainEqual(['TLS 1.3', 'skipped', 'Not known']);
    expect(fields).toContainEqual(['Without name (SNI)', 'warning', 'Another certificate']);
    expect(fields).toContainEqual(['Stapled OCSP', 'passed', 'Came with the handshake, 5 bytes']);
  });
  it('that offers an old version, or no new one, is no good', () => {
    const old = sessionOf(
      endpointWalk().map((event) =>
        event.type === 'step-ended' && event.step.kind === 'tls.probe'
          ? {
              ...event,
              step: {
                ...event.step,
                facts: [
                  { name: 'tls-version', value: 'TLSv1 offered TLS_RSA_WITH_3DES_EDE_CBC_SHA' },
                  { name: 'tls-version', value: 'TLSv1.2 refused protocol_version (70)' },
                ],
              },
            }
          : event,
      ),
    );
    const fields = endpointFields(old, connection, tls);
    expect(fields.find(({ name }) => name === 'TLS 1.0')?.status).toBe('warning');
    expect(fields.find(({ name }) => name === 'TLS 1.2')?.status).toBe('warning');
  });
  it('tells revocation of each certificate, with the time taken', () => {
    expect(revocationFields(tls, 0)).toEqual([
      {
        name: 'Revocation, OCSP',
        status: 'passed',
        value: 'Good, answered in 41 ms',
        why: 'As of 20 Nov 2026.\nhttp://ocsp.example.test/',
      },
    ]);
    expect(revocationFields(tls, 1)).toMatchObject([{ status: 'warning', value: 'No answer after 1.50 s' }]);
    expect(revocationFields({ ...tls, revocation: [] }, 0)).toMatchObject([{ status: 'skipped' }]);
  });
  it('lends its chain to other connections that showed the same certificate, to no other', () => {
    const bare = { ...connection, id: 'c99', tls: { startedMs: 0, serverName: '', chain } };
    expect(studied(session, bare).id).toBe(connection.id);
    const other = { ...bare, tls: { ...bare.tls, chain: [intermediate] } };
    expect(studied(session, other).id).toBe('c99');
  });
  it('is asked for each version on a row of its own that says which', () => {
    const answers = rowsOf(session).map((row) => {
      const step = session.steps.find(({ id }) => id === stepIdOf(row));
      return [answerOf(row, session, step, 'passed', false), sizeOf(row)];
    });
    expect(answers.slice(1)).toEqual([
      ['TLS 1.0 refused', undefined],
      ['TLS 1.2 offered', undefined],
      ['TLS 1.3 not known', undefined],
    ]);
  });
  it('with facts of another form has no versions', () => {
    expect(readVersion('TLSv1.2')).toBeUndefined();
    expect(readVersion('TLSv1.2 perhaps')).toBeUndefined();
    expect(readVersion('TLSv1.1 refused')).toEqual({ version: 'TLS 1.1', state: 'refused', detail: '' });
  });
});

describe('the bytes of a certificate', () => {
  it('give every extension with its number and whether it is critical', () => {
    const read = readCertificate(leaf.der);
    expect(read?.version).toBe(3);
    expect(read?.extensions.map(({ oid }) => oid)).toEqual([
      '2.5.29.17',
      '2.5.29.37',
      '2.5.29.15',
      '2.5.29.14',
      '2.5.29.35',
    ]);
    expect(read?.extensions[0]).toMatchObject({ name: 'Subject Alternative Name', critical: false });
    expect(read?.extensions[0]?.lines[0]).toBe('DNS: lyncweb.contoso.com');
  });
  it('that are none are none, whatever they are', () => {
    expect(readCertificate(unreadable.der)).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => readCertificate(base64Of(bytes)) === undefined),
    );
  });
});

it('the plan says what is decided without a password, and how often one may be used', () => {
  const [first, second] = planOf(emptyForm).passes;
  expect(first?.text).toContain('certificates');
  expect(second?.text).toMatch(/This walk uses none\. One that does would use it at most \d+ times\./);
  const { passes, passwordUses } = planOf({ ...emptyForm, password: 'ask' });
  expect(passes[1]?.text).toContain(`It is used at most ${passwordUses} times`);
});
