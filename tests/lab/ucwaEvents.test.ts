/** The event channel of UCWA: held, acknowledged, replaced, and let go. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LabResponse } from '../../lab/types.js';
import { resource, link, refusal, signedIn } from './support/ucwaClient.js';

afterEach(() => {
  vi.useRealTimers();
});

describe('the event channel', () => {
  it('is held until something happens, goes on with the next number, and sends a lost answer again', async () => {
    const { send, application, self } = await signedIn();
    let answered = false;
    const held = send(link(application, 'events')).then((answer) => {
      answered = true;
      return answer;
    });
    await send(`${self}/policies`);
    expect(answered).toBe(false);
    await send(`${self}/me/makeMeAvailable`, { body: {} });
    const first = resource(await held);
    expect([link(first, 'self'), link(first, 'next')]).toEqual([`${self}/events?ack=1`, `${self}/events?ack=2`]);
    expect((first['sender'] as { rel: string }[]).map(({ rel }) => rel)).toEqual(['communication', 'me']);
    const again = resource(await send(link(application, 'events')));
    expect(again['sender']).toEqual(first['sender']);
    await send(`${self}/me/presence`, { body: { availability: 'Busy' } });
    const second = resource(await send(link(first, 'next')));
    expect(second['sender']).toEqual([
      {
        rel: 'me',
        href: `${self}/me`,
        events: [{ link: { rel: 'presence', href: `${self}/me/presence` }, type: 'updated' }],
      },
    ]);
  });

  it('answers with a number out of range by resync alone, in both directions', async () => {
    const { send, self } = await signedIn();
    for (const ack of [0, 5]) {
      const answer = resource(await send(`${self}/events?ack=${String(ack)}`));
      expect(Object.keys(answer._links ?? {})).toEqual(['self', 'resync']);
      expect([link(answer, 'resync'), answer['sender']]).toEqual([`${self}/events?ack=1`, undefined]);
    }
    expect(refusal(await send(`${self}/events`))).toEqual([400, 'BadRequest', 'ParameterValidationFailure']);
    expect(refusal(await send(`${self}/events?ack=1&timeout=10`))[2]).toBe('ParameterValidationFailure');
    expect(refusal(await send(`${self}/events?ack=1&low=1801`))[2]).toBe('ParameterValidationFailure');
  });

  it('lets a second GET take the place of the first, unless it matters less', async () => {
    const { send, self } = await signedIn();
    const first = send(`${self}/events?ack=1&priority=1`);
    expect(refusal(await send(`${self}/events?ack=1`))).toEqual([409, 'Conflict', 'PGetReplaced']);
    const second = send(`${self}/events?ack=1&priority=1`);
    expect(refusal(await first)).toEqual([409, 'Conflict', 'PGetReplaced']);
    await send(self, { method: 'DELETE' });
    expect(refusal(await second)).toEqual([404, 'NotFound', 'ApplicationNotFound']);
  });

  it('ends with an empty answer that carries the next number, after 180 s or as long as was asked', async () => {
    const { lab, send, self, state } = await signedIn();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    for (const [query, seconds] of [
      ['ack=1', 180],
      ['ack=2&timeout=900', 900],
      ['ack=3', 900],
    ] as const) {
      let answer: LabResponse | undefined;
      const done = send(`${self}/events?${query}`).then((one) => (answer = one));
      await vi.advanceTimersByTimeAsync((seconds - 1) * 1000);
      expect([query, answer]).toEqual([query, undefined]);
      lab.clock.now += seconds * 1000;
      await vi.advanceTimersByTimeAsync(1000);
      const empty = resource(await done);
      expect([Object.keys(empty), Object.keys(empty._links ?? {})]).toEqual([['_links'], ['self', 'next']]);
      expect(state.applications.open()).toHaveLength(1);
    }
    // A client that does not come back for events is forgotten sooner than one that never asked.
    lab.clock.now += 301_000;
    expect(state.applications.open()).toEqual([]);
  });

  it('is let go when the lab ends', async () => {
    const { send, self, state } = await signedIn();
    const held = send(`${self}/events?ack=1`);
    await send(self);
    state.applications.close();
    expect((await held).status).toBe(404);
  });
});
