// The channel binding token of a TLS connection as NTLM carries it: MD5 of a gss_channel_bindings_struct
// over "tls-server-end-point:" and the certificate's hash (RFC 5929 section 4, [MS-NLMP] 3.1.5.1.2).
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { X509Certificate } from '@peculiar/x509';
import { md5Digest } from './primitives.js';

/** The 16 bytes that MsvAvChannelBindings must hold on a connection with this certificate (DER). */
export function channelBindingOf(certificate: Buffer): Buffer {
  const hash = createHash(bindingHash(certificate)).update(certificate).digest();
  const data = Buffer.concat([Buffer.from('tls-server-end-point:', 'latin1'), hash]);
  // Four empty address fields, then the length of the application data.
  const head = Buffer.alloc(20);
  head.writeUInt32LE(data.length, 16);
  return md5Digest(Buffer.concat([head, data]));
}

// The hash of the certificate's signature, except that MD5 and SHA-1 are replaced by SHA-256.
function bindingHash(certificate: Buffer): string {
  const algorithm: unknown = new X509Certificate(certificate).signatureAlgorithm.hash;
  const name = hashName(algorithm);
  return name === 'sha384' || name === 'sha512' ? name : 'sha256';
}

function hashName(algorithm: unknown): string {
  if (typeof algorithm === 'string') return algorithm.toLowerCase().replace('-', '');
  if (
    typeof algorithm === 'object' &&
    algorithm !== null &&
    'name' in algorithm &&
    typeof algorithm.name === 'string'
  ) {
    return algorithm.name.toLowerCase().replace('-', '');
  }
  return '';
}
