/** Nothing that is not of the agreed form gets through to the engine, and no refusal repeats what was sent. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestChannels, type Requests } from '../../../shared/ipc.js';
import { answerRequest, argumentSchemas } from '../../../shared/ipcSchemas.js';
import { succeed, type Result } from '../../../shared/result.js';
import { aRequest } from './fakeWalks.js';

const reached: unknown[][] = [];
const record = (...args: unknown[]): Promise<Result<never>> => {
  reached.push(args);
  return Promise.resolve(succeed(undefined as never));
};
const requests = Object.fromEntries(Object.keys(requestChannels).map((name) => [name, record])) as unknown as Requests;

describe('arguments', () => {
  it('of a whole walk request arrive as sent', async () => {
    const whole = {
      ...aRequest,
      userName: 'CONTOSO\\anna',
      password: { mode: 'given', value: 'p' },
      resolver: '192.0.2.1',
      timeoutMs: 1,
      lab: { deployment: 'sfb2019', faults: ['no-records'] },
    };
    reached.length = 0;
    expect(await answerRequest(requests, 'startWalk', [whole])).toMatchObject({ ok: true });
    expect(reached).toEqual([[whole]]);
  });

  it.each([
    ['a wrong name', 'constructor', []],
    ['a name that is no text', { toString: () => 'about' }, []],
    ['too many arguments', 'about', [1]],
    ['no list of arguments', 'about', 'x'],
    ['an unknown field', 'startWalk', [{ ...aRequest, caFile: '/etc/passwd' }]],
    ['a wrong union member', 'startWalk', [{ ...aRequest, password: { mode: 'file', value: '/etc/passwd' } }]],
    ['an undefined optional field', 'startWalk', [{ ...aRequest, resolver: undefined }]],
    ['an endless list', 'startWalk', [{ ...aRequest, trustedHosts: Array.from({ length: 1000 }, () => 'x') }]],
    ['an endless text', 'startWalk', [{ ...aRequest, sipAddress: 'x'.repeat(100_000) }]],
    ['a fractional limit', 'startWalk', [{ ...aRequest, timeoutMs: 0.5 }]],
    ['a path', 'openSessionFile', ['/etc/passwd']],
  ])('with %s are refused', async (_what, name, args) => {
    reached.length = 0;
    expect(await answerRequest(requests, name, args)).toMatchObject({ ok: false });
    expect(reached).toEqual([]);
  });

  it('of any shape give a Result and never a throw', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.constantFrom(...Object.keys(argumentSchemas)), fc.string()),
        fc.anything(),
        async (name, args) => {
          const answer = await answerRequest(requests, name, args);
          expect(typeof answer.ok).toBe('boolean');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('that hold a password are not repeated in the refusal', async () => {
    const answer = await answerRequest(requests, 'answer', [
      'w',
      'q',
      { kind: 'password', userName: 1, password: 'hunter2' },
    ]);
    expect(answer).toMatchObject({ ok: false });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });
});

it('turns a bug in a handler into a failed Result', async () => {
  const broken: Requests = { ...requests, about: () => Promise.reject(new Error('inside')) };
  expect(await answerRequest(broken, 'about', [])).toMatchObject({ ok: false });
});
