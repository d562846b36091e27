/** Whatever bytes come: a value or a FailureError, within reasonable time, and never a changed prototype. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../../shared/failure.js';
import { parseAutodiscover } from '../../../shared/protocol/autodiscover.js';
import { parseChallenges } from '../../../shared/protocol/challenge.js';
import { parseDiagnostics } from '../../../shared/protocol/diagnostics.js';
import { accepts, mediaTypes } from '../../../shared/protocol/mediaType.js';
import { parseTicketMetadata } from '../../../shared/protocol/metadataExchange.js';
import { parseOAuthChallenge, readBearerChallenge } from '../../../shared/protocol/msRtcOAuth.js';
import { parseOAuthError, parseOAuthToken } from '../../../shared/protocol/oauthToken.js';
import { parseSoapFault } from '../../../shared/protocol/soapFault.js';
import { parseTokenResponse } from '../../../shared/protocol/tokenResponse.js';
import { sampleAnswer, sampleText } from './samples.js';

const kinds = ['root', 'domain', 'user'] as const;
const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  'autodiscover XML': (text) =>
    kinds.map((kind) => parseAutodiscover(mediaTypes.autodiscoverXml, text, kind, accepts.autodiscoverXml)),
  'autodiscover JSON': (text) => kinds.map((kind) => parseAutodiscover('application/json', text, kind, accepts.json)),
  'UCWA XML': (text) => kinds.map((kind) => parseAutodiscover(mediaTypes.xml, text, kind, mediaTypes.xml)),
  challenges: (text) => {
    const challenges = parseChallenges([text, text]);
    readBearerChallenge(challenges);
    return parseOAuthChallenge(challenges);
  },
  diagnostics: parseDiagnostics,
  metadata: parseTicketMetadata,
  fault: parseSoapFault,
  'token response': parseTokenResponse,
  token: parseOAuthToken,
  'token error': parseOAuthError,
};

const seeds = [
  sampleText('autodiscover-user-2013.xml'),
  sampleText('autodiscover-root-2013-browser.json'),
  sampleAnswer('ucwa-ref-root-xml-response.http').body,
  sampleAnswer('webticket-auth-500-28020.http').body,
  'MsRtcOAuth href="https://w/t",grant_type="password", Negotiate TlRMTVNTUAA=',
  '<a:Assertion xmlns:a="urn:x"><BinarySecret>AAA=</BinarySecret></a:Assertion>',
];

const snippets = [
  '<',
  '>',
  '&',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '=',
  '&#0;',
  '&#x110000;',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?x',
  '?>',
  '__proto__',
  'constructor',
  '\u0000',
  '\ud800',
  'xmlns:a=""',
  '<x:y/>',
];

/** A real message with pieces cut out and others put in. */
const mangled = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.array(fc.tuple(fc.nat(5000), fc.nat(40), fc.constantFrom(...snippets)), { maxLength: 4 }),
  )
  .map(([seed, edits]) =>
    edits.reduce(
      (text, [at, cut, put]) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + cut),
      seed,
    ),
  );

function onlyFailures(parse: (text: string) => unknown, text: string): void {
  try {
    parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(FailureError);
  }
}

describe.each(Object.entries(parsers))('%s', (_name, parse) => {
  it('reads any text or says what is wrong with it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.json()), (text) =>
        onlyFailures(parse, text),
      ),
      { numRuns: 150 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('reads mangled messages or says what is wrong with them', () => {
    fc.assert(
      fc.property(mangled, (text) => onlyFailures(parse, text)),
      { numRuns: 250 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('does not take long for text made to take long', () => {
    for (const text of [
      '<a '.repeat(100_000),
      '"'.repeat(200_000),
      '<Assertion>'.repeat(20_000),
      'a=,'.repeat(100_000),
      '&'.repeat(200_000),
      '<'.repeat(200_000),
      '['.repeat(200_000),
      '\\"'.repeat(100_000),
      ';a="'.repeat(50_000),
    ]) {
      onlyFailures(parse, text);
    }
  }, 10_000);
});
