/** OCSP requests and answers (RFC 6960) and revocation lists (RFC 5280, section 5), read by pkijs. */
import { verify, X509Certificate } from 'node:crypto';
import { OctetString } from 'asn1js';
import { BasicOCSPResponse, Certificate, CertificateRevocationList, OCSPRequest, OCSPResponse } from 'pkijs';
import type { RevocationCheck } from '../../../shared/session/model.js';

/** What an answer says, without where it came from. */
export type RevocationAnswer = Pick<RevocationCheck, 'status' | 'revokedAt' | 'thisUpdate' | 'nextUpdate' | 'note'>;

const mostCrlBytes = 2 * 1024 * 1024;
const skewMs = 5 * 60 * 1000;
const responseOk = 0;
const ocspSigning = '1.3.6.1.5.5.7.3.9';

/** A request for the state of one certificate, DER. Certificates are named by SHA-1 hashes, as all responders know. */
export async function ocspRequest(certificate: Uint8Array, issuer: Uint8Array): Promise<Uint8Array> {
  const request = new OCSPRequest();
  await request.createForCertificate(parsed(certificate), {
    hashAlgorithm: 'SHA-1',
    issuerCertificate: parsed(issuer),
  });
  return new Uint8Array(request.toSchema(true).toBER(false));
}

/** Reads an OCSP response for `certificate`. Never throws: what proves nothing is 'unusable' with its reason. */
export async function readOcsp(
  body: Uint8Array,
  certificate: Uint8Array,
  issuer: Uint8Array,
  now: number,
): Promise<RevocationAnswer> {
  try {
    const response = OCSPResponse.fromBER(new Uint8Array(body));
    const code = response.responseStatus.valueBlock.valueDec;
    if (code !== responseOk) return unusable(`The responder refuses: ${refusals[code] ?? `code ${code}`}.`);
    const inner = response.responseBytes?.response;
    if (!(inner instanceof OctetString)) return unusable('The response is empty.');
    const basic = BasicOCSPResponse.fromBER(inner.valueBlock.valueHexView.slice());
    if (!isSigned(basic, issuer)) return unusable('The response is not signed by the issuer or in its name.');
    const { isForCertificate, status } = await basic.getCertificateStatus(parsed(certificate), parsed(issuer));
    if (!isForCertificate) return unusable('The response is about another certificate.');
    const single = singleOf(basic, certificate);
    const thisUpdate = single?.thisUpdate;
    const nextUpdate = single?.nextUpdate;
    const times = {
      ...(thisUpdate === undefined ? {} : { thisUpdate: thisUpdate.toISOString() }),
      ...(nextUpdate === undefined ? {} : { nextUpdate: nextUpdate.toISOString() }),
    };
    if (status === 1) {
      const at = single === undefined ? undefined : revocationTime(single.certStatus);
      return { status: 'revoked', ...times, ...(at === undefined ? {} : { revokedAt: at.toISOString() }) };
    }
    if (status === 2) return { status: 'unknown', ...times, note: 'The responder does not know this certificate.' };
    if (nextUpdate !== undefined && nextUpdate.getTime() + skewMs < now) {
      return { ...unusable('The response is out of date.'), ...times };
    }
    return { status: 'good', ...times };
  } catch {
    return unusable('The response cannot be read.');
  }
}

/** Reads a CRL for `certificate`. Never throws. */
export function readCrl(body: Uint8Array, certificate: Uint8Array, issuer: Uint8Array, now: number): RevocationAnswer {
  // Parsing blocks this thread; a list this long is not what a few servers' certificates need.
  if (body.length > mostCrlBytes) return unusable('The list is longer than we read.');
  try {
    const crl = CertificateRevocationList.fromBER(new Uint8Array(body));
    if (!crl.issuer.isEqual(parsed(issuer).subject)) return unusable('The list is of another authority.');
    const hash = hashOf(crl.signatureAlgorithm.algorithmId);
    const signature = crl.signatureValue.valueBlock.valueHexView;
    if (!verified(hash, crl.tbsView, new X509Certificate(issuer), signature)) {
      return unusable('The list is not signed by the issuer.');
    }
    const times = {
      thisUpdate: crl.thisUpdate.value.toISOString(),
      ...(crl.nextUpdate === undefined ? {} : { nextUpdate: crl.nextUpdate.value.toISOString() }),
    };
    const serial = parsed(certificate).serialNumber;
    const entry = crl.revokedCertificates?.find(({ userCertificate }) => userCertificate.isEqual(serial));
    if (entry !== undefined)
      return { status: 'revoked', ...times, revokedAt: entry.revocationDate.value.toISOString() };
    if (crl.nextUpdate !== undefined && crl.nextUpdate.value.getTime() + skewMs < now) {
      return { ...unusable('The list is out of date.'), ...times };
    }
    return { status: 'good', ...times };
  } catch {
    return unusable('The list cannot be read.');
  }
}

const unusable = (note: string): RevocationAnswer => ({ status: 'unusable', note });

const refusals: Readonly<Record<number, string>> = {
  1: 'malformed request',
  2: 'internal error',
  3: 'try later',
  5: 'signature required',
  6: 'unauthorized',
};

const parsed = (der: Uint8Array): Certificate => Certificate.fromBER(new Uint8Array(der));

/** By the issuer itself, or by a certificate the issuer made for this purpose (RFC 6960, section 4.2.2.2). */
function isSigned(basic: BasicOCSPResponse, issuer: Uint8Array): boolean {
  const authority = new X509Certificate(issuer);
  const signers = [
    authority,
    ...(basic.certs ?? []).slice(0, 4).flatMap((certificate) => delegate(certificate, authority)),
  ];
  const hash = hashOf(basic.signatureAlgorithm.algorithmId);
  const data = basic.tbsResponseData.tbsView;
  const signature = basic.signature.valueBlock.valueHexView;
  return signers.some((signer) => verified(hash, data, signer, signature));
}

function delegate(certificate: Certificate, authority: X509Certificate): readonly X509Certificate[] {
  const der = new Uint8Array(certificate.toSchema().toBER(false));
  const signer = new X509Certificate(der);
  if (signer.fingerprint256 === authority.fingerprint256) return [];
  const mayAnswer = signer.keyUsage?.includes(ocspSigning) === true; // Node's keyUsage is the extended one
  return mayAnswer && signer.checkIssued(authority) && signer.verify(authority.publicKey) ? [signer] : [];
}

function verified(hash: string | undefined, data: Uint8Array, signer: X509Certificate, signature: Uint8Array): boolean {
  try {
    return verify(hash, data, signer.publicKey, signature);
  } catch {
    return false;
  }
}

/** Digest of a signature algorithm; undefined where the key decides (Ed25519). */
function hashOf(oid: string): string | undefined {
  return digests[oid];
}

const digests: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.5': 'sha1',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.1': 'sha1',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};

type Single = BasicOCSPResponse['tbsResponseData']['responses'][number];

function singleOf(basic: BasicOCSPResponse, certificate: Uint8Array): Single | undefined {
  const serial = parsed(certificate).serialNumber;
  return basic.tbsResponseData.responses.find(({ certID }) => certID.serialNumber.isEqual(serial));
}

/** RevokedInfo begins with the time. */
function revocationTime(status: unknown): Date | undefined {
  const block: unknown = typeof status === 'object' && status !== null ? Reflect.get(status, 'valueBlock') : undefined;
  const values: unknown = typeof block === 'object' && block !== null ? Reflect.get(block, 'value') : undefined;
  const first: unknown = Array.isArray(values) ? values[0] : undefined;
  if (typeof first !== 'object' || first === null) return undefined;
  const toDate: unknown = Reflect.get(first, 'toDate');
  const date: unknown = typeof toDate === 'function' ? Reflect.apply(toDate, first, []) : undefined;
  return date instanceof Date ? date : undefined;
}
