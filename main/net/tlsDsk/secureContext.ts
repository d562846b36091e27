/** TLS settings of the inner handshake: everything up to TLS 1.2, old servers' suites and digests included. */
import { constants } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { ClientCertificate, DskOptions } from './types.js';

/**
 * By falling strength; which one is taken is found by trial. OpenSSL 3 speaks TLS 1.0 and SHA-1 at security level 0
 * alone; BoringSSL has no levels and throws at the word.
 */
const cipherStrings: Readonly<Record<NonNullable<DskOptions['suites']>, readonly string[]>> = {
  wide: ['ALL:!aNULL:!PSK:@SECLEVEL=0', 'ALL:!aNULL:!PSK', 'DEFAULT'],
  'cbc-sha': [
    'AES256-SHA:AES128-SHA:ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES128-SHA:@SECLEVEL=0',
    'AES256-SHA:AES128-SHA:ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES128-SHA',
  ],
};

/** The settings; undefined where the library takes no such suites, or not this certificate (weak digest, short key). */
export function dskContext(
  { key, certificateDer, chain }: ClientCertificate,
  suites: NonNullable<DskOptions['suites']>,
): SecureContext | undefined {
  const options = {
    key: key.export({ type: 'pkcs8', format: 'pem' }),
    cert: [certificateDer, ...chain].map(pemOf).join(''),
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.2',
    // No ticket of a session that nobody will resume; servers without RFC 5746 are taken.
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_LEGACY_SERVER_CONNECT,
  } as const;
  for (const ciphers of cipherStrings[suites]) {
    try {
      return createSecureContext({ ...options, ciphers });
    } catch {
      continue; // this library does not know a word of it
    }
  }
  return undefined;
}

function pemOf(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
