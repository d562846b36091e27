/**
 * SPNEGO's two messages, in which `Negotiate` carries NTLM or Kerberos: NegTokenInit offers mechanisms, NegTokenResp
 * answers. [RFC 4178 4.2; RFC 2743 3.1; MS-SPNG 2.2.1]
 */
import { Constructed, Enumerated, fromBER, ObjectIdentifier, OctetString, Sequence, type AsnType } from 'asn1js';
import { failed } from '../../../shared/failure.js';
import { concat } from '../ntlm/bytes.js';

export const ntlmMechanism = '1.3.6.1.4.1.311.2.2.10';
export const kerberosMechanism = '1.2.840.113554.1.2.2';
const spnego = '1.3.6.1.5.5.2';

export type NegState = 'accept-completed' | 'accept-incomplete' | 'reject' | 'request-mic';
const negStates: readonly NegState[] = ['accept-completed', 'accept-incomplete', 'reject', 'request-mic'];

/** What the server answers with. */
export interface NegotiationAnswer {
  readonly state: NegState | undefined;
  /** Object identifier, dotted. */
  readonly supportedMechanism: string | undefined;
  readonly token: Uint8Array | undefined;
  readonly mechListMic: Uint8Array | undefined;
}

/** A token of a real server stays below 20,000 bytes; one that is longer or deeper than these is not read. */
const limits = { bytes: 65_536, depth: 8, nodes: 64 } as const;

/** DER of the list of mechanisms: what a mechListMIC signs. */
export function mechanismList(mechanisms: readonly string[]): Uint8Array {
  return der(new Sequence({ value: mechanisms.map((value) => new ObjectIdentifier({ value })) }));
}

/** NegTokenInit in its GSS wrapping: the mechanisms, the preferred one's first token with them. */
export function negTokenInit(mechanisms: readonly string[], token: Uint8Array): Uint8Array {
  const list = new Sequence({ value: mechanisms.map((value) => new ObjectIdentifier({ value })) });
  const body = new Sequence({ value: [tagged(0, list), tagged(2, octets(token))] });
  const application = new Constructed({
    idBlock: { tagClass: 2, tagNumber: 0 },
    value: [new ObjectIdentifier({ value: spnego }), tagged(0, body)],
  });
  return der(application);
}

/** NegTokenResp of a client, which names no state. */
export function negTokenResp(token: Uint8Array, mechListMic: Uint8Array | undefined): Uint8Array {
  const fields = [tagged(2, octets(token))];
  if (mechListMic !== undefined) fields.push(tagged(3, octets(mechListMic)));
  return der(tagged(1, new Sequence({ value: fields })));
}

/** Whether the bytes claim to be a NegTokenResp, as against a bare NTLM message. */
export function isNegTokenResp(bytes: Uint8Array): boolean {
  return bytes[0] === 0xa1;
}

/** Reads a NegTokenResp. Unknown fields are passed over. @throws FailureError parse/malformed_document */
export function parseNegTokenResp(bytes: Uint8Array): NegotiationAnswer {
  const fields = fieldsOf(bytes);
  const state = fields.get(0);
  const mechanism = fields.get(1);
  return {
    state: state === undefined ? undefined : stateOf(state),
    supportedMechanism: mechanism instanceof ObjectIdentifier ? mechanism.getValue() : undefined,
    token: octetsIn(fields.get(2), 'the token'),
    mechListMic: octetsIn(fields.get(3), 'the signature over the list of mechanisms'),
  };
}

/** The fields of the SEQUENCE by their context tags. */
function fieldsOf(bytes: Uint8Array): ReadonlyMap<number, AsnType> {
  if (bytes.length > limits.bytes) throw malformed(`it has ${bytes.length} bytes`);
  const { result, offset } = read(bytes);
  if (offset !== bytes.length) throw malformed('its lengths do not fit');
  const [sequence, ...more] = contextOf(result)?.number === 1 ? childrenOf(result) : [];
  if (!(sequence instanceof Sequence) || more.length > 0) throw malformed('it is no NegTokenResp');
  const fields = new Map<number, AsnType>();
  for (const field of sequence.valueBlock.value) {
    const context = contextOf(field);
    const [value, ...others] = childrenOf(field);
    if (context === undefined || value === undefined || others.length > 0 || fields.has(context.number)) {
      throw malformed('its fields are not as they should be');
    }
    fields.set(context.number, value);
  }
  return fields;
}

function read(bytes: Uint8Array): ReturnType<typeof fromBER> {
  try {
    return fromBER(new Uint8Array(bytes), { maxDepth: limits.depth, maxNodes: limits.nodes });
  } catch {
    throw malformed('it cannot be read');
  }
}

function contextOf(value: AsnType): { readonly number: number } | undefined {
  const { tagClass, tagNumber, isConstructed } = value.idBlock;
  return tagClass === 3 && isConstructed ? { number: tagNumber } : undefined;
}

function childrenOf(value: AsnType): readonly AsnType[] {
  return value instanceof Constructed ? value.valueBlock.value : [];
}

function stateOf(value: AsnType): NegState {
  const state = value instanceof Enumerated ? negStates[value.valueBlock.valueDec] : undefined;
  if (state === undefined) throw malformed('its state is none that exists');
  return state;
}

function octetsIn(value: AsnType | undefined, what: string): Uint8Array | undefined {
  if (value === undefined) return undefined;
  if (!(value instanceof OctetString) || value.idBlock.isConstructed) throw malformed(`${what} is no string of bytes`);
  return concat(value.valueBlock.valueHexView);
}

const octets = (bytes: Uint8Array): OctetString => new OctetString({ valueHex: new Uint8Array(bytes) });
const der = (value: AsnType): Uint8Array => new Uint8Array(value.toBER());

function tagged(tagNumber: number, value: AsnType): Constructed {
  return new Constructed({ idBlock: { tagClass: 3, tagNumber }, value: [value] });
}

function malformed(what: string): Error {
  return failed('parse', 'malformed_document', `The answer inside Negotiate (SPNEGO) cannot be used: ${what}.`);
}
