/** Names of what stands in TLS records and handshake messages. [RFC 5246 6.2.1, 7.2, 7.4; IANA TLS Parameters] */

import { alertNames } from '../../tlsAlerts.js';

export const recordNames: ReadonlyMap<number, string> = new Map([
  [20, 'ChangeCipherSpec'],
  [21, 'Alert'],
  [22, 'Handshake'],
  [23, 'Application data'],
]);

export const messageWords: ReadonlyMap<number, readonly [name: string, note: string]> = new Map([
  [0, ['HelloRequest', 'The server wants to begin anew.']],
  [1, ['ClientHello', 'The client says which versions, suites and extensions it can do.']],
  [2, ['ServerHello', 'The server chooses a version and a suite.']],
  [4, ['NewSessionTicket', 'For a shorter handshake next time; not used here.']],
  [11, ['Certificate', 'Proves who the sender is.']],
  [12, ['ServerKeyExchange', 'The server’s half of a fresh key, signed with its certificate.']],
  [13, ['CertificateRequest', 'The server wants the certificate of the client: the one given out by the pool.']],
  [14, ['ServerHelloDone', 'The server’s part is over.']],
  [15, ['CertificateVerify', 'The client’s signature over the handshake: it holds the key of its certificate.']],
  [16, ['ClientKeyExchange', 'The client’s half of the key.']],
  [20, ['Finished', 'Both ends prove that they saw the same handshake.']],
  [22, ['CertificateStatus', 'News of the certificate’s revocation.']],
]);

/** "TLS 1.2" for 0x0303. */
export function versionText(version: number): string {
  if (version === 0x0300) return 'SSL 3.0';
  return version > 0x0300 && version <= 0x0304
    ? `TLS 1.${version - 0x0301}`
    : `unknown version 0x${version.toString(16).padStart(4, '0')}`;
}

const extensions: ReadonlyMap<number, string> = new Map([
  [0, 'server_name'],
  [5, 'status_request'],
  [10, 'supported_groups'],
  [11, 'ec_point_formats'],
  [13, 'signature_algorithms'],
  [16, 'application_layer_protocol_negotiation'],
  [18, 'signed_certificate_timestamp'],
  [21, 'padding'],
  [22, 'encrypt_then_mac'],
  [23, 'extended_master_secret'],
  [35, 'session_ticket'],
  [43, 'supported_versions'],
  [45, 'psk_key_exchange_modes'],
  [51, 'key_share'],
  [0xff01, 'renegotiation_info'],
]);

const groups: ReadonlyMap<number, string> = new Map([
  [23, 'secp256r1'],
  [24, 'secp384r1'],
  [25, 'secp521r1'],
  [29, 'x25519'],
  [30, 'x448'],
]);

const schemes: ReadonlyMap<number, string> = new Map([
  [0x0201, 'rsa_pkcs1_sha1'],
  [0x0203, 'ecdsa_sha1'],
  [0x0401, 'rsa_pkcs1_sha256'],
  [0x0403, 'ecdsa_secp256r1_sha256'],
  [0x0501, 'rsa_pkcs1_sha384'],
  [0x0503, 'ecdsa_secp384r1_sha384'],
  [0x0601, 'rsa_pkcs1_sha512'],
  [0x0603, 'ecdsa_secp521r1_sha512'],
  [0x0804, 'rsa_pss_rsae_sha256'],
  [0x0805, 'rsa_pss_rsae_sha384'],
  [0x0806, 'rsa_pss_rsae_sha512'],
]);

const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;

export const extensionName = (id: number): string => extensions.get(id) ?? `extension ${id}`;
export const groupName = (id: number): string => groups.get(id) ?? hex(id);
export const signatureScheme = (id: number): string => schemes.get(id) ?? hex(id);
export const alertName = (code: number): string => alertNames.get(code) ?? `number ${code}`;
