// One NTLM message signature with extended session security ([MS-NLMP] 3.4.4.2 and 3.4.5): SPNEGO signs its list
// of mechanisms with it.
import { flag } from './messages.js';
import { hmacMd5, md5Digest, rc4 } from './primitives.js';

const magic = {
  client: [
    'session key to client-to-server signing key magic constant\0',
    'session key to client-to-server sealing key magic constant\0',
  ],
  server: [
    'session key to server-to-client signing key magic constant\0',
    'session key to server-to-client sealing key magic constant\0',
  ],
} as const;

/** The 16-byte signature of sequence number 0 by one side. Null without extended session security, which Lync always has. */
export function signFirst(
  side: 'client' | 'server',
  flags: number,
  sessionKey: Buffer,
  message: Buffer,
): Buffer | null {
  if ((flags & flag.extendedSessionSecurity) === 0) return null;
  const [signMagic, sealMagic] = magic[side];
  const signKey = md5Digest(Buffer.concat([sessionKey, Buffer.from(signMagic, 'latin1')]));
  const sequence = Buffer.alloc(4);
  const checksum = hmacMd5(signKey, sequence, message).subarray(0, 8);
  const sealed =
    (flags & flag.keyExchange) === 0
      ? checksum
      : rc4(md5Digest(Buffer.concat([weakened(flags, sessionKey), Buffer.from(sealMagic, 'latin1')])), checksum);
  return Buffer.concat([Buffer.from([1, 0, 0, 0]), sealed, sequence]);
}

function weakened(flags: number, sessionKey: Buffer): Buffer {
  if ((flags & flag.key128) !== 0) return sessionKey;
  return sessionKey.subarray(0, (flags & flag.key56) !== 0 ? 7 : 5);
}
