/** Answers as the servers make them: what is copied from the request, what is added, and the signature last. */
import { createHash } from 'node:crypto';
import type { LabEnvironment, ServerVersion } from '../types.js';
import type { Association } from './association.js';
import { diagnosticsHeader } from './challenges.js';
import { valueOf, valuesOf, type Header, type SipMessage } from './message.js';
import type { Diagnostics, Refusal } from './types.js';

export interface Reply {
  readonly status: number;
  readonly reason: string;
  readonly headers?: readonly Header[];
  readonly diagnostics?: Diagnostics;
  readonly body?: Buffer;
  /** Requests of the server's own that follow the answer, unsigned and without what belongs to the connection. */
  readonly then?: readonly ServerRequest[];
  /** The connection ends after it. */
  readonly closes?: boolean;
}

export interface ServerRequest {
  readonly method: 'NOTIFY' | 'BENOTIFY';
  readonly uri: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

/** What of the connection shows in its answers. */
export interface Path {
  readonly version: ServerVersion;
  readonly environment: LabEnvironment;
  /** The computer that answers, as source= in diagnostics. */
  readonly source: string;
  readonly isRemote: boolean;
  readonly client: { readonly address: string; readonly port: number; readonly id: string };
}

/** The Server header of each version (3.0 to 3.5 were Office Communications Server). */
export const serverHeaders: Readonly<Record<ServerVersion, string>> = {
  '2010': 'RTC/4.0',
  '2013': 'RTC/5.0',
  '2015': 'RTC/6.0',
  '2019': 'RTC/7.0',
  se: 'RTC/7.0',
};

export const refused = ({ status, reason, diagnostics, headers }: Refusal): Reply => ({
  status,
  reason,
  ...(diagnostics === undefined ? {} : { diagnostics }),
  ...(headers === undefined ? {} : { headers }),
});

export const badRequest = (why: string): Reply => ({
  status: 400,
  reason: 'Bad Request',
  diagnostics: { id: 1018, reason: 'Parsing failure', attributes: [['detail', why]] },
});

/** The whole answer; signed where there is an association and the answer is final and no challenge. */
export function answerTo(
  request: SipMessage,
  reply: Reply,
  path: Path,
  association: Association | undefined,
): SipMessage {
  const { status, reason, headers = [], diagnostics, body = Buffer.alloc(0) } = reply;
  const isSigned = association !== undefined && status >= 200 && status !== 401;
  const callId = valueOf(request, 'call-id') ?? '';
  const unsigned: SipMessage = {
    start: { kind: 'response', status, reason },
    headers: [
      ...(path.isRemote ? [['ms-user-logon-data', 'RemoteUser'] as const] : []),
      ...(status === 401 ? [['Date', new Date(path.environment.now()).toUTCString()] as const] : []),
      ...headers,
      ['From', valueOf(request, 'from') ?? ''],
      ['To', taggedTo(valueOf(request, 'to') ?? '', callId)],
      ['Call-ID', callId],
      ['CSeq', valueOf(request, 'cseq') ?? ''],
      ...valuesOf(request, 'via').map((via, index): Header => ['Via', index === 0 ? received(via, path) : via]),
      ...(diagnostics === undefined ? [] : [diagnosticsHeader(diagnostics, path.source)]),
      ...(headers.some(([name]) => name === 'Server') ? [] : [['Server', serverHeaders[path.version]] as const]),
    ],
    body,
  };
  return isSigned ? withSignature(unsigned, association) : unsigned;
}

/** A request of the server on this connection, signed. */
export function serverRequest(
  { method, uri, headers, body }: ServerRequest,
  via: string,
  association: Association | undefined,
): SipMessage {
  const unsigned: SipMessage = {
    start: { kind: 'request', method, uri },
    headers: [['Via', via], ['Max-Forwards', '70'], ...headers],
    body,
  };
  return association === undefined ? unsigned : withSignature(unsigned, association);
}

function withSignature(message: SipMessage, association: Association): SipMessage {
  return { ...message, headers: [['Authentication-Info', association.sign(message)], ...message.headers] };
}

/** The tag of the answering side stays the same for a Call-ID. */
function taggedTo(to: string, callId: string): string {
  if (to === '' || /;\s*tag=/i.test(to.slice(to.lastIndexOf('>') + 1))) return to;
  return `${to};tag=${createHash('md5').update(callId).digest('hex').toUpperCase()}`;
}

/** Tells the client its outside address, as Lync does whatever the address is. */
function received(via: string, { client }: Path): string {
  const sentBy = /^SIP\/2\.0\/\w+\s+\[?([^\s;\]]+?)\]?(?::\d+)?\s*(?:;|$)/i.exec(via)?.[1];
  const address = sentBy === undefined || sentBy === client.address ? '' : `;received=${client.address}`;
  return `${via}${address};ms-received-port=${client.port};ms-received-cid=${client.id}`;
}
