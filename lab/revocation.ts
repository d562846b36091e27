/**
 * What an authority says of the certificates it took back: an OCSP responder (RFC 6960, signed by the issuing CA itself)
 * and revocation lists (RFC 5280, section 5) of the issuing CA and of the root.
 */
import { createHash, KeyObject, type webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

/** Addresses that certificates name. */
export interface RevocationUrls {
  readonly ocsp: string;
  /** The list of the issuing CA, for its leaves. */
  readonly list: string;
  /** The list of the root, for the issuing CA. */
  readonly rootList: string;
}

/** A CA with its keys. */
export interface Signer {
  readonly subject: string;
  readonly publicKey: webcrypto.CryptoKey;
  readonly privateKey: webcrypto.CryptoKey;
}

const hour = 60 * 60 * 1000;
/** RFC 5280, section 5.3.1: keyCompromise. */
const keyCompromise = 1;
const basicResponse = '1.3.6.1.5.5.7.48.1.1';
/** OCSPResponseStatus (RFC 6960, section 4.2.1). */
const status = { successful: 0, malformedRequest: 1, unauthorized: 6 } as const;

export class Revocations {
  /** Serial numbers, hex, and when each was taken back. */
  private readonly revoked = new Map<string, Date>();

  constructor(
    private readonly root: Signer,
    private readonly issuing: Signer,
    private readonly algorithm: { readonly name: string; readonly hash: string },
  ) {}

  /** Takes a certificate of the issuing CA back, as of yesterday. */
  revoke(serialNumber: string): void {
    this.revoked.set(normal(serialNumber), wholeSeconds(Date.now() - 24 * hour));
  }

  /** The list of the issuing CA, DER. */
  list(): Promise<Buffer> {
    const entries = [...this.revoked].map(([serialNumber, revocationDate]) => ({
      serialNumber,
      revocationDate,
      reason: x509.X509CrlReason.keyCompromise,
    }));
    return this.listOf(this.issuing, entries);
  }

  /** The list of the root, DER: it never took the issuing CA back. */
  rootList(): Promise<Buffer> {
    return this.listOf(this.root, []);
  }

  /** Answers an OCSP request, DER in and out. Never rejects for what was asked: what cannot be read is refused. */
  async answer(body: Buffer): Promise<Buffer> {
    const wanted = firstAsked(body);
    if (wanted === undefined) return refusal(status.malformedRequest);
    if (!this.isOurs(wanted)) return refusal(status.unauthorized);
    const now = Date.now();
    const basic = new pkijs.BasicOCSPResponse({
      tbsResponseData: new pkijs.ResponseData({
        responderID: new asn1js.OctetString({ valueHex: toArrayBuffer(keyHash(this.issuing.publicKey, 'sha1')) }),
        producedAt: wholeSeconds(now),
        responses: [
          new pkijs.SingleResponse({
            certID: wanted,
            certStatus: this.stateOf(serialOf(wanted)),
            thisUpdate: wholeSeconds(now - hour),
            nextUpdate: wholeSeconds(now + 96 * hour),
          }),
        ],
      }),
    });
    await basic.sign(this.issuing.privateKey as CryptoKeyOfSign, 'SHA-256');
    const inner = basic.toSchema().toBER(false);
    const response = new pkijs.OCSPResponse({
      responseStatus: new asn1js.Enumerated({ value: status.successful }),
      responseBytes: new pkijs.ResponseBytes({
        responseType: basicResponse,
        response: new asn1js.OctetString({ valueHex: inner }),
      }),
    });
    return Buffer.from(response.toSchema().toBER(false));
  }

  /** good [0] NULL, or revoked [1] with time and reason (RFC 6960, section 4.2.1). */
  private stateOf(serialNumber: string): asn1js.BaseBlock {
    const at = this.revoked.get(serialNumber);
    if (at === undefined) return new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber: 0 } });
    return new asn1js.Constructed({
      idBlock: { tagClass: 3, tagNumber: 1 },
      value: [
        new asn1js.GeneralizedTime({ valueDate: at }),
        new asn1js.Constructed({
          idBlock: { tagClass: 3, tagNumber: 0 },
          value: [new asn1js.Enumerated({ value: keyCompromise })],
        }),
      ],
    });
  }

  /** Asked about a certificate of this issuing CA, by the hash of its key. */
  private isOurs(wanted: pkijs.CertID): boolean {
    const digest = digests[wanted.hashAlgorithm.algorithmId];
    if (digest === undefined) return false;
    const theirs = Buffer.from(wanted.issuerKeyHash.valueBlock.valueHexView);
    return theirs.equals(keyHash(this.issuing.publicKey, digest));
  }

  private async listOf(signer: Signer, entries: x509.X509CrlEntryParams[]): Promise<Buffer> {
    const now = Date.now();
    const list = await x509.X509CrlGenerator.create({
      issuer: signer.subject,
      thisUpdate: wholeSeconds(now - hour),
      nextUpdate: wholeSeconds(now + 7 * 24 * hour),
      entries,
      signingAlgorithm: this.algorithm,
      signingKey: signer.privateKey,
      extensions: [await x509.AuthorityKeyIdentifierExtension.create(signer.publicKey)],
    });
    return Buffer.from(list.rawData);
  }
}

type CryptoKeyOfSign = Parameters<pkijs.BasicOCSPResponse['sign']>[0];

const digests: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
};

function firstAsked(body: Buffer): pkijs.CertID | undefined {
  try {
    return pkijs.OCSPRequest.fromBER(toArrayBuffer(body)).tbsRequest.requestList[0]?.reqCert;
  } catch {
    return undefined;
  }
}

function refusal(code: number): Buffer {
  const response = new pkijs.OCSPResponse({ responseStatus: new asn1js.Enumerated({ value: code }) });
  return Buffer.from(response.toSchema().toBER(false));
}

/** The hash of the key's bits, without the algorithm (RFC 6960, section 4.1.1): of an RSA key its PKCS #1 form. */
function keyHash(key: webcrypto.CryptoKey, digest: string): Buffer {
  return createHash(digest)
    .update(KeyObject.from(key).export({ type: 'pkcs1', format: 'der' }))
    .digest();
}

const serialOf = ({ serialNumber }: pkijs.CertID): string =>
  normal(Buffer.from(serialNumber.valueBlock.valueHexView).toString('hex'));

const normal = (hex: string): string => hex.toLowerCase().replace(/^0+(?=.)/, '');

const wholeSeconds = (time: number): Date => new Date(Math.floor(time / 1000) * 1000);

function toArrayBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
