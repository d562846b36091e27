/** Certificates as records: the DER as sent and the fields a person asks for (RFC 5280). */
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import {
  AuthorityInfoAccessExtension,
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  CRLDistributionPointsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
} from '@peculiar/x509';
import { base64Of } from '../../shared/session/bytes.js';
import type { CertificateFields, CertificateRecord } from '../../shared/session/model.js';

const read = new Map<string, CertificateRecord>();

/** The record of one certificate; without fields when the DER cannot be read. */
export function certificateRecord(der: Uint8Array): CertificateRecord {
  const sha256 = fingerprint('sha256', der);
  const known = read.get(sha256);
  if (known !== undefined) return known;
  const fields = fieldsOf(der, sha256);
  const record = { der: base64Of(der), ...(fields === undefined ? {} : { fields }) };
  if (read.size > 256) read.clear();
  read.set(sha256, record);
  return record;
}

function fieldsOf(der: Uint8Array, sha256: string): CertificateFields | undefined {
  try {
    const certificate = new X509Certificate(new Uint8Array(der));
    const names = certificate.getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
    const usages = certificate.getExtension(KeyUsagesExtension)?.usages ?? 0;
    const extended = certificate.getExtension(ExtendedKeyUsageExtension)?.usages ?? [];
    return {
      subject: certificate.subject,
      issuer: certificate.issuer,
      serialNumber: certificate.serialNumber,
      notBefore: certificate.notBefore.toISOString(),
      notAfter: certificate.notAfter.toISOString(),
      subjectAltNames: names.map(({ type, value }) => `${nameTypes[type] ?? type}:${value}`),
      publicKey: keyText(objectOf(certificate.publicKey.algorithm)),
      signatureAlgorithm: signatureText(objectOf(certificate.signatureAlgorithm)),
      sha1: fingerprint('sha1', der),
      sha256,
      isCa: certificate.getExtension(BasicConstraintsExtension)?.ca ?? false,
      keyUsages: keyUsageNames.filter(([flag]) => (usages & flag) !== 0).map(([, name]) => name),
      extendedKeyUsages: extended.map((oid) => extendedNames[String(oid)] ?? String(oid)),
      ...linksOf(certificate),
    };
  } catch {
    return undefined; // whatever is wrong with it, its DER is the record
  }
}

type Links = Pick<CertificateFields, 'subjectKeyId' | 'authorityKeyId' | 'issuerUrls' | 'ocspUrls' | 'crlUrls'>;

/** What leads to the issuer and to news of it. An extension that cannot be read is left out, not the certificate. */
function linksOf(certificate: X509Certificate): Links {
  const soundly = <T>(read: () => T | undefined): T | undefined => {
    try {
      return read();
    } catch {
      return undefined;
    }
  };
  const subjectKeyId = soundly(() => certificate.getExtension(SubjectKeyIdentifierExtension)?.keyId);
  const authorityKeyId = soundly(() => certificate.getExtension(AuthorityKeyIdentifierExtension)?.keyId);
  const access = soundly(() => certificate.getExtension(AuthorityInfoAccessExtension) ?? undefined);
  const points = soundly(() => certificate.getExtension(CRLDistributionPointsExtension)?.distributionPoints) ?? [];
  const issuerUrls = access?.caIssuers.map(({ value }) => value) ?? [];
  const ocspUrls = access?.ocsp.map(({ value }) => value) ?? [];
  const crlUrls = points.flatMap(
    ({ distributionPoint }) =>
      distributionPoint?.fullName?.flatMap((name) => name.uniformResourceIdentifier ?? []) ?? [],
  );
  return {
    ...(subjectKeyId === undefined ? {} : { subjectKeyId }),
    ...(authorityKeyId === undefined ? {} : { authorityKeyId }),
    ...(issuerUrls.length === 0 ? {} : { issuerUrls }),
    ...(ocspUrls.length === 0 ? {} : { ocspUrls }),
    ...(crlUrls.length === 0 ? {} : { crlUrls }),
  };
}

function fingerprint(algorithm: 'sha1' | 'sha256', der: Uint8Array): string {
  const hex = createHash(algorithm).update(der).digest('hex').toUpperCase();
  return hex.replace(/(..)(?!$)/g, '$1:');
}

/** "RSA 2048", "EC P-256", else the algorithm's name. */
function keyText(algorithm: object): string {
  const name = textField(algorithm, 'name');
  const bits: unknown = Reflect.get(algorithm, 'modulusLength');
  if (name.startsWith('RSA')) return typeof bits === 'number' ? `RSA ${bits}` : 'RSA';
  const curve = textField(algorithm, 'namedCurve');
  return curve === '' ? name : `EC ${curve}`;
}

/** "SHA-256 with RSA". */
function signatureText(algorithm: object): string {
  const hash: unknown = Reflect.get(algorithm, 'hash');
  const hashName = typeof hash === 'object' && hash !== null ? textField(hash, 'name') : '';
  const name = textField(algorithm, 'name').replace(/^RSASSA-PKCS1-v1_5$/, 'RSA');
  return hashName === '' ? name : `${hashName} with ${name}`;
}

/** Web Crypto's types are the DOM's; here an algorithm is an object like any other. */
function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function textField(value: object, name: string): string {
  const field: unknown = Reflect.get(value, name);
  return typeof field === 'string' ? field : '';
}

const nameTypes: Readonly<Record<string, string>> = {
  dns: 'DNS',
  ip: 'IP',
  email: 'email',
  url: 'URI',
  dn: 'DirName',
  upn: 'UPN',
  id: 'RID',
  guid: 'GUID',
};

const keyUsageNames: readonly (readonly [flag: number, name: string])[] = [
  [KeyUsageFlags.digitalSignature, 'digitalSignature'],
  [KeyUsageFlags.nonRepudiation, 'nonRepudiation'],
  [KeyUsageFlags.keyEncipherment, 'keyEncipherment'],
  [KeyUsageFlags.dataEncipherment, 'dataEncipherment'],
  [KeyUsageFlags.keyAgreement, 'keyAgreement'],
  [KeyUsageFlags.keyCertSign, 'keyCertSign'],
  [KeyUsageFlags.cRLSign, 'cRLSign'],
  [KeyUsageFlags.encipherOnly, 'encipherOnly'],
  [KeyUsageFlags.decipherOnly, 'decipherOnly'],
];

const extendedNames: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
  '1.3.6.1.4.1.311.20.2.2': 'smartcardLogon',
};
