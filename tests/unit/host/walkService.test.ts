/** What carries a walk to its page: order, questions, cancellation, and errors as one sentence. */
import { describe, expect, it, vi } from 'vitest';
import type { WalkMessage } from '../../../shared/ipc.js';
import { createWalkService, type Walks, type WalkService } from '../../../main/service/walkService.js';
import type { OpenPassivePage } from '../../../main/walk.js';
import { MessageQueue } from '../../../main/service/messageQueue.js';
import type { SessionEvent } from '../../../shared/session/events.js';
import type { Session } from '../../../shared/session/model.js';
import { aRequest, makeFakeWalks, type FakeWalks } from './fakeWalks.js';

vi.mock('../../../main/walk.js', () => ({ runWalk: undefined, labCatalogue: undefined }));

const about = { version: '1', host: 'web', runtime: 'Node', platform: 'linux' } as const;

interface Page {
  readonly service: WalkService;
  readonly walks: FakeWalks;
  readonly told: WalkMessage[];
}
function open(): Page {
  const told: WalkMessage[] = [];
  const walks = makeFakeWalks();
  return { told, walks, service: createWalkService({ about, walks, push: (message) => told.push(message) }) };
}
const startAs = async ({ service }: Page, user: string): Promise<string> => {
  const started = await service.requests.startWalk({ ...aRequest, sipAddress: `${user}@contoso.example` });
  if (!started.ok) throw new Error(started.error);
  return started.value;
};
const types = ({ told }: Page): string[] => told.map(({ type }) => type);

describe('a walk', () => {
  it('has a window for sign-in pages only where its host gives one', async () => {
    const given: (OpenPassivePage | undefined)[] = [];
    const walks: Walks = {
      ...makeFakeWalks(),
      run: (_request, options) => {
        given.push(options.openPassivePage);
        return Promise.resolve({} as Session);
      },
    };
    const openPassivePage: OpenPassivePage = () => Promise.resolve({ kind: 'closed' });
    const push = (): void => undefined;
    await createWalkService({ about, walks, push, openPassivePage }).requests.startWalk(aRequest);
    await createWalkService({ about, walks, push }).requests.startWalk(aRequest);
    expect(given).toEqual([openPassivePage, undefined]);
  });

  it('says nothing before the page knows its id, and everything after, in order', async () => {
    const page = open();
    const walkId = await startAs(page, 'anna');
    expect(page.told).toEqual([]);
    await vi.waitFor(() => expect(types(page)).toEqual(['events', 'question']));
    await page.service.requests.answer(walkId, 'q1', { kind: 'trust', allow: false });
    await vi.waitFor(() => expect(types(page)).toEqual(['events', 'question', 'question-closed', 'events']));
    expect(page.walks.answers).toEqual([{ kind: 'trust', allow: false }]);
  });

  it('takes each question back when it is cancelled', async () => {
    const page = open();
    const walkId = await startAs(page, 'anna');
    await vi.waitFor(() => expect(types(page)).toContain('question'));
    await page.service.requests.cancelWalk(walkId);
    await vi.waitFor(() => expect(types(page)).toContain('question-closed'));
    expect(page.walks.answers).toEqual([{ kind: 'decline' }]);
  });

  it('refuses an answer that does not fit, a second one, and one to another walk', async () => {
    const page = open();
    const walkId = await startAs(page, 'anna');
    const { answer } = page.service.requests;
    await vi.waitFor(() => expect(types(page)).toContain('question'));
    expect(await answer(walkId, 'q1', { kind: 'password', userName: 'a', password: 'b' })).toMatchObject({ ok: false });
    expect(await answer('other', 'q1', { kind: 'decline' })).toMatchObject({ ok: false });
    expect(await answer(walkId, 'q1', { kind: 'decline' })).toEqual({ ok: true, value: null });
    expect(await answer(walkId, 'q1', { kind: 'decline' })).toMatchObject({ ok: false });
  });

  it('that cannot run as asked answers with the sentence that says why', async () => {
    const page = open();
    const refused = await page.service.requests.startWalk({ ...aRequest, sipAddress: 'bad@x' });
    expect(refused).toEqual({ ok: false, error: '"bad" is not a sign-in address.' });
    expect(page.told).toEqual([]);
  });

  it('that breaks before it began answers so; one that breaks later is told as stopped', async () => {
    const page = open();
    expect(await page.service.requests.startWalk({ ...aRequest, sipAddress: 'bug@x' })).toMatchObject({ ok: false });
    const walkId = await startAs(page, 'late-bug');
    await vi.waitFor(() => expect(types(page)).toContain('question'));
    await page.service.requests.answer(walkId, 'q1', { kind: 'decline' });
    await vi.waitFor(() =>
      expect(page.told.at(-1)).toEqual({
        type: 'stopped',
        walkId,
        error: 'The walk ended in an unexpected error: x is not a function',
      }),
    );
  });
});

describe('a page that closes', () => {
  it('cancels its walks, waits for them, hears nothing more and starts no others', async () => {
    const page = open();
    await startAs(page, 'slow');
    await page.service.close();
    expect(page.walks.cancelled).toEqual(['slow']);
    expect(page.told).toEqual([]);
    expect(await page.service.requests.startWalk(aRequest)).toMatchObject({ ok: false });
  });

  it('does not end the walks of another page', async () => {
    const walks = makeFakeWalks();
    const [one, two] = [0, 1].map(() => createWalkService({ about, walks, push: () => undefined }));
    await one!.requests.startWalk({ ...aRequest, sipAddress: 'slow@one' });
    await two!.requests.startWalk({ ...aRequest, sipAddress: 'slow@two' });
    await one!.close();
    expect(walks.cancelled).toEqual(['slow']);
    await two!.close();
  });
});

it('runs eight walks at most', async () => {
  const page = open();
  for (let i = 0; i < 8; i += 1) await startAs(page, 'slow');
  expect(await page.service.requests.startWalk(aRequest)).toMatchObject({ ok: false });
  await page.service.close();
});

it('packs events that come together into one message, and keeps them apart from a question between', () => {
  const told: WalkMessage[] = [];
  const queue = new MessageQueue('w', (message) => told.push(message));
  const event: SessionEvent = { type: 'session-ended', outcome: 'completed', endedMs: 1 };
  queue.release();
  for (let i = 0; i < 1000; i += 1) queue.event(event);
  queue.message({ type: 'question-closed', walkId: 'w', questionId: 'q' });
  queue.event(event);
  queue.flush();
  expect(told.map((message) => (message.type === 'events' ? message.events.length : message.type))).toEqual([
    1000,
    'question-closed',
    1,
  ]);
});
