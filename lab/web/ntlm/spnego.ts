// The few SPNEGO messages around NTLM in `Negotiate` (RFC 4178 section 4.2, RFC 4559): DER read and written by hand.

export const ntlmOid = '1.3.6.1.4.1.311.2.2.10';
const spnegoOid = '1.3.6.1.5.5.2';

export type SpnegoToken =
  | {
      readonly kind: 'init';
      readonly mechTypes: readonly string[];
      /** DER of the MechTypeList: what mechListMIC signs. */
      readonly mechTypeList: Buffer;
      readonly mechToken: Buffer | undefined;
    }
  | { readonly kind: 'response'; readonly token: Buffer | undefined; readonly mechListMic: Buffer | undefined };

/** Reads a NegTokenInit (in its GSS wrapping) or a NegTokenResp; null when it is neither. */
export function readSpnego(bytes: Buffer): SpnegoToken | null {
  const outer = readValue(bytes);
  if (outer === null) return null;
  if (outer.tag === 0x60) {
    const oid = readValue(outer.content);
    if (oid?.tag !== 0x06 || decodeOid(oid.content) !== spnegoOid) return null;
    const choice = readValue(oid.rest);
    return choice?.tag === 0xa0 ? readInit(choice.content) : null;
  }
  return outer.tag === 0xa1 ? readResponse(outer.content) : null;
}

function readInit(bytes: Buffer): SpnegoToken | null {
  const fields = readFields(bytes);
  const list = fields?.get(0xa0);
  const sequence = list === undefined ? null : readValue(list);
  if (fields === null || list === undefined || sequence?.tag !== 0x30) return null;
  const mechTypes: string[] = [];
  for (let rest = sequence.content; rest.length > 0;) {
    const oid = readValue(rest);
    if (oid?.tag !== 0x06) return null;
    mechTypes.push(decodeOid(oid.content));
    rest = oid.rest;
  }
  const mechTypeList = list.subarray(0, list.length - sequence.rest.length);
  return { kind: 'init', mechTypes, mechTypeList, mechToken: octets(fields.get(0xa2)) };
}

function readResponse(bytes: Buffer): SpnegoToken | null {
  const fields = readFields(bytes);
  if (fields === null) return null;
  return { kind: 'response', token: octets(fields.get(0xa2)), mechListMic: octets(fields.get(0xa3)) };
}

export type NegState = 'accept-completed' | 'accept-incomplete' | 'reject' | 'request-mic';

const negStates: readonly NegState[] = ['accept-completed', 'accept-incomplete', 'reject', 'request-mic'];

/** Writes a NegTokenResp. */
export function writeResponse(response: {
  readonly state: NegState;
  readonly supportedMech?: string;
  readonly token?: Buffer;
  readonly mechListMic?: Buffer;
}): Buffer {
  const parts = [der(0xa0, der(0x0a, Buffer.from([negStates.indexOf(response.state)])))];
  if (response.supportedMech !== undefined) parts.push(der(0xa1, der(0x06, encodeOid(response.supportedMech))));
  if (response.token !== undefined) parts.push(der(0xa2, der(0x04, response.token)));
  if (response.mechListMic !== undefined) parts.push(der(0xa3, der(0x04, response.mechListMic)));
  return der(0xa1, der(0x30, Buffer.concat(parts)));
}

interface Value {
  readonly tag: number;
  readonly content: Buffer;
  readonly rest: Buffer;
}

function readValue(bytes: Buffer): Value | null {
  const tag = bytes[0];
  const first = bytes[1];
  if (tag === undefined || first === undefined) return null;
  let length = first;
  let start = 2;
  if (first >= 0x80) {
    const size = first & 0x7f;
    if (size === 0 || size > 4 || bytes.length < 2 + size) return null;
    length = bytes.readUIntBE(2, size);
    start = 2 + size;
  }
  if (start + length > bytes.length) return null;
  return { tag, content: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) };
}

// The fields of the SEQUENCE that a token is, by context tag.
function readFields(bytes: Buffer): ReadonlyMap<number, Buffer> | null {
  const sequence = readValue(bytes);
  if (sequence?.tag !== 0x30) return null;
  const fields = new Map<number, Buffer>();
  for (let rest = sequence.content; rest.length > 0;) {
    const field = readValue(rest);
    if (field === null) return null;
    fields.set(field.tag, field.content);
    rest = field.rest;
  }
  return fields;
}

function octets(bytes: Buffer | undefined): Buffer | undefined {
  const value = bytes === undefined ? null : readValue(bytes);
  return value?.tag === 0x04 ? value.content : undefined;
}

function der(tag: number, content: Buffer): Buffer {
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length: number[] = [];
  for (let rest = content.length; rest > 0; rest >>>= 8) length.unshift(rest & 0xff);
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length, ...length]), content]);
}

function decodeOid(bytes: Buffer): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of bytes) {
    arc = arc * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [head = 0, ...tail] = arcs;
  const first = Math.min(Math.trunc(head / 40), 2);
  return [first, head - first * 40, ...tail].join('.');
}

function encodeOid(oid: string): Buffer {
  const [first = 0, second = 0, ...tail] = oid.split('.').map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...tail]) {
    const groups = [arc & 0x7f];
    for (let rest = Math.trunc(arc / 128); rest > 0; rest = Math.trunc(rest / 128))
      groups.unshift((rest & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return Buffer.from(bytes);
}
