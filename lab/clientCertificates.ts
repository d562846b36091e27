/**
 * The certificates that a deployment's pools issue to its users and later take from them in TLS-DSK: issuer
 * `CN=Communications Server`, subject the sign-in address, published in the user store, so that only servers of this
 * deployment know them (sip.md 5.4, web.md 10). The web services issue, the registrar verifies.
 */
import 'reflect-metadata';
import { createPublicKey, randomBytes, type webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { drawKeyPair, signatureAlgorithm as algorithm } from './keys.js';
import type { LabEnvironment } from './types.js';

/** Set-CsWebServiceConfiguration -DefaultValidityPeriodHours: 4320 hours. */
const validityMs = 180 * 24 * 60 * 60 * 1000;
/** How far notBefore lies in the past, so that a client whose clock is a little slow can use it at once (unverified). */
const leadMs = 5 * 60 * 1000;
/** MinCSRKeySize and MaxCSRKeySize, in bits. */
const keySizes = { least: 1024, most: 16_384 } as const;
/** The store keeps this many for a user and forgets the oldest. */
const keptPerUser = 50;

const issuerName = 'CN=Communications Server';

export interface ClientCertificate {
  /** user@domain, as the CN has it. */
  readonly sipAddress: string;
  /** The DeviceId of the request, where one was given. */
  readonly deviceId: string | undefined;
  /** The pool that issued it. */
  readonly poolFqdn: string;
  /** Hex, as X509Certificate.serialNumber of Node writes it but in lower case. */
  readonly serialNumber: string;
  readonly der: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export type RequestFault =
  'not-a-request' | 'bad-signature' | 'wrong-subject' | 'key-too-short' | 'key-too-long' | 'not-rsa';

export type IssueOutcome =
  { readonly ok: true; readonly certificate: ClientCertificate } | { readonly ok: false; readonly why: RequestFault };

export type CertificateVerdict =
  | { readonly ok: true; readonly certificate: ClientCertificate }
  /** 'unknown' is one that this deployment did not issue, or whose publication was taken back by deleting it. */
  | { readonly ok: false; readonly why: 'unknown' | 'wrong-user' | 'not-yet-valid' | 'expired' | 'revoked' };

export interface IssueChoice {
  readonly poolFqdn: string;
  readonly deviceId?: string;
  /** Added to the clock that notBefore and notAfter are taken from, milliseconds. */
  readonly skewMs?: number;
}

export interface ClientCertificates {
  /**
   * Checks a PKCS#10 request (DER) and issues what it asks for, good for 180 days.
   * @param sipUri the user, with or without `sip:`; the request's CN must be the same
   */
  issue(sipUri: string, csr: Buffer, choice: IssueChoice): Promise<IssueOutcome>;
  /** The published certificates of a user, newest last; revoked and expired ones are among them. */
  find(sipUri: string): readonly ClientCertificate[];
  /** Judges a certificate (DER) that a client shows; with `sipUri`, whether it is that user's. */
  verify(der: Buffer, sipUri?: string): CertificateVerdict;
  /** What Revoke-CsClientCertificate does: every certificate of the user, or one by its serial number. */
  revoke(sipUri: string, serialNumber?: string): void;
  /** Lets every certificate of the user be out of date for `verify`, whatever it says itself. */
  expire(sipUri: string): void;
  /** The issuer's own certificate, DER: what a server names in CertificateRequest. */
  issuer(): Promise<Buffer>;
}

interface Kept {
  readonly certificate: ClientCertificate;
  state: 'published' | 'revoked' | 'expired';
}

/** The store of one deployment. Its key is drawn when it is first needed. */
export function createClientCertificates(environment: LabEnvironment): ClientCertificates {
  const byUser = new Map<string, Kept[]>();
  let authority: Promise<Authority> | undefined;
  const ownAuthority = (): Promise<Authority> => (authority ??= createAuthority(environment));
  const keptOf = (sipUri: string): Kept[] => byUser.get(userKey(sipUri)) ?? [];
  return {
    issue: async (sipUri, csr, choice) => {
      const request = await readRequest(csr, sipUri);
      if ('why' in request) return { ok: false, why: request.why };
      const certificate = await sign(await ownAuthority(), request.publicKey, sipUri, choice, environment.now());
      byUser.set(
        userKey(sipUri),
        [...keptOf(sipUri), { certificate, state: 'published' as const }].slice(-keptPerUser),
      );
      return { ok: true, certificate };
    },
    find: (sipUri) => keptOf(sipUri).map(({ certificate }) => certificate),
    verify: (der, sipUri) => {
      const kept = [...byUser.values()].flat().find(({ certificate }) => certificate.der.equals(der));
      if (kept === undefined) return { ok: false, why: 'unknown' };
      const { certificate, state } = kept;
      if (sipUri !== undefined && userKey(sipUri) !== userKey(certificate.sipAddress)) {
        return { ok: false, why: 'wrong-user' };
      }
      if (state !== 'published') return { ok: false, why: state };
      const now = environment.now();
      if (now < certificate.notBefore.getTime()) return { ok: false, why: 'not-yet-valid' };
      if (now >= certificate.notAfter.getTime()) return { ok: false, why: 'expired' };
      return { ok: true, certificate };
    },
    revoke: (sipUri, serialNumber) => {
      for (const kept of keptOf(sipUri)) {
        if (serialNumber === undefined || kept.certificate.serialNumber === serialNumber.toLowerCase()) {
          kept.state = 'revoked';
        }
      }
    },
    expire: (sipUri) => {
      for (const kept of keptOf(sipUri)) kept.state = 'expired';
    },
    issuer: async () => Buffer.from((await ownAuthority()).certificate.rawData),
  };
}

interface Authority {
  readonly keys: webcrypto.CryptoKeyPair;
  readonly certificate: x509.X509Certificate;
}

async function createAuthority(environment: LabEnvironment): Promise<Authority> {
  const keys = await (environment.keyPair?.('client certificates') ?? drawKeyPair());
  const now = environment.now();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: issuerName,
    notBefore: wholeSeconds(now - 400 * 24 * 60 * 60 * 1000),
    notAfter: wholeSeconds(now + 10 * 365 * 24 * 60 * 60 * 1000),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { keys, certificate };
}

async function readRequest(
  csr: Buffer,
  sipUri: string,
): Promise<{ readonly publicKey: x509.PublicKey } | { readonly why: RequestFault }> {
  let request: x509.Pkcs10CertificateRequest;
  let proven: boolean;
  try {
    request = new x509.Pkcs10CertificateRequest(new Uint8Array(csr));
    proven = await request.verify();
  } catch {
    // No PKCS#10, or keys and algorithms that the platform does not know.
    return { why: 'not-a-request' };
  }
  if (!proven) return { why: 'bad-signature' };
  const size = keySizeOf(request.publicKey);
  if (size === undefined) return { why: 'not-rsa' };
  if (size < keySizes.least) return { why: 'key-too-short' };
  if (size > keySizes.most) return { why: 'key-too-long' };
  const names = request.subjectName.getField('CN');
  const isUser = names.length === 1 && names.every((name) => userKey(name) === userKey(sipUri));
  return isUser ? { publicKey: request.publicKey } : { why: 'wrong-subject' };
}

/** Bits of an RSA modulus; undefined for other keys. */
function keySizeOf({ rawData }: x509.PublicKey): number | undefined {
  const key = createPublicKey({ key: Buffer.from(rawData), format: 'der', type: 'spki' });
  return key.asymmetricKeyType === 'rsa' ? key.asymmetricKeyDetails?.modulusLength : undefined;
}

async function sign(
  authority: Authority,
  publicKey: x509.PublicKey,
  sipUri: string,
  choice: IssueChoice,
  now: number,
): Promise<ClientCertificate> {
  const sipAddress = sipUri.replace(/^sips?:/i, '');
  const start = now + (choice.skewMs ?? 0);
  const notBefore = wholeSeconds(start - leadMs);
  const notAfter = wholeSeconds(start + validityMs);
  const serialNumber = newSerial();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber,
    subject: [{ CN: [sipAddress] }],
    issuer: authority.certificate.subjectName,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(authority.keys.publicKey),
    ],
  });
  return {
    sipAddress,
    deviceId: choice.deviceId,
    poolFqdn: choice.poolFqdn,
    serialNumber,
    der: Buffer.from(certificate.rawData),
    notBefore,
    notAfter,
  };
}

function userKey(sipUri: string): string {
  return sipUri.replace(/^sips?:/i, '').toLowerCase();
}

/** Sixteen random bytes, positive and without a leading zero, as hex. */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

// Certificates carry whole seconds; without this the object and its DER would differ.
function wholeSeconds(time: number): Date {
  return new Date(Math.floor(time / 1000) * 1000);
}
