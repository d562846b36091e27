/** The session file: what was written is read back; what is damaged, foreign, newer or hostile is told apart. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEvent } from '../../../shared/session/eventReader.js';
import {
  eventLine,
  headerLine,
  parseSessionText,
  readSessionFile,
  sessionLines,
} from '../../../shared/session/file.js';
import type { Session, Step } from '../../../shared/session/model.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const step = (id: string, more: Partial<Step> = {}): Step => ({
  id,
  kind: 'dns',
  title: id,
  startedMs: 1,
  endedMs: 2,
  outcome: 'ok',
  facts: [],
  ...more,
});

/** One of everything, every optional member present. */
const session: Session = {
  format: 'lyncscope-session',
  formatVersion: 1,
  id: '13c5498c-5332-4896-8fd1-33d27bb9bdfc',
  startedAt: '2026-11-20T20:54:09.364Z',
  endedMs: 99.5,
  tool: { version: '0.1.0', platform: 'linux', runtime: 'Node 24' },
  target: {
    sipAddress: 'ada@contoso.test',
    domain: 'contoso.test',
    userName: 'CONTOSO\\ada',
    hasPassword: true,
    location: 'outside',
    signIn: 'web-ticket',
    discoveryUrls: ['https://a.test/'],
    resolver: '127.0.0.1:53',
    connectTo: ['::127.0.0.1:1'],
    proxy: 'none',
    extraAuthorities: 1,
    trustedHosts: ['b.test'],
    timeoutMs: 1000,
    plannedCredentialUses: 4,
  },
  keepsSecrets: false,
  outcome: 'completed',
  steps: [
    step('s1', { kind: 'walk' }),
    step('s2', {
      parentId: 's1',
      side: 'internal',
      spec: { doc: 'd', section: '1' },
      outcome: 'failed',
      failure: { operation: 'lookup', code: 'timeout', message: 'm', native: { code: 'c', message: 'n' } },
      value: 'v',
      meaning: 'm',
      facts: [{ name: 'note', value: 'x' }],
    }),
  ],
  lookups: [
    {
      id: 'l1',
      stepId: 's2',
      via: 'wire',
      resolver: '127.0.0.1:53',
      transport: 'tcp',
      query: { name: 'a.test', type: 'SRV' },
      rcode: 'NOERROR',
      answers: [{ name: 'a.test', type: 'TYPE99', ttlSeconds: 1, data: 'x' }],
      queryBytes: base64('q'),
      answerBytes: base64('a'),
      failure: { operation: 'lookup', code: 'no_records', message: 'm' },
      startedMs: 1,
      endedMs: 2,
    },
  ],
  connections: [
    {
      id: 'c1',
      stepId: 's2',
      scheme: 'https',
      host: 'a.test',
      port: 443,
      addresses: ['192.0.2.1'],
      remote: { address: '192.0.2.1', port: 443 },
      local: { address: '192.0.2.2', port: 1024 },
      proxy: { url: 'http://p', status: 200, request: base64('r'), response: base64('s') },
      resolvedMs: 1,
      connectedMs: 2,
      tls: {
        serverName: 'a.test',
        protocol: 'TLSv1.3',
        cipher: 'c',
        alpn: 'http/1.1',
        chain: [
          { der: base64('der') },
          {
            der: base64('der'),
            fields: {
              subject: 's',
              issuer: 'i',
              serialNumber: '1',
              notBefore: 'b',
              notAfter: 'a',
              subjectAltNames: ['DNS:a'],
              publicKey: 'RSA 2048',
              signatureAlgorithm: 's',
              sha1: 'A',
              sha256: 'B',
              isCa: true,
              keyUsages: ['k'],
              extendedKeyUsages: ['e'],
            },
          },
        ],
        verification: { trusted: false, code: 'X', nameMatches: true },
        startedMs: 1,
        endedMs: 2,
      },
      failure: { operation: 'handshake', code: 'tls_failed', message: 'm' },
      startedMs: 1,
      endedMs: 2,
    },
  ],
  exchanges: [
    {
      id: 'x1',
      stepId: 's2',
      connectionId: 'c1',
      request: {
        wire: base64('GET'),
        headLength: 3,
        headers: [['a', 'b']],
        body: { decoded: '', state: 'none', codings: [], masked: [] },
        masked: [{ offset: 1, length: 2, kind: 'password' }],
        method: 'GET',
        url: 'https://a.test/',
      },
      response: {
        wire: base64('HTTP'),
        headLength: 4,
        headers: [],
        body: { decoded: base64('x'), state: 'cut', note: 'n', codings: ['gzip'], masked: [] },
        masked: [],
        status: 200,
        reason: 'OK',
        httpVersion: '1.1',
      },
      sentMs: 1,
      firstByteMs: 2,
      expectedStatuses: [200],
      failure: { operation: 'limit', code: 'too_large', message: 'm' },
      startedMs: 1,
      endedMs: 2,
    },
  ],
  sipMessages: [],
  trustDecisions: [
    {
      id: 't1',
      stepId: 's2',
      atMs: 1,
      url: 'u',
      host: 'h',
      learnedFrom: { exchangeId: 'x1', field: 'f' },
      basis: 'in-domain',
      allowed: true,
    },
  ],
};

const lines = (): string[] => sessionLines(session).split('\n');

describe('a sound file', () => {
  test('is the session again', () => {
    expect(readSessionFile(sessionLines(session))).toStrictEqual({ ok: true, session, problems: [] });
    const { endedMs: _ended, ...head } = session;
    const running: Session = { ...head, outcome: 'running', steps: [{ ...step('s1'), outcome: 'running' }] };
    expect(readSessionFile(sessionLines(running))).toStrictEqual({ ok: true, session: running, problems: [] });
    expect(readSessionFile(`\ufeff${sessionLines(session).replaceAll('\n', '\r\n')}`)).toMatchObject({
      ok: true,
      problems: [],
    });
  });

  test('begins with what it is', () => {
    expect(JSON.parse(lines()[0] ?? '')).toEqual({ format: 'lyncscope-session', formatVersion: 1 });
  });
});

describe('a damaged file', () => {
  test('of a killed program is read up to its last whole line', () => {
    const text = lines().slice(0, 4).join('\n');
    const read = readSessionFile(text.slice(0, -20));
    expect(read).toMatchObject({ ok: true, session: { outcome: 'running', steps: [{ id: 's1' }] } });
    expect(read.ok && read.problems).toEqual([
      'The last line is not whole; the program that wrote it was probably ended.',
    ]);
    expect(parseSessionText(text.slice(0, -20))).toMatchObject({
      ok: true,
      value: { problem: expect.stringContaining('not whole') as string },
    });
  });

  test('shows what is readable, and says which lines are not', () => {
    const broken = lines();
    broken[2] = '{"type":"step-ended"';
    broken[4] = broken[4]?.replace('"via":"wire"', '"via":"carrier pigeon"') ?? '';
    const read = readSessionFile(broken.join('\n'));
    expect(read.ok && read.problems).toEqual(['2 lines are damaged and were left out (3, 5).']);
    // Its parent is lost: the step is shown at the top rather than nowhere.
    expect(read.ok && read.session.steps.map(({ id, parentId }) => [id, parentId])).toEqual([['s2', undefined]]);
  });

  test.each([
    ['', 'This is not a Lyncscope session file.'],
    ['{"a":1}\n', 'This is not a Lyncscope session file.'],
    ['\u0000\u0001PNG', 'This is not a Lyncscope session file.'],
    ['[]', 'This is not a Lyncscope session file.'],
    [
      '{"format":"lyncscope-report","version":1}',
      'This is a report (from --json), not a session file; a session file is what --save writes.',
    ],
    [
      '{"format":"lyncscope-session","formatVersion":"1"}',
      'This session file is damaged: its first line names no version.',
    ],
    [`${headerLine}\n`, 'This session file is damaged: its beginning cannot be read.'],
    [
      '{"format":"lyncscope-session","formatVersion":2}\n{"type":"whatever"}',
      'This session file was written by a newer Lyncscope (file format 2; this one reads up to 1). Open it with a newer version.',
    ],
  ])('%j is refused with a sentence', (text, error) => {
    expect(readSessionFile(text)).toEqual({ ok: false, error });
    expect(parseSessionText(text)).toEqual({ ok: false, error });
  });
});

describe('a hostile file', () => {
  const event = (change: (value: Record<string, unknown>) => void, line: number): unknown => {
    const value = JSON.parse(lines()[line] ?? '') as Record<string, unknown>;
    change(value);
    return readEvent(value);
  };

  test.each([
    [
      'a step below itself',
      (v: Record<string, unknown>) => ((v['step'] as Record<string, unknown>)['parentId'] = 's2'),
      3,
    ],
    [
      'a step below a later one',
      (v: Record<string, unknown>) => ((v['step'] as Record<string, unknown>)['parentId'] = 's9'),
      3,
    ],
    [
      'an unknown kind',
      (v: Record<string, unknown>) => ((v['step'] as Record<string, unknown>)['kind'] = 'constructor'),
      3,
    ],
    [
      'a number that is none',
      (v: Record<string, unknown>) => ((v['step'] as Record<string, unknown>)['startedMs'] = '1'),
      3,
    ],
    [
      'an inherited member',
      (v: Record<string, unknown>) => (v['step'] = Object.create((v['step'] as object) ?? null) as object),
      3,
    ],
    ['no base64', (v: Record<string, unknown>) => ((v['lookup'] as Record<string, unknown>)['queryBytes'] = '###='), 4],
    ['an unknown type', (v: Record<string, unknown>) => (v['type'] = 'toString'), 3],
  ])('%s is refused', (_name, change, line) => {
    expect(event(() => undefined, line)).toBeDefined();
    expect(event(change, line)).toBeUndefined();
  });

  test('ranges and offsets stay within their bytes', () => {
    const exchange = lines().find((line) => line.includes('"exchange-ended"')) ?? '';
    expect(readEvent(JSON.parse(exchange))).toBeDefined();
    for (const bad of [
      exchange.replace('"offset":1', '"offset":2'),
      exchange.replace('"headLength":3', '"headLength":4'),
      exchange.replace('"offset":1', '"offset":-1'),
    ]) {
      expect(bad).not.toBe(exchange);
      expect(readEvent(JSON.parse(bad))).toBeUndefined();
    }
  });

  test('reaches no prototype and brings in nothing unknown', () => {
    const line = lines()[3]?.replace('"title"', '"__proto__":{"polluted":1},"extra":[[[]]],"title"') ?? '';
    const read = readEvent(JSON.parse(line));
    expect(read).toStrictEqual(readEvent(JSON.parse(lines()[3] ?? '')));
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('that is deep or begins twice is no trouble', () => {
    const text = `${lines().slice(0, 3).join('\n')}\n${'['.repeat(100_000)}\n${lines()[1]}\n${eventLine({ type: 'session-ended', outcome: 'completed', endedMs: 3 })}\n`;
    const read = readSessionFile(text);
    expect(read).toMatchObject({ ok: true, session: { outcome: 'completed', steps: [{ id: 's1' }] } });
    expect(read.ok && read.problems).toEqual(['2 lines are damaged and were left out (4, 5).']);
  });

  test('never throws, whatever its bytes', () => {
    const sound = sessionLines(session);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(sound.length), fc.constantFrom('"', '{', '}', '[', ',', '0', 'null', '\n', 'x', '')), {
          maxLength: 8,
        }),
        (edits) => {
          let text = sound;
          for (const [at, piece] of edits) text = text.slice(0, at) + piece + text.slice(at + 1);
          const read = readSessionFile(text);
          if (read.ok)
            expect(readSessionFile(sessionLines(read.session))).toEqual({
              ok: true,
              session: read.session,
              problems: [],
            });
        },
      ),
      { numRuns: 300 },
    );
    fc.assert(fc.property(fc.string(), (text) => void readSessionFile(`${headerLine}\n${lines()[1]}\n${text}`)));
    fc.assert(fc.property(fc.jsonValue(), (value) => void readEvent(value)));
  });
});
