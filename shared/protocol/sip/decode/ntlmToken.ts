/** NTLM messages for reading: every field with its meaning, none of them trusted. [MS-NLMP 2.2.1, 2.2.2] */
import { flagWords, pairWords, typeWords } from './ntlmWords.js';
import {
  byteText,
  fileTimeText,
  hexText,
  littleAt,
  Torn,
  utf16Text,
  type DecodedField,
  type DecodedPart,
} from './parts.js';

const longest = 16_384;
/** Most pairs of one list; Windows sends six. */
const mostPairs = 64;
const unicode = 0x1;
const versionFlag = 0x0200_0000;

/** True where the bytes begin as NTLM messages do. */
export function isNtlm(bytes: Uint8Array): boolean {
  return byteText(bytes.subarray(0, 7)) === 'NTLMSSP' && bytes[7] === 0;
}

/** The parts of one message. What is cut or wrong is said in a part of its own; never throws. */
export function decodeNtlm(bytes: Uint8Array): DecodedPart {
  const type = bytes.length >= 12 ? littleAt(bytes, 8, 4) : 0;
  const [title, note] = typeWords.get(type) ?? ['NTLM message of no known type', 'Neither 1, 2 nor 3.'];
  if (bytes.length > longest) return { title, note: `It has ${bytes.length} bytes, which is too long.`, fields: [] };
  const read = readers.get(type);
  if (read === undefined) return { title, note, fields: [{ name: 'Bytes', value: hexText(bytes) }] };
  const fields: DecodedField[] = [];
  const parts: DecodedPart[] = [];
  try {
    read(bytes, fields, parts);
  } catch (error) {
    if (!(error instanceof Torn)) throw error;
    parts.push({ title: 'Cut', note: 'A field lies beyond the end of the message.', fields: [] });
  }
  return { title, note, fields, parts };
}

type Read = (bytes: Uint8Array, fields: DecodedField[], parts: DecodedPart[]) => void;

const readers: ReadonlyMap<number, Read> = new Map<number, Read>([
  [1, readNegotiate],
  [2, readChallenge],
  [3, readAuthenticate],
]);

function readNegotiate(bytes: Uint8Array, fields: DecodedField[], parts: DecodedPart[]): void {
  const flags = littleAt(bytes, 12, 4);
  parts.push(flagsPart(flags));
  if (bytes.length < 32) return;
  push(fields, 'Domain', byteText(buffer(bytes, 16)), 'Domain of the client’s computer.');
  push(fields, 'Workstation', byteText(buffer(bytes, 24)), 'Name of the client’s computer.');
  pushVersion(fields, bytes, 32, flags);
}

function readChallenge(bytes: Uint8Array, fields: DecodedField[], parts: DecodedPart[]): void {
  const flags = littleAt(bytes, 20, 4);
  push(
    fields,
    'Target',
    nameText(buffer(bytes, 12), flags),
    'The domain, or the server, that passwords are checked for.',
  );
  push(
    fields,
    'Challenge',
    hexText(slice(bytes, 24, 8)),
    'A random number. The proof of the password is made with it.',
  );
  pushVersion(fields, bytes, 48, flags);
  if (bytes.length >= 48) pushTargetInfo(parts, 'Target information', buffer(bytes, 40));
  parts.push(flagsPart(flags));
}

function readAuthenticate(bytes: Uint8Array, fields: DecodedField[], parts: DecodedPart[]): void {
  const flags = bytes.length >= 64 ? littleAt(bytes, 60, 4) : unicode;
  push(
    fields,
    'Domain',
    nameText(buffer(bytes, 28), flags),
    'As the client was told it; empty with a name like user@domain.',
  );
  push(fields, 'User', nameText(buffer(bytes, 36), flags), 'Who signs in.');
  push(fields, 'Workstation', nameText(buffer(bytes, 44), flags), 'Name of the client’s computer.');
  push(fields, 'LM response', hexText(buffer(bytes, 12)), 'Zeros where the newer response carries a time.');
  pushResponse(fields, parts, buffer(bytes, 20));
  push(
    fields,
    'Encrypted session key',
    hexText(buffer(bytes, 52)),
    'The key for signatures; only who knows the password can open it.',
  );
  pushVersion(fields, bytes, 64, flags);
  if (firstPayload(bytes) >= 88) {
    push(fields, 'MIC', hexText(slice(bytes, 72, 16)), 'A code over all messages: shows that nobody changed one.');
  }
  parts.push(flagsPart(flags));
}

/** The NTLMv2 response: a proof of 16 bytes, then what it was made over. [MS-NLMP 2.2.2.7, 2.2.2.8] */
function pushResponse(fields: DecodedField[], parts: DecodedPart[], response: Uint8Array): void {
  if (response.length < 44) {
    const note =
      response.length === 24 ? 'NTLM version 1: broken, and refused by most domains.' : 'The proof of the password.';
    push(fields, 'NT response', hexText(response), note);
    return;
  }
  push(
    fields,
    'Proof',
    hexText(response.subarray(0, 16)),
    'NTLMv2: made from the password, the challenge and what follows.',
  );
  push(fields, 'Client clock', fileTimeText(response.subarray(24, 32)), 'The server’s own time where it told one.');
  push(fields, 'Client challenge', hexText(response.subarray(32, 40)), 'A random number of the client.');
  pushTargetInfo(parts, 'Target information, as the client sends it back', response.subarray(44));
}

function pushTargetInfo(parts: DecodedPart[], title: string, bytes: Uint8Array): void {
  const fields: DecodedField[] = [];
  let at = 0;
  let cut = false;
  while (at < bytes.length && fields.length < mostPairs) {
    if (at + 4 > bytes.length) {
      cut = true;
      break;
    }
    const id = littleAt(bytes, at, 2);
    const length = littleAt(bytes, at + 2, 2);
    if (id === 0) break;
    if (at + 4 + length > bytes.length) {
      cut = true;
      break;
    }
    fields.push(pairField(id, bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  if (fields.length > 0 || cut) {
    parts.push({ title, fields, ...(cut ? { note: 'The list ends in the middle of a pair.' } : {}) });
  }
}

function pairField(id: number, value: Uint8Array): DecodedField {
  const [name, note] = pairWords.get(id) ?? [`Pair ${id}`, undefined];
  const text =
    id === 7 ? fileTimeText(value) : id === 6 || id === 8 || id === 10 || id > 10 ? hexText(value) : utf16Text(value);
  return { name, value: text, ...(note === undefined ? {} : { note }) };
}

function flagsPart(flags: number): DecodedPart {
  const known = flagWords.filter(([bit]) => (flags & bit) !== 0);
  return {
    title: `Flags ${bitText(flags)}`,
    note: 'What the sender can do, or what both agreed to.',
    fields: known.map(([bit, name, note]) => ({ name, value: bitText(bit), note })),
  };
}

function pushVersion(fields: DecodedField[], bytes: Uint8Array, at: number, flags: number): void {
  if ((flags & versionFlag) === 0 || bytes.length < at + 8) return;
  const text = `${bytes[at] ?? 0}.${bytes[at + 1] ?? 0}.${littleAt(bytes, at + 2, 2)}`;
  push(fields, 'Windows version', text, 'Of the sender, if it tells the truth.');
}

function push(fields: DecodedField[], name: string, value: string, note: string): void {
  if (value !== '') fields.push({ name, value, note });
}

const nameText = (bytes: Uint8Array, flags: number): string =>
  (flags & unicode) === 0 ? byteText(bytes) : utf16Text(bytes);

/** A security buffer: length, space, offset. An empty one may point anywhere. @throws Torn */
function buffer(bytes: Uint8Array, at: number): Uint8Array {
  const length = littleAt(bytes, at, 2);
  const offset = littleAt(bytes, at + 4, 4);
  return length === 0 ? new Uint8Array(0) : slice(bytes, offset, length);
}

function slice(bytes: Uint8Array, offset: number, length: number): Uint8Array {
  if (offset + length > bytes.length) throw new Torn();
  return bytes.subarray(offset, offset + length);
}

/** Where the payload begins: from 88 on there is room for a MIC. */
function firstPayload(bytes: Uint8Array): number {
  const offsets = [12, 20, 28, 36, 44, 52]
    .filter((at) => littleAt(bytes, at, 2) > 0)
    .map((at) => littleAt(bytes, at + 4, 4));
  return offsets.length === 0 ? 0 : Math.min(...offsets);
}

const bitText = (bits: number): string => `0x${(bits >>> 0).toString(16).padStart(8, '0')}`;
