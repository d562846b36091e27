/** What went wrong below the meaning of an answer: each kind gets the finding of its own. */
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../shared/failure.js';
import { judge } from '../../../shared/audits/judge.js';
import { failure, type AnswerOptions } from './build.js';
import { walk, xmlType, type WalkOptions } from './walks.js';

const errors = (options: WalkOptions): readonly string[] =>
  judge(walk(options))
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ id }) => id);

/** Both root requests ended with this failure. */
function ended(why: Failure, answer: AnswerOptions): WalkOptions {
  const root = { answer: { headers: [], ...answer, failure: why }, step: { failure: why, facts: [] } };
  return { http: root, https: root, onlyRoot: true };
}

const begun: AnswerOptions = {
  status: 200,
  headers: [['Content-Type', xmlType]],
  body: '<Autodisc',
  bodyState: 'truncated',
};
const silent: AnswerOptions = { status: undefined };

describe('the root request', () => {
  it.each([
    ['bytes that are no HTTP', failure('parse', 'malformed_http'), silent, 'http-malformed-answer'],
    ['lengths that contradict', failure('parse', 'malformed_http'), begun, 'http-malformed-answer'],
    ['a body that ends early', failure('response', 'truncated_body'), begun, 'http-truncated-body'],
    ['a body over our limit', failure('limit', 'too_large'), begun, 'http-answer-too-large'],
    ['a reset while connecting', failure('connect', 'connection_reset'), silent, 'net-connection-reset'],
    ['a reset in the answer', failure('response', 'connection_reset'), begun, 'net-connection-reset'],
    ['a closed 101', failure('response', 'connection_closed'), { status: 101 }, 'discovery-unexpected-status'],
    ['an answer that trickles', failure('response', 'timeout'), begun, 'net-slow-answer'],
  ] as const)('%s', (_name, why, answer, id) => {
    expect(errors(ended(why, answer))).toEqual([id]);
  });
});

it('names the request as the stop, not a name of SIP clients', () => {
  const why = failure('response', 'unknown', 'Something odd.');
  const lost = failure('lookup', 'server_failure', 'The resolver could not answer.');
  const { findings } = judge(
    walk({
      ...ended(why, silent),
      then: (builder) => {
        for (const kind of ['dns.srv', 'dns.sip-name'] as const) {
          builder.lookup(
            builder.step(kind, { failure: lost, title: 'Look up a SIP name' }),
            'sip.contoso.com',
            'A',
            lost,
          );
        }
      },
    }),
  );
  const stop = findings.find(({ id }) => id === 'sign-in-incomplete');
  expect(stop?.title).toBe('The sign-in stopped at the step "Do root.http"');
});

describe('the root document', () => {
  it.each([
    ['malformed_document', 'discovery-malformed-document'],
    ['too_large', 'http-answer-too-large'],
  ] as const)('%s, also where it names a redirect', (code, id) => {
    const root = {
      answer: { headers: [['Content-Type', xmlType]] as const, body: '<AutodiscoverResponse>' },
      step: {
        failure: failure('parse', code, 'Too many links.'),
        facts: code === 'too_large' ? [] : ([['redirect-to', 'https://a.contoso.com/autodiscover']] as const),
      },
    };
    expect(errors({ http: root, https: root, onlyRoot: true })).toEqual([id]);
  });
});

it('tells a handshake that stalls', () => {
  const why = failure('handshake', 'timeout', 'No answer within 10000 ms.');
  const root = {
    connect: { failure: why, tls: null },
    answer: { status: undefined, failure: why },
    step: { failure: why, facts: [] },
  };
  expect(errors({ http: root, https: root, onlyRoot: true })).toEqual(['tls-handshake-failed']);
});

it.each([['file:///etc/passwd'], ['javascript:alert(1)'], [undefined]])(
  'tells a redirect to %s as one that leads nowhere',
  (to) => {
    const root = {
      answer: {
        status: 302,
        reason: 'Found',
        headers: to === undefined ? [] : ([['Location', to]] as const),
        body: '',
      },
      step: { failure: failure('parse', 'malformed_document', 'Location names no web address.'), facts: [] },
    };
    const options = { http: root, https: root, onlyRoot: true };
    expect(errors(options)).toEqual(['discovery-unexpected-status']);
    expect(judge(walk(options)).headline).toBe('lyncdiscover.contoso.com redirects discovery to no usable address');
  },
);

it('names a few of many schemes, and how many more there are', () => {
  const headers = Array.from({ length: 300 }, (_, index) => ['WWW-Authenticate', `Scheme${index} realm="x"`] as const);
  const root = {
    answer: { status: 401, headers, body: '' },
    step: { failure: failure('protocol', 'unexpected_status'), facts: [] },
  };
  const found = judge(walk({ http: root, https: root, onlyRoot: true })).findings.find(({ id }) => id === 'rp-preauth');
  expect(found?.cause).toContain('wants Scheme0, Scheme1, Scheme2 and 297 more;');
});

it.each([
  [['lyncdiscover.contoso.com:443:203.0.113.24:443'], []],
  [[], ['step-unexplained']],
])('with the rules %j a name that no resolver knows leaves %j', (connectTo, left) => {
  const { findings } = judge(walk({ externalAddresses: [], target: { connectTo } }));
  expect(findings.map(({ id }) => id)).toEqual(left);
});
