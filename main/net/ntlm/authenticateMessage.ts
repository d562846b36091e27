/** Type 3, which proves the password: fields, and the code that guards the three messages against changes. [MS-NLMP 2.2.1.3, 3.1.5.1.2] */
import { concat, signature, uint16, uint32, utf16le } from './bytes.js';
import { hmacMd5 } from './digests.js';

export interface AuthenticateFields {
  readonly flags: number;
  readonly version: Uint8Array; // 8 bytes
  readonly domain: string;
  readonly user: string;
  readonly workstation: string;
  readonly lmResponse: Uint8Array;
  readonly ntResponse: Uint8Array;
  readonly encryptedSessionKey: Uint8Array;
  /** Whether the message has room for the MIC. */
  readonly withMic: boolean;
}

const micOffset = 72;

/** The message with a MIC of zeros. Names first, as Windows lays them out. */
export function authenticateMessage(fields: AuthenticateFields): Uint8Array {
  const headLength = fields.withMic ? 88 : 72;
  const domain = utf16le(fields.domain);
  const user = utf16le(fields.user);
  const workstation = utf16le(fields.workstation);
  let offset = headLength;
  const place = (part: Uint8Array): Uint8Array => {
    const buffer = concat(uint16(part.length), uint16(part.length), uint32(offset));
    offset += part.length;
    return buffer;
  };
  // Offsets follow the order of the payload, not that of the head.
  const domainAt = place(domain);
  const userAt = place(user);
  const workstationAt = place(workstation);
  const lmAt = place(fields.lmResponse);
  const ntAt = place(fields.ntResponse);
  const keyAt = place(fields.encryptedSessionKey);
  return concat(
    signature,
    uint32(3),
    lmAt,
    ntAt,
    domainAt,
    userAt,
    workstationAt,
    keyAt,
    uint32(fields.flags),
    fields.version,
    new Uint8Array(fields.withMic ? 16 : 0),
    domain,
    user,
    workstation,
    fields.lmResponse,
    fields.ntResponse,
    fields.encryptedSessionKey,
  );
}

/** Writes the MIC over all three messages into the last. */
export function withMic(
  authenticate: Uint8Array,
  negotiate: Uint8Array,
  challenge: Uint8Array,
  exportedSessionKey: Uint8Array,
): Uint8Array {
  const sealed = authenticate.slice();
  sealed.fill(0, micOffset, micOffset + 16);
  sealed.set(hmacMd5(exportedSessionKey, concat(negotiate, challenge, sealed)), micOffset);
  return sealed;
}
