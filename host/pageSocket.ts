/** One WebSocket of one page: refuses everything before the page has shown its ticket or token, then answers requests. */
import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Requests, WalkMessage } from '../shared/ipc.js';
import { answerRequest } from '../shared/ipcSchemas.js';
import { fail } from '../shared/result.js';
import type { SweepMessage } from '../shared/sweep/model.js';
import type { PageService } from '../main/service/pageService.js';
import type { Tickets } from './tickets.js';

/** RFC 6455, 7.4.1: "policy violation"; the page then knows that trying again is no use. */
const refused = 1008;

const greeting = z.union([
  z.strictObject({ ticket: z.string().max(200) }),
  z.strictObject({ token: z.string().max(200) }),
]);
const request = z.strictObject({ id: z.number().int().nonnegative(), method: z.string(), args: z.array(z.unknown()) });

export interface PageSocketOptions {
  readonly socket: WebSocket;
  readonly tickets: Tickets;
  /** Called once, when the page has shown who it is. */
  readonly openService: (push: {
    readonly pushWalk: (message: WalkMessage) => void;
    readonly pushSweep: (message: SweepMessage) => void;
  }) => PageService;
  /** How long a socket may stay silent before it has shown a ticket or token. */
  readonly greetingMs: number;
  /** Told when the socket is gone and its walks have ended. */
  readonly onEnded: () => void;
}

/** Serves the socket until it closes; a closed socket cancels its walks. */
export function servePageSocket({ socket, tickets, openService, greetingMs, onEnded }: PageSocketOptions): void {
  let service: PageService | undefined;
  let requests: Requests | undefined;
  const send = (message: unknown): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  const patience = setTimeout(() => socket.close(refused, 'no ticket came'), greetingMs);

  const greet = (message: unknown): void => {
    const token = tokenFor(tickets, message);
    if (token === undefined) {
      socket.close(refused, 'unknown ticket or token');
      return;
    }
    clearTimeout(patience);
    service = openService({ pushWalk: (walk) => send({ walk }), pushSweep: (sweep) => send({ sweep }) });
    requests = { ...service.requests, ...filesStayInTheBrowser };
    send({ token });
  };

  socket.on('message', (data, isBinary) => {
    const message = isBinary ? undefined : parseJson(textOf(data));
    if (requests === undefined) return greet(message);
    const asked = request.safeParse(message);
    if (!asked.success) {
      socket.close(refused, 'not a request');
      return;
    }
    const { id, method, args } = asked.data;
    void answerRequest(requests, method, args).then((result) => send({ id, result }));
  });
  socket.on('error', () => socket.terminate()); // a broken frame: there is nothing left to say to this page
  socket.on('close', () => {
    clearTimeout(patience);
    void (service?.close() ?? Promise.resolve()).then(onEnded);
  });
}

/** The page's token: a new one for a ticket, the same again for a token that is known. */
function tokenFor(tickets: Tickets, message: unknown): string | undefined {
  const parsed = greeting.safeParse(message);
  if (!parsed.success) return undefined;
  if ('ticket' in parsed.data) return tickets.redeem(parsed.data.ticket);
  return tickets.knows(parsed.data.token) ? parsed.data.token : undefined;
}

/** The host never takes a file path from a page: the browser's own picker and download serve it. */
const filesStayInTheBrowser: Pick<Requests, 'openSessionFile' | 'saveSessionFile' | 'saveTextFile'> = {
  openSessionFile: () => Promise.resolve(fail('The browser opens files itself.')),
  saveSessionFile: () => Promise.resolve(fail('The browser saves files itself.')),
  saveTextFile: () => Promise.resolve(fail('The browser saves files itself.')),
};

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : data).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // refused like any other message that is none
  }
}
