/** One connection of a client: messages in order, one at a time, each authenticated before it is served. */
import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { homeOf } from '../web/topology.js';
import type { Association } from './association.js';
import { Authenticator, type Authentication } from './authenticator.js';
import { addressOfRecord, readAddress } from './header.js';
import { MessageReader, valueOf, writeMessage, type Read, type SipMessage } from './message.js';
import { refuseIdentity, register, type Caller } from './registrar.js';
import type { Registrations } from './registrations.js';
import { answerTo, badRequest, refused, serverRequest, type Path, type Reply } from './reply.js';
import { subscribe } from './subscriptions.js';
import type { Authority, SipEntry, SipServices } from './types.js';

/** What a connection may do before the server has enough of it. */
const most = { messages: 500, offences: 5, queued: 32 } as const;
/** Before the first sound request, and after it (the client was told to speak every 300 s). */
const idleMs = { new: 60_000, known: 360_000 } as const;
/** Methods that exist and that this server has nothing to answer with. */
const otherMethods = new Set([
  'INVITE',
  'MESSAGE',
  'INFO',
  'BYE',
  'REFER',
  'NOTIFY',
  'BENOTIFY',
  'SERVICE',
  'PUBLISH',
  'UPDATE',
  'PRACK',
]);
const allowed = 'REGISTER, SUBSCRIBE, OPTIONS, ACK, CANCEL';

export interface ConnectionOptions {
  readonly services: SipServices;
  readonly registrations: Registrations;
  readonly entry: SipEntry;
  readonly client: { readonly address: string; readonly port: number };
  /** Which Front End of a pool this connection is bound to. */
  frontEndOf(pool: Authority['pool']): string;
}

/** Serves a stream until it ends. Never throws; a client that breaks rules is disconnected. */
export function serveSip(stream: Duplex, options: ConnectionOptions): void {
  new SipConnection(stream, options).run();
}

class SipConnection {
  private readonly id = randomBytes(3).toString('hex').toUpperCase();
  private readonly reader = new MessageReader();
  private readonly authenticator: Authenticator;
  private readonly queue: Read[] = [];
  private readonly highest = new Map<string, number>();
  private isBusy = false;
  private isOpen = true;
  private messages = 0;
  private offences = 0;
  private timer: NodeJS.Timeout;

  constructor(
    private readonly stream: Duplex,
    private readonly options: ConnectionOptions,
  ) {
    const view = options.entry.kind === 'edge' ? 'outside' : 'inside';
    this.authenticator = new Authenticator(options.services, view);
    this.timer = this.idle(idleMs.new);
  }

  run(): void {
    this.stream.on('data', (chunk: Buffer) => this.take(chunk));
    this.stream.on('end', () => this.close());
    this.stream.on('close', () => this.close());
    this.stream.on('error', () => this.close());
  }

  private take(chunk: Buffer): void {
    if (!this.isOpen) return;
    this.queue.push(...this.reader.push(chunk));
    if (this.queue.length > most.queued) {
      this.close();
      return;
    }
    this.work().catch((error: unknown) => {
      // A bug of the lab: say so where a developer looks.
      process.emitWarning(error instanceof Error ? error : new Error(String(error)));
      this.close();
    });
  }

  private async work(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      for (let read = this.queue.shift(); read !== undefined && this.isOpen; read = this.queue.shift()) {
        await this.serve(read);
      }
    } finally {
      this.isBusy = false;
    }
  }

  private async serve(read: Read): Promise<void> {
    this.messages += 1;
    if (this.messages > most.messages) {
      this.close();
      return;
    }
    if (read.kind === 'lost') {
      if (read.message?.start.kind === 'request') this.send(read.message, badRequest(read.why), undefined);
      this.end();
      return;
    }
    const { message } = read;
    if (message.start.kind === 'response') {
      if (read.kind === 'bad' || this.authenticator.checkAnswer(message) === 'wrong') this.end();
      return;
    }
    if (read.kind === 'bad') {
      this.offend();
      if (message.start.method !== 'ACK') this.send(message, badRequest(read.why), undefined);
      return;
    }
    await this.request(message, message.start.method);
  }

  private async request(message: SipMessage, method: string): Promise<void> {
    clearTimeout(this.timer);
    this.timer = this.idle(idleMs.known);
    const early = this.beforeAuthentication(message, method);
    if (early !== undefined) {
      if (early !== 'nothing') this.send(message, early, undefined);
      return;
    }
    const result = await this.authenticator.authenticate(message, this.authorityFor(message));
    if (!this.isOpen) return;
    if (result.kind === 'challenged') {
      if (result.isOffence) this.offend();
      // Nobody waits for an answer to these (RFC 3261 22.1).
      if (method === 'ACK' || method === 'CANCEL') return;
      this.send(message, challenge(result), undefined);
      return;
    }
    const { association } = result;
    this.send(message, this.inOrder(message) ?? this.known(message, method, association), association);
  }

  /** What is answered to anybody. */
  private beforeAuthentication(message: SipMessage, method: string): Reply | 'nothing' | undefined {
    const { services, entry } = this.options;
    // Compression is a matter of one hop, and these servers do without.
    if (method === 'NEGOTIATE')
      return { status: 488, reason: 'Not Acceptable Here', headers: [['Compression', 'None']] };
    if (entry.kind === 'edge') {
      // The Edge sends everything on, so one hop more is needed.
      if (valueOf(message, 'max-forwards') === '0')
        return method === 'ACK' ? 'nothing' : { status: 483, reason: 'Too Many Hops' };
      if (services.policy.edgeRefusal !== undefined) return refused(services.policy.edgeRefusal);
    }
    if (services.policy.serverRefusal !== undefined) return refused(services.policy.serverRefusal);
    return undefined;
  }

  private known(message: SipMessage, method: string, association: Association): Reply {
    const { services, registrations, entry } = this.options;
    const caller: Caller = { services, registrations, entry, association, connectionId: this.id };
    const stranger = refuseIdentity(message, caller);
    if (stranger !== undefined) return stranger;
    if (method === 'REGISTER') return register(message, caller);
    if (method === 'SUBSCRIBE') return subscribe(message, caller);
    if (method === 'OPTIONS')
      return {
        status: 200,
        reason: 'OK',
        headers: [
          ['Allow', allowed],
          ['Accept', '*/*'],
        ],
      };
    if (otherMethods.has(method)) return { status: 405, reason: 'Method Not Allowed', headers: [['Allow', allowed]] };
    return { status: 501, reason: 'Not Implemented' };
  }

  /** The number of a Call-ID must rise (RFC 3261 10.3 and 12.2.2). */
  private inOrder(message: SipMessage): Reply | undefined {
    const callId = valueOf(message, 'call-id') ?? '';
    const number = Number.parseInt(valueOf(message, 'cseq') ?? '', 10);
    if (number <= (this.highest.get(callId) ?? -1)) {
      return { status: 500, reason: 'Server Internal Error', diagnostics: { id: 1018, reason: 'CSeq did not rise' } };
    }
    this.highest.set(callId, number);
    return undefined;
  }

  /** Inside the pool that was asked; through the Edge the user's own pool, or the Director for a stranger. */
  private authorityFor(message: SipMessage): Authority {
    const { entry, services, frontEndOf } = this.options;
    if (entry.kind === 'pool') return { pool: entry.pool, frontEnd: frontEndOf(entry.pool) };
    const from = addressOfRecord(readAddress(valueOf(message, 'from') ?? '')?.uri ?? '');
    const home = homeOf(services.deployment, from ?? '');
    const pool = home.kind === 'pool' ? home.pool : services.deployment.director;
    return { pool, frontEnd: frontEndOf(pool) };
  }

  private send(request: SipMessage, reply: Reply, association: Association | undefined): void {
    if (!this.isOpen) return;
    const { services, client, entry } = this.options;
    const edge = services.policy.edgeRefusal === undefined ? undefined : services.deployment.accessEdgeFqdn;
    const path: Path = {
      version: services.deployment.version,
      environment: services.environment,
      source: (entry.kind === 'edge' ? edge : undefined) ?? this.authorityFor(request).frontEnd,
      isRemote: entry.kind === 'edge',
      client: { ...client, id: this.id },
    };
    this.stream.write(writeMessage(answerTo(request, reply, path, association)));
    const via = `SIP/2.0/TLS ${path.source}:5061;branch=z9hG4bK${randomBytes(8).toString('hex').toUpperCase()}`;
    for (const next of reply.then ?? []) this.stream.write(writeMessage(serverRequest(next, via, association)));
    if (this.offences >= most.offences || reply.closes === true) this.end();
  }

  private offend(): void {
    this.offences += 1;
    // The answer to the last one still goes out; send() ends the connection after it.
  }

  private idle(ms: number): NodeJS.Timeout {
    const timer = setTimeout(() => this.end(), ms);
    timer.unref();
    return timer;
  }

  /** After what was written has gone out. */
  private end(): void {
    if (!this.isOpen) return;
    this.stream.end();
    this.forget();
  }

  private close(): void {
    this.stream.destroy();
    if (this.isOpen) this.forget();
  }

  private forget(): void {
    this.isOpen = false;
    clearTimeout(this.timer);
    this.queue.length = 0;
    this.authenticator.close();
    this.options.registrations.dropConnection(this.id);
  }
}

function challenge(result: Extract<Authentication, { kind: 'challenged' }>): Reply {
  const { headers, diagnostics, warning } = result;
  return {
    status: 401,
    reason: 'Unauthorized',
    headers: [...headers, ...(warning === undefined ? [] : [['Warning', `399 lab "${warning}"`] as const])],
    ...(diagnostics === undefined ? {} : { diagnostics }),
  };
}
