/**
 * The Bridge over a WebSocket to the web host. The printed address carries a one-use ticket in its fragment; it is
 * swapped at the first socket for a token that lives in this page's memory only.
 */
import type { Answer, FileText, HostCommand, Requests, WalkMessage, WalkRequest } from '../../shared/ipc.js';
import { fail, succeed, type Result } from '../../shared/result.js';
import type { SweepMessage, SweepRequest } from '../../shared/sweep/model.js';
import type { HostConnection, PageBridge } from './pageBridge.js';
import { download, pickFile, readFile, textType } from './webFiles.js';

/** What a page uses of the browser, so that tests can play the host. */
export interface WebPorts {
  /** A new socket to the host. */
  readonly connect: () => WebSocket;
  /** From the address bar; undefined when there was none. */
  readonly ticket: string | undefined;
  readonly after: (ms: number, run: () => void) => void;
}

/** RFC 6455, 7.4.1: the host does not know the ticket or token; asking again is no use. */
const policyViolation = 1008;

const gone = 'The program that runs the walks is gone. Start it again and open the address it prints.';
const refused = 'This address was used before. Open the address that the program printed, or start the program again.';

/** Takes the ticket out of the address bar, at once, so that it is in no history entry. */
export function takeTicket(): string | undefined {
  const ticket = /^#ticket=(.+)$/.exec(location.hash)?.[1];
  if (ticket !== undefined) history.replaceState(null, '', location.pathname + location.search);
  return ticket;
}

/** The browser's own socket, address bar and clock. */
export function browserPorts(): WebPorts {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return {
    connect: () => new WebSocket(`${scheme}//${location.host}/__host/socket`),
    ticket: takeTicket(),
    after: (ms, run) => void setTimeout(run, ms),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}

/** Listeners of one kind of message. */
class Listeners<T> {
  readonly #all = new Set<(value: T) => void>();
  add(listener: (value: T) => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }
  tell(value: T): void {
    for (const listener of this.#all) listener(value);
  }
}

/** One socket to the host and its successors; requests wait until it stands. */
export class HostSocket {
  #socket: WebSocket | undefined;
  #token: string | undefined;
  #ready = false;
  #attempts = 0;
  #state: HostConnection = 'connecting';
  #nextId = 1;
  readonly #ports: WebPorts;
  readonly #waiting = new Map<
    number,
    { readonly text: string; readonly settle: (result: Result<unknown>) => void; sent: boolean }
  >();
  readonly walk = new Listeners<WalkMessage>();
  readonly sweep = new Listeners<SweepMessage>();
  readonly command = new Listeners<HostCommand>();
  readonly connection = new Listeners<HostConnection>();

  constructor(ports: WebPorts) {
    this.#ports = ports;
    if (ports.ticket === undefined) this.#end('refused');
    else this.#open();
  }

  get state(): HostConnection {
    return this.#state;
  }

  /** Asks the host; the answer is its Result, or a failure when the host is gone. */
  ask(method: string, args: readonly unknown[]): Promise<Result<unknown>> {
    if (this.#state === 'gone' || this.#state === 'refused') {
      return Promise.resolve(fail(this.#state === 'gone' ? gone : refused));
    }
    const id = this.#nextId++;
    return new Promise((settle) => {
      this.#waiting.set(id, { text: JSON.stringify({ id, method, args }), settle, sent: false });
      this.#flush();
    });
  }

  #open(): void {
    const socket = this.#ports.connect();
    this.#socket = socket;
    socket.addEventListener('open', () => {
      const first = this.#token === undefined ? { ticket: this.#ports.ticket } : { token: this.#token };
      socket.send(JSON.stringify(first));
    });
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (typeof event.data === 'string') this.#receive(event.data);
    });
    socket.addEventListener('close', (event) => this.#closed(event.code));
  }

  #receive(text: string): void {
    const message = record(JSON.parse(text));
    if (message === undefined) return;
    if (typeof message['token'] === 'string') {
      this.#token = message['token'];
      this.#ready = true;
      this.#attempts = 0;
      this.#set('connected');
      this.#flush();
    } else if (typeof message['id'] === 'number') {
      const request = this.#waiting.get(message['id']);
      this.#waiting.delete(message['id']);
      // The host is the same program; its results are as trusted as this page's code.
      request?.settle(asResult(message['result']));
    } else if (message['walk'] !== undefined) {
      this.walk.tell(message['walk'] as WalkMessage);
    } else if (message['sweep'] !== undefined) {
      this.sweep.tell(message['sweep'] as SweepMessage);
    } else if (message['command'] !== undefined) {
      this.command.tell(message['command'] as HostCommand);
    }
  }

  #flush(): void {
    if (!this.#ready) return;
    for (const request of this.#waiting.values()) {
      if (request.sent) continue;
      request.sent = true;
      this.#socket?.send(request.text);
    }
  }

  #closed(code: number): void {
    this.#ready = false;
    // What was sent on the old socket gets no answer any more.
    for (const [id, request] of this.#waiting) {
      if (!request.sent) continue;
      this.#waiting.delete(id);
      request.settle(fail('The connection to the program broke before it answered.'));
    }
    if (this.#token === undefined) return this.#end(code === policyViolation ? 'refused' : 'gone');
    if (code === policyViolation || this.#attempts >= 6) return this.#end('gone');
    this.#attempts += 1;
    this.#set('reconnecting');
    this.#ports.after(250 * 2 ** (this.#attempts - 1), () => this.#open());
  }

  #end(state: 'gone' | 'refused'): void {
    this.#set(state);
    for (const request of this.#waiting.values()) request.settle(fail(state === 'gone' ? gone : refused));
    this.#waiting.clear();
  }

  #set(state: HostConnection): void {
    if (state === this.#state) return;
    this.#state = state;
    this.connection.tell(state);
  }
}

function asResult(value: unknown): Result<unknown> {
  const result = record(value);
  if (result?.['ok'] === true) return succeed(result['value']);
  const field = result?.['field'];
  return fail(
    typeof result?.['error'] === 'string' ? result['error'] : 'The program gave no answer.',
    typeof field === 'string' ? field : undefined,
  );
}

/** The Bridge for a plain browser. Files go through the browser's picker and download. */
export function webBridge(ports: WebPorts = browserPorts()): PageBridge {
  const socket = new HostSocket(ports);
  const ask = <Method extends keyof Requests>(
    method: Method,
    args: Parameters<Requests[Method]>,
  ): ReturnType<Requests[Method]> => socket.ask(method, args) as ReturnType<Requests[Method]>;
  return {
    about: () => ask('about', []),
    labCatalogue: () => ask('labCatalogue', []),
    startWalk: (request: WalkRequest) => ask('startWalk', [request]),
    cancelWalk: (walkId: string) => ask('cancelWalk', [walkId]),
    answer: (walkId: string, questionId: string, answer: Answer) => ask('answer', [walkId, questionId, answer]),
    openSessionFile: async () => {
      const file = await pickFile('.lyncscope');
      return file === null ? succeed(null) : readFile(file);
    },
    saveSessionFile: (file: FileText) => {
      download(file.name, file.text, 'application/x-lyncscope');
      return Promise.resolve(succeed(file.name));
    },
    saveTextFile: (file: FileText) => {
      download(file.name, file.text, textType(file.name));
      return Promise.resolve(succeed(file.name));
    },
    startSweep: (request: SweepRequest) => ask('startSweep', [request]),
    cancelSweep: (sweepId: string) => ask('cancelSweep', [sweepId]),
    openSweepSession: (sweepId: string, line: number) => ask('openSweepSession', [sweepId, line]),
    onWalk: (listener) => socket.walk.add(listener),
    onSweep: (listener) => socket.sweep.add(listener),
    onCommand: (listener) => socket.command.add(listener),
    onConnection: (listener) => {
      listener(socket.state);
      return socket.connection.add(listener);
    },
  };
}
