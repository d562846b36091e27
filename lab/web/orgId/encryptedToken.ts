// Tokens of OrgID are encrypted for the service they are meant for (XML Encryption 1.0: AES-256-CBC, the key by RSA-OAEP).
import {
  constants,
  createCipheriv,
  createDecipheriv,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import type { Element } from '@xmldom/xmldom';
import { descend, textOf } from '../xml.js';
import { ns } from '../webTicket/namespaces.js';

const aes = `${ns.xenc}aes256-cbc`;
const oaep = `${ns.xenc}rsa-oaep-mgf1p`;
const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' } as const;

/** An EncryptedData element that declares every prefix it uses. */
export function encryptToken(assertion: string, publicKey: KeyObject): string {
  const key = randomBytes(32);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const data = Buffer.concat([iv, cipher.update(assertion, 'utf8'), cipher.final()]);
  const wrapped = publicEncrypt({ key: publicKey, ...padding }, key);
  return (
    `<EncryptedData xmlns="${ns.xenc}" Id="Assertion0" Type="${ns.xenc}Element">` +
    `<EncryptionMethod Algorithm="${aes}"></EncryptionMethod>` +
    `<ds:KeyInfo xmlns:ds="${ns.ds}"><EncryptedKey><EncryptionMethod Algorithm="${oaep}"></EncryptionMethod>` +
    `<CipherData><CipherValue>${wrapped.toString('base64')}</CipherValue></CipherData></EncryptedKey></ds:KeyInfo>` +
    `<CipherData><CipherValue>${data.toString('base64')}</CipherValue></CipherData></EncryptedData>`
  );
}

/** The assertion, or undefined for anything that was not made for this key. */
export function decryptToken(encrypted: Element, privateKey: KeyObject): string | undefined {
  const wrapped = textOf(
    descend(
      encrypted,
      [ns.ds, 'KeyInfo'],
      [ns.xenc, 'EncryptedKey'],
      [ns.xenc, 'CipherData'],
      [ns.xenc, 'CipherValue'],
    ),
  );
  const value = textOf(descend(encrypted, [ns.xenc, 'CipherData'], [ns.xenc, 'CipherValue']));
  try {
    const key = privateDecrypt({ key: privateKey, ...padding }, Buffer.from(wrapped ?? '', 'base64'));
    const data = Buffer.from(value ?? '', 'base64');
    const decipher = createDecipheriv('aes-256-cbc', key, data.subarray(0, 16));
    return Buffer.concat([decipher.update(data.subarray(16)), decipher.final()]).toString('utf8');
  } catch {
    return undefined; // another key, or broken on the way
  }
}
