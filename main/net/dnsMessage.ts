/** DNS questions and answers as bytes (RFC 1035, RFC 2782). Answers come from strangers: reading is total. */
import { domainToASCII } from 'node:url';
import dnsPacket from 'dns-packet';
import type { DnsRecord, RecordType } from '../../shared/session/model.js';
import { lengthFault } from './dnsStructure.js';
import { limits } from './limits.js';

export interface DnsQuestion {
  readonly id: number;
  readonly name: string;
  readonly type: RecordType;
  /** False: the server shall say what it knows itself and ask nobody (RFC 1035, section 4.1.1, RD). True unless given. */
  readonly recursive?: boolean;
}

export type DnsReading =
  | {
      readonly kind: 'answer';
      readonly rcode: string;
      readonly truncated: boolean;
      readonly answers: readonly DnsRecord[];
      /** More records than we keep. */
      readonly cut: boolean;
    }
  /** Not an answer to this question: late, stray or forged. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'malformed'; readonly reason: string };

/** The name as DNS asks for it, in ASCII without a final dot; undefined when DNS cannot ask for it. */
export function dnsName(name: string): string | undefined {
  const bare = name.replace(/\.$/, '');
  const ascii = /^[\x21-\x7e]+$/.test(bare) ? bare : domainToASCII(bare);
  if (ascii === '' || ascii.length > 253) return undefined;
  return ascii.split('.').every((label) => label.length > 0 && label.length <= 63) ? ascii : undefined;
}

/** A query. The name must have passed dnsName(). */
export function encodeQuestion(question: DnsQuestion): Uint8Array {
  return dnsPacket.encode({
    type: 'query',
    id: question.id,
    flags: question.recursive === false ? 0 : dnsPacket.RECURSION_DESIRED,
    questions: [{ type: question.type, name: question.name }],
  });
}

/** Reads what came back for `question`. Never throws. */
export function readAnswer(bytes: Uint8Array, question: DnsQuestion): DnsReading {
  if (bytes.length < 2 || (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) !== question.id) return { kind: 'foreign' };
  try {
    return readPacket(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), question);
  } catch (error) {
    return { kind: 'malformed', reason: error instanceof Error ? error.message : 'it cannot be read' };
  }
}

function readPacket(bytes: Buffer, question: DnsQuestion): DnsReading {
  if (bytes.length < 12) return { kind: 'malformed', reason: 'it is shorter than a DNS header' };
  const flags = bytes.readUInt16BE(2);
  const truncated = (flags & 0x0200) !== 0;
  if ((flags & 0x8000) === 0) return { kind: 'foreign' };
  const rcode = rcodes[flags & 0x000f] ?? `RCODE${flags & 0x000f}`;
  const fault = truncated ? undefined : lengthFault(bytes);
  if (fault !== undefined) return { kind: 'malformed', reason: fault };
  // A truncated message may end in the middle of a record: it is asked again over TCP, whatever it holds.
  const packet = truncated ? { ...headOf(bytes), answers: [] } : dnsPacket.decode(bytes);
  const asked = packet.questions?.[0];
  if (asked === undefined && rcode === 'NOERROR')
    return { kind: 'malformed', reason: 'it does not repeat the question' };
  if (asked !== undefined && !isSameQuestion(asked, question)) return { kind: 'foreign' };
  const answers = packet.answers ?? [];
  return {
    kind: 'answer',
    rcode,
    truncated,
    answers: answers.slice(0, limits.dnsRecords).map(recordOf),
    cut: answers.length > limits.dnsRecords,
  };
}

/** Only the question section of a message. */
function headOf(bytes: Buffer): { readonly questions?: readonly { readonly name: string; readonly type: string }[] } {
  const head = Buffer.from(bytes);
  head.fill(0, 6, 12); // no answers, authorities, additionals
  const { questions } = dnsPacket.decode(head);
  return questions === undefined ? {} : { questions };
}

function isSameQuestion(asked: { readonly name: string; readonly type: string }, question: DnsQuestion): boolean {
  return asked.name.toLowerCase() === question.name.toLowerCase() && asked.type === question.type;
}

function recordOf(answer: dnsPacket.Answer): DnsRecord {
  const ttl: unknown = 'ttl' in answer ? answer.ttl : 0;
  const data: unknown = 'data' in answer ? answer.data : undefined;
  return {
    name: answer.name,
    type: answer.type,
    ttlSeconds: typeof ttl === 'number' ? ttl : 0,
    data: dataText(answer.type, data),
  };
}

/** Record data as in a zone file; what has no such form is shown as JSON or hex (RFC 3597). */
function dataText(type: string, data: unknown): string {
  if (typeof data === 'string') return data;
  if (Buffer.isBuffer(data)) return `\\# ${data.length} ${data.toString('hex')}`;
  const field = (name: string): string => {
    const value: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, name) : undefined;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  if (type === 'SRV') return `${field('priority')} ${field('weight')} ${field('port')} ${field('target')}`;
  if (type === 'SOA') {
    return ['mname', 'rname', 'serial', 'refresh', 'retry', 'expire', 'minimum'].map(field).join(' ');
  }
  return data === undefined ? '' : JSON.stringify(data);
}

const rcodes = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
];
