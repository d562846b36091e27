/**
 * A SIP client of the tests' own over real TLS: sends any text, reads whole answers, signs in with NTLM and TLS-DSK.
 * Written from [MS-SIPAE], [MS-NLMP] and RFC 3261; shares nothing with the lab or the engine.
 */
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import type { RunningLab } from '../../../lab/types.js';
import { type3 } from '../../unit/lab-web/ntlmClient.js';
import { innerClient, type Signer, type InnerIdentity, type InnerTls } from './dskClient.js';

export interface Answer {
  readonly status: number;
  readonly start: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  header(name: string): string;
  all(name: string): readonly string[];
}

export interface Session {
  readonly scheme: string;
  readonly opaque: string;
  readonly targetName: string;
  readonly sign: Signer;
  number: number;
}

const realm = 'SIP Communications Service';

export class SipClient {
  private buffer = Buffer.alloc(0);
  private isClosed = false;
  private wake: () => void = () => undefined;
  cseq = 0;
  epid = 'c8ca638a15';
  instance = '34D859DB-6585-5F91-A3B4-DE853C15347D';
  readonly callId = createHash('md5').update(String(Math.random())).digest('hex');

  private constructor(
    readonly socket: TLSSocket,
    readonly address: string,
  ) {
    socket.on('data', (chunk: Buffer) => {
      this.buffer = Buffer.concat([this.buffer, chunk]);
      this.wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isClosed = true;
      this.wake();
    });
  }

  /** To the address that the lab gives for a name and port. */
  static async open(lab: RunningLab, place: string, address: string): Promise<SipClient> {
    const [host, port, to, at] = /^(.*):(\d+):(.*):(\d+)$/
      .exec(lab.connectTo.find((entry) => entry.startsWith(`${place}:`)) ?? '')
      ?.slice(1) ?? ['', '', '', ''];
    if (host === '' || port === '') throw new Error(`nothing listens at ${place}`);
    const socket = connect({ host: to, port: Number(at), servername: host, ca: [lab.caPem] });
    await once(socket, 'secureConnect');
    return new SipClient(socket, address);
  }

  send(text: string | Buffer): void {
    this.socket.write(text);
  }

  /** The next whole message of the server; rejects when the connection ends before it. */
  async next(): Promise<Answer> {
    for (;;) {
      const message = this.take();
      if (message !== undefined) return message;
      if (this.isClosed) throw new Error('the server closed the connection');
      await this.moment();
    }
  }

  /** Resolves when the server has ended the connection; what it still said is left unread. */
  async closed(): Promise<void> {
    while (!this.isClosed) await this.moment();
  }

  close(): void {
    this.socket.destroy();
  }

  /** A REGISTER as Communicator writes it; `change` edits the text before it is signed. */
  request(
    options: {
      readonly method?: string;
      readonly headers?: readonly string[];
      readonly body?: string;
      readonly from?: string;
      readonly without?: RegExp;
    } = {},
  ): string {
    const { method = 'REGISTER', headers = [], body = '', from = this.address } = options;
    this.cseq += 1;
    const local = '192.0.2.10:51234';
    const lines = [
      `${method} sip:${method === 'REGISTER' ? (this.address.split('@')[1] ?? '') : this.address} SIP/2.0`,
      `Via: SIP/2.0/TLS ${local}`,
      'Max-Forwards: 70',
      `From: <sip:${from}>;tag=3e49177a52;epid=${this.epid}`,
      `To: <sip:${from}>`,
      `Call-ID: ${this.callId}`,
      `CSeq: ${this.cseq} ${method}`,
      `Contact: <sip:${local};transport=tls;ms-opaque=fad3dfab32>;proxy=replace;+sip.instance="<urn:uuid:${this.instance}>"`,
      'User-Agent: UCCAPI/16.0.4405.1000 OC/16.0.4405.1000 (Skype for Business)',
      'Supported: gruu-10, adhoclist, msrtc-event-categories',
      'ms-keep-alive: UAC;hop-hop=yes',
      'Event: registration',
      ...headers,
      `Content-Length: ${Buffer.byteLength(body)}`,
    ].filter((line, index, all) => {
      const isReplaced = line.startsWith('Event:') && headers.some((other) => other.startsWith('Event:'));
      return (
        !(isReplaced && all.indexOf(line) === index && !headers.includes(line)) && options.without?.test(line) !== true
      );
    });
    return `${lines.join('\r\n')}\r\n\r\n${body}`;
  }

  async ask(text: string): Promise<Answer> {
    this.send(text);
    return this.next();
  }

  /** A request with the signature of a session. */
  signed(session: Session, options: Parameters<SipClient['request']>[0] = {}, extra = ''): string {
    session.number += 1;
    const text = this.request(options);
    const response = session.sign('client', signedText(text, session, 'a1b2c3d4', String(session.number)));
    const header = authorization(session.scheme, session.targetName, [
      `opaque="${session.opaque}"`,
      'crand="a1b2c3d4"',
      `cnum="${session.number}"`,
      `response="${response}"`,
      ...(extra === '' ? [] : [extra]),
    ]);
    return withHeader(text, header);
  }

  /** The three legs of NTLM; gives the last answer and, where the server knows it, the session. */
  async ntlm(account: string, password: string): Promise<{ readonly answer: Answer; readonly session: Session }> {
    const offer = await this.ask(this.request());
    const targetName = targetOf(offer, 'NTLM');
    const challenge = await this.ask(
      withHeader(this.request(), authorization('NTLM', targetName, ['gssapi-data=""', 'version=4'])),
    );
    const parameters = challenge.all('WWW-Authenticate').find((value) => value.startsWith('NTLM')) ?? '';
    const [domain = '', user = ''] = account.split('\\');
    const data = Buffer.from(parameter(parameters, 'gssapi-data'), 'base64');
    const made = type3({ user, domain, password, negotiate: Buffer.alloc(0), challenge: data });
    const opaque = parameter(parameters, 'opaque');
    const session: Session = { scheme: 'NTLM', opaque, targetName, sign: ntlmSigner(made.sessionKey), number: 0 };
    const last = this.signed(session, {}, `version=4, gssapi-data="${made.message.toString('base64')}"`);
    return { answer: await this.ask(last), session };
  }

  /** The legs of TLS-DSK up to the first signed REGISTER. */
  async tlsDsk(
    identity: InnerIdentity,
    tlsOptions: InnerTls,
  ): Promise<{ readonly answer: Answer; readonly session: Session; readonly flights: readonly Buffer[] }> {
    const offer = await this.ask(this.request());
    const targetName = targetOf(offer, 'TLS-DSK');
    const inner = innerClient(identity, tlsOptions);
    const flights: Buffer[] = [];
    let opaque = '';
    for (const leg of [0, 1]) {
      const data = `gssapi-data="${(await inner.flight(leg)).toString('base64')}"`;
      const more = opaque === '' ? [] : [`opaque="${opaque}"`];
      const answer = await this.ask(
        withHeader(this.request(), authorization('TLS-DSK', targetName, [data, ...more, 'version=4'])),
      );
      const value = answer.all('WWW-Authenticate').find((one) => one.startsWith('TLS-DSK')) ?? '';
      opaque = parameter(value, 'opaque');
      const flight = Buffer.from(parameter(value, 'gssapi-data'), 'base64');
      flights.push(flight);
      if (flight.length === 0) return { answer, session: noSession, flights };
      inner.push(flight);
    }
    const session: Session = { scheme: 'TLS-DSK', opaque, targetName, sign: await inner.signer(), number: 0 };
    return { answer: await this.ask(this.signed(session)), session, flights };
  }

  private moment(): Promise<void> {
    return new Promise((done) => {
      this.wake = done;
    });
  }

  private take(): Answer | undefined {
    const end = this.buffer.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const [start = '', ...lines] = this.buffer.subarray(0, end).toString().split('\r\n');
    const headers = lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
    });
    const all = (name: string): string[] =>
      headers.filter(([known]) => known.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
    const length = Number(all('Content-Length')[0] ?? NaN);
    if (!(this.buffer.length >= end + 4 + length)) return undefined;
    const body = this.buffer.subarray(end + 4, end + 4 + length).toString();
    this.buffer = this.buffer.subarray(end + 4 + length);
    return { status: Number(start.split(' ')[1]), start, headers, body, all, header: (name) => all(name)[0] ?? '' };
  }
}

const noSession: Session = { scheme: '', opaque: '', targetName: '', sign: () => '', number: 0 };

/** Whether the signature of an answer is right. */
export function isSignedBy(session: Session, answer: Answer): boolean {
  const value = answer.header('Authentication-Info');
  const text = signedText(
    [answer.start, ...answer.headers.map(([name, one]) => `${name}: ${one}`), '', ''].join('\r\n'),
    session,
    parameter(value, 'srand'),
    parameter(value, 'snum'),
  );
  return parameter(value, 'rspauth') !== '' && parameter(value, 'rspauth') === session.sign('server', text);
}

export function parameter(value: string, name: string): string {
  return new RegExp(`[ ,]${name}="?([^",]*)"?`).exec(value)?.[1] ?? '';
}

export function withHeader(text: string, header: string): string {
  return text.replace('\r\nContent-Length:', `\r\n${header}\r\nContent-Length:`);
}

export function authorization(scheme: string, targetName: string, parts: readonly string[]): string {
  return `Authorization: ${scheme} qop="auth", realm="${realm}", targetname="${targetName}", ${parts.join(', ')}`;
}

export function targetOf(answer: Answer, scheme: string): string {
  return parameter(answer.all('WWW-Authenticate').find((value) => value.startsWith(`${scheme} `)) ?? '', 'targetname');
}

/** [MS-SIPAE] version 4, from the text of a message. */
function signedText(text: string, session: Session, random: string, number: string): string {
  const header = (name: string): string => new RegExp(`\\r\\n${name}: *([^\\r]*)`, 'i').exec(text)?.[1] ?? '';
  const uri = (value: string): string => /<([^>]*)>/.exec(value)?.[1] ?? '';
  const tag = (value: string): string => /;tag=([^;]*)/.exec(value)?.[1] ?? '';
  const [from, to] = [header('From'), header('To')];
  const status = /^SIP\/2\.0 (\d+)/.exec(text)?.[1];
  return [
    ...[session.scheme, random, number, realm, session.targetName, header('Call-ID'), ...header('CSeq').split(' ')],
    ...[uri(from), tag(from), uri(to), tag(to), '', '', header('Expires')],
    ...(status === undefined ? [] : [status]),
  ]
    .map((part) => `<${part}>`)
    .join('');
}

/** Without KEY_EXCH the checksum itself is the signature ([MS-NLMP] 3.4.4.2); sequence number 100. */
function ntlmSigner(sessionKey: Buffer): Signer {
  return (side, text) => {
    const way = side === 'client' ? 'client-to-server' : 'server-to-client';
    const key = createHash('md5')
      .update(sessionKey)
      .update(`session key to ${way} signing key magic constant\0`)
      .digest();
    const sum = createHmac('md5', key)
      .update(Buffer.from([100, 0, 0, 0]))
      .update(text)
      .digest();
    return `01000000${sum.subarray(0, 8).toString('hex')}64000000`;
  };
}
