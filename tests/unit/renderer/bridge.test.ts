/** The Bridge of a plain browser against a host that is played: ticket, token, requests, pushes, a host that goes away. */
import { describe, expect, it } from 'vitest';
import type { WalkMessage } from '../../../shared/ipc.js';
import type { HostConnection } from '../../../renderer/bridge/pageBridge.js';
import { webBridge, type WebPorts } from '../../../renderer/bridge/webBridge.js';

/** A socket whose other end is the test. */
class FakeSocket extends EventTarget {
  readonly sent: unknown[] = [];
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  opens(): void {
    this.dispatchEvent(new Event('open'));
  }
  says(message: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
  closes(code: number): void {
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

function play() {
  const sockets: FakeSocket[] = [];
  const later: (() => void)[] = [];
  const ports: WebPorts = {
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as ReturnType<WebPorts['connect']>;
    },
    ticket: 't1',
    after: (_ms, run) => void later.push(run),
  };
  const bridge = webBridge(ports);
  const states: HostConnection[] = [];
  bridge.onConnection?.((state) => states.push(state));
  const socket = (at: number): FakeSocket => {
    const found = sockets[at];
    if (found === undefined) throw new Error(`no socket ${at}`);
    return found;
  };
  return { bridge, socket, sockets, states, later };
}

describe('a page with a ticket', () => {
  it('shows it once, keeps the token and sends what waited', async () => {
    const { bridge, socket, states } = play();
    const about = bridge.about();
    socket(0).opens();
    expect(socket(0).sent).toEqual([{ ticket: 't1' }]);
    socket(0).says({ token: 'k1' });
    expect(socket(0).sent[1]).toEqual({ id: 1, method: 'about', args: [] });
    socket(0).says({ id: 1, result: { ok: true, value: 'me' } });
    expect(await about).toEqual({ ok: true, value: 'me' });
    expect(states).toEqual(['connecting', 'connected']);
  });

  it('tells what the host pushes', () => {
    const { bridge, socket } = play();
    const heard: unknown[] = [];
    bridge.onWalk((message) => heard.push(message));
    bridge.onSweep((message) => heard.push(message));
    bridge.onCommand((command) => heard.push(command));
    const message: WalkMessage = { type: 'stopped', walkId: 'w', error: 'no' };
    socket(0).says({ walk: message });
    const sweep = { type: 'stopped', sweepId: 's', error: 'no' };
    socket(0).says({ sweep });
    socket(0).says({ command: { type: 'save' } });
    expect(heard).toEqual([message, sweep, { type: 'save' }]);
  });

  it('comes back with its token when the socket breaks, and what was under way has failed', async () => {
    const { bridge, socket, states, later } = play();
    socket(0).opens();
    socket(0).says({ token: 'k1' });
    const lost = bridge.cancelWalk('w');
    socket(0).closes(1006);
    expect(await lost).toMatchObject({ ok: false });
    const waits = bridge.labCatalogue();
    later[0]?.();
    socket(1).opens();
    expect(socket(1).sent).toEqual([{ token: 'k1' }]);
    socket(1).says({ token: 'k1' });
    socket(1).says({ id: 2, result: { ok: false, error: 'no lab' } });
    expect(await waits).toEqual({ ok: false, error: 'no lab' });
    expect(states).toEqual(['connecting', 'connected', 'reconnecting', 'connected']);
  });

  it('gives up after some tries and says that the program is gone', async () => {
    const { bridge, socket, sockets, states, later } = play();
    socket(0).opens();
    socket(0).says({ token: 'k1' });
    const waiting = bridge.about();
    socket(0).closes(1001);
    while (later.length > 0) {
      later.shift()?.();
      sockets.at(-1)?.closes(1006);
    }
    expect(sockets).toHaveLength(7);
    expect(states.at(-1)).toBe('gone');
    expect(await waiting).toMatchObject({ ok: false });
    expect(await bridge.about()).toMatchObject({ ok: false });
  });

  it('does not try again when the host knows neither ticket nor token', async () => {
    const { bridge, socket, states, later } = play();
    const about = bridge.about();
    socket(0).opens();
    socket(0).closes(1008);
    expect(states).toEqual(['connecting', 'refused']);
    expect(later).toEqual([]);
    expect(await about).toMatchObject({ ok: false });
  });
});

it('a page without a ticket opens no socket', async () => {
  const bridge = webBridge({
    connect: () => {
      throw new Error('a socket was opened');
    },
    ticket: undefined,
    after: () => undefined,
  });
  const states: HostConnection[] = [];
  bridge.onConnection?.((state) => states.push(state));
  expect(states).toEqual(['refused']);
  expect(await bridge.about()).toMatchObject({ ok: false });
});

it('an answer that is no result is a failure', async () => {
  const { bridge, socket } = play();
  socket(0).opens();
  socket(0).says({ token: 'k' });
  const about = bridge.about();
  socket(0).says({ id: 1, result: 'hello' });
  expect(await about).toEqual({ ok: false, error: 'The program gave no answer.' });
});
