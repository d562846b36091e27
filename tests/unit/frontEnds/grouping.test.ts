/** Servers behind one name are told apart by their answers, and asked no more often than that takes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEnough } from '../../../main/flows/frontEnds/enough.js';
import { sweepWords } from '../../../main/flows/frontEnds/words.js';
import type { Failure } from '../../../shared/failure.js';
import {
  frontEndFact,
  frontEndsOf,
  serverNameIn,
  unevenness,
  type FrontEndAnswer,
} from '../../../shared/protocol/frontEnds.js';

const timeout: Failure = { operation: 'response', code: 'timeout', message: 'No answer came.' };
const refused: Failure = { operation: 'connect', code: 'connection_refused', message: 'Refused.' };

/** "fe01 200", "fe02 500 203.0.113.8", "- 503", "- timeout", "- refused": one answer each. */
const met = (...texts: readonly string[]): readonly FrontEndAnswer[] =>
  texts.map((text) => {
    const [server, said = '', address = '203.0.113.7'] = text.split(' ');
    const failure = said === 'timeout' ? timeout : said === 'refused' ? refused : undefined;
    return {
      server: server === '-' ? undefined : `${server ?? ''}.contoso.com`,
      address,
      status: failure === undefined ? Number.parseInt(said, 10) : undefined,
      failure,
      isSecure: failure === undefined && !said.endsWith('!'),
    };
  });

const facts = (answers: readonly FrontEndAnswer[]): readonly string[] =>
  frontEndsOf(answers, 'address').map(frontEndFact);
const badOf = (...texts: readonly string[]): readonly (string | undefined)[] =>
  unevenness(met(...texts)).bad.map(({ server }) => server);

describe('answers are grouped', () => {
  it('by server and address, with those that name nobody by themselves', () => {
    const answers = met('fe01 200', 'fe02 500', 'fe01 200 203.0.113.8', '- 503', 'fe02 500', '- timeout', 'fe01 200');
    expect(facts(answers)).toEqual([
      'fe01.contoso.com 203.0.113.7 2 of 2 good',
      'fe02.contoso.com 203.0.113.7 0 of 2 good',
      'fe01.contoso.com 203.0.113.8 1 of 1 good',
      'unnamed 203.0.113.7 0 of 2 good',
    ]);
    expect(frontEndsOf(answers).map(({ server, good, faults }) => [server, good, faults])).toEqual([
      ['fe01.contoso.com', 3, []],
      ['fe02.contoso.com', 0, ['500']],
      [undefined, 0, ['503', 'timeout']],
    ]);
  });

  it('and no answer is lost or counted twice, whatever comes', () => {
    const answer = fc.record({
      server: fc.option(fc.constantFrom('fe01', 'fe02', 'fe03'), { nil: undefined }),
      address: fc.option(fc.constantFrom('203.0.113.7', '2001:db8::7'), { nil: undefined }),
      status: fc.option(fc.constantFrom(200, 302, 401, 404, 500, 503), { nil: undefined }),
      failure: fc.constantFrom(undefined, timeout, refused),
      isSecure: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 12 }), (answers) => {
        for (const by of ['server', 'address'] as const) {
          const all = frontEndsOf(answers, by).flatMap((group) => group.answers);
          expect(all).toHaveLength(answers.length);
          expect(new Set(all)).toEqual(new Set(answers));
        }
        const { bad, others } = unevenness(answers);
        // Nobody is called bad where nobody is good.
        if (bad.length > 0) expect(others.some(({ good, faults }) => good > 0 && faults.length === 0)).toBe(true);
        expect(bad.every(({ good }) => good === 0)).toBe(true);
        if (answers.length > 0) expect(sweepWords(answers).value).not.toBe('');
      }),
    );
  });
});

describe('a server is called bad', () => {
  it('when it gives nothing good and another nothing else', () => {
    expect(badOf('fe01 200', 'fe02 500', 'fe01 200', 'fe02 503')).toEqual(['fe02.contoso.com']);
    expect(badOf('fe01 200', 'fe02 404')).toEqual(['fe02.contoso.com']);
    expect(badOf('fe01 200', '- 503', '- timeout')).toEqual([undefined]);
  });

  it('when its certificate does not validate, but not where none does', () => {
    expect(badOf('fe01 200', 'fe02 200!', 'fe02 200!')).toEqual(['fe02.contoso.com']);
    expect(badOf('fe01 200!', 'fe02 200!')).toEqual([]);
  });

  it('not when all are alike, when it is good at times, or when it was never reached', () => {
    expect(badOf('fe01 503', 'fe02 503')).toEqual([]);
    expect(badOf('fe01 200', 'fe02 500', 'fe02 200')).toEqual([]);
    expect(badOf('fe01 200', '- refused 203.0.113.8', '- refused 203.0.113.8')).toEqual([]);
  });
});

describe('the name of a server', () => {
  it.each([
    [' FE01.Contoso.com ', 'fe01.contoso.com'],
    ['', undefined],
    [undefined, undefined],
    ['fe01.contoso.com, fe02.contoso.com', undefined],
    ['<script>', undefined],
    ['a'.repeat(300), undefined],
  ])('%j is %j', (header, name) => {
    expect(serverNameIn(header)).toBe(name);
  });
});

describe('enough was asked', () => {
  const same = (text: string, times: number): readonly string[] => Array.from({ length: times }, () => text);
  it.each([
    ['after five good answers of one server', same('fe01 200', 5), 5, 1, true],
    ['not after four', same('fe01 200', 4), 4, 1, false],
    ['not before each address had its turn', same('fe01 200', 5), 5, 6, false],
    ['not after five where there are two servers', [...same('fe01 200', 4), 'fe02 200'], 5, 1, false],
    ['not after five where one answer was bad', [...same('fe01 200', 4), 'fe01 500'], 5, 1, false],
    ['after eight good answers of several', [...same('fe01 200', 4), ...same('fe02 200', 4)], 8, 1, true],
    ['not after eight where one was bad once', [...same('fe01 200', 7), 'fe02 500'], 8, 1, false],
    ['after eight where one was bad twice', [...same('fe01 200', 6), ...same('fe02 500', 2)], 8, 1, true],
    ['after twelve, whatever came', [...same('fe01 200', 11), 'fe02 500'], 12, 1, true],
    ['when three connections in a row could not be made', same('- refused', 3), 3, 1, true],
  ])('%s', (_when, answers, begun, places, enough) => {
    expect(isEnough(met(...answers), begun, places)).toBe(enough);
  });
});

describe('what is said of a sweep', () => {
  it('names the bad server with its counts, and says what stays unknown', () => {
    const { value, meaning } = sweepWords(met('fe01 200', 'fe02 500', 'fe03 200', 'fe02 500'));
    expect(value).toBe('3 servers answered; fe02.contoso.com gave 500 to 2 of 2 requests');
    expect(meaning).toBe(
      'fe02.contoso.com gave 500 to 2 of 2 requests, others answered as they should. Clients that are led there fail. A server that none of the 4 requests met is not known to be good.',
    );
  });

  it('calls one bad answer no more than chance', () => {
    expect(sweepWords(met('fe01 200', '- 503')).meaning).toContain('One answer may be chance.');
  });

  it('does not take one server for all there are', () => {
    const { value, meaning } = sweepWords(met('fe01 200', 'fe01 200'));
    expect(value).toBe('1 server answered');
    expect(meaning).toContain('Whether there are other servers does not show');
  });

  it('counts the connections that could not be made', () => {
    expect(sweepWords(met('fe01 200', '- refused 203.0.113.8')).meaning).toContain(
      '1 of 2 connections could not be made (203.0.113.8).',
    );
  });
});
