/**
 * A certification authority as public ones are built: an offline root, an issuing CA that servers send along,
 * and RSA 2048 server certificates (RFC 5280 profiles).
 */
import 'reflect-metadata';
import { KeyObject, randomBytes, type webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { keptKeyPair, signatureAlgorithm as algorithm } from './keys.js';
import { Revocations, type RevocationUrls } from './revocation.js';

const day = 24 * 60 * 60 * 1000;

export interface LeafRequest {
  /** Says whose key this is, so that a role keeps its key while the process lives. */
  readonly keyLabel: string;
  readonly organization: string;
  readonly commonName: string;
  /** DNS names of the SAN; the common name is put first when it is not among them. */
  readonly names: readonly string[];
  readonly expired: boolean;
  /** Whether the server was set up without what it should send along. */
  readonly leafOnly?: boolean;
  /** Also good for a TLS client: an Edge is one towards its partners. */
  readonly clientAuth?: boolean;
  /** The authority took it back after it was issued. */
  readonly revoked?: boolean;
}

/** What a TLS server is given. */
export interface ServerIdentity {
  /** Leaf and intermediates as the server sends them, PEM. */
  readonly certificateChain: string;
  readonly privateKey: string;
  /** DER of the leaf, for channel binding. */
  readonly leaf: Buffer;
}

export interface Authority {
  readonly rootPem: string;
  /** DER of the issuing CA, as its AIA address gives it. */
  readonly issuing: Buffer;
  /** What it says of the certificates it took back. */
  readonly revocations: Revocations;
  issue(request: LeafRequest): Promise<ServerIdentity>;
}

export interface AuthorityNames {
  readonly root: string;
  readonly issuing: string;
  /** Where its leaves say that the issuing CA's certificate is (AIA), and who knows whether they were revoked. */
  readonly urls?: RevocationUrls & { readonly issuer: string };
  /** Whether servers were set up to send the root as well, as appliances with a full PFX do. */
  readonly sendsRoot: boolean;
}

/** Where the public authority publishes the certificate of its issuing CA and its lists, and answers OCSP. */
export const authorityHost = 'cacerts.northwind-trust.example';

/** Paths at that host. */
export const authorityPaths = {
  issuer: '/NorthwindTrustTLSRSACA2.cer',
  ocsp: '/ocsp',
  list: '/NorthwindTrustTLSRSACA2.crl',
  rootList: '/NorthwindTrustRootR1.crl',
} as const;

/** The authority every client of the lab is told to trust. */
export const publicAuthority = once(() =>
  createAuthority({
    root: 'C=US, O=Northwind Trust Services, CN=Northwind Trust Root R1',
    issuing: 'C=US, O=Northwind Trust Services, CN=Northwind Trust TLS RSA CA 2',
    urls: {
      issuer: `http://${authorityHost}${authorityPaths.issuer}`,
      ocsp: `http://${authorityHost}${authorityPaths.ocsp}`,
      list: `http://${authorityHost}${authorityPaths.list}`,
      rootList: `http://${authorityHost}${authorityPaths.rootList}`,
    },
    sendsRoot: false,
  }),
);

/** What a network's security gateway signs with, when it opens the connections that pass it. */
export const gatewayAuthority = once(() =>
  createAuthority({
    root: 'O=Contoso Networks, CN=Contoso Web Gateway Root CA',
    issuing: 'O=Contoso Networks, CN=Contoso Web Gateway',
    sendsRoot: false,
  }),
);

/** A company's own authority (names as Active Directory Certificate Services proposes them); no client is given its root. */
export function privateAuthority(domainLabel: string, sendsRoot: boolean): Promise<Authority> {
  const components = `DC=internal, DC=${domainLabel.toLowerCase()}`;
  return createAuthority({
    root: `${components}, CN=${domainLabel}-DC01-CA`,
    issuing: `${components}, CN=${domainLabel}-SUB01-CA`,
    sendsRoot,
  });
}

/** Makes root and issuing CA. Rejects only when the platform cannot make RSA keys. */
export async function createAuthority(names: AuthorityNames): Promise<Authority> {
  const [rootKeys, issuingKeys] = await Promise.all([keptKeyPair(names.root), keptKeyPair(names.issuing)]);
  const now = Date.now();
  const root = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: names.root,
    issuer: names.root,
    notBefore: wholeSeconds(now - 9 * 365 * day),
    notAfter: wholeSeconds(now + 11 * 365 * day),
    signingAlgorithm: algorithm,
    publicKey: rootKeys.publicKey,
    signingKey: rootKeys.privateKey,
    extensions: await authorityExtensions(rootKeys, rootKeys),
  });
  const issuing = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: names.issuing,
    issuer: names.root,
    notBefore: wholeSeconds(now - 4 * 365 * day),
    notAfter: wholeSeconds(now + 6 * 365 * day),
    signingAlgorithm: algorithm,
    publicKey: issuingKeys.publicKey,
    signingKey: rootKeys.privateKey,
    extensions: [
      ...(await authorityExtensions(issuingKeys, rootKeys, 0)),
      ...(names.urls === undefined ? [] : [new x509.CRLDistributionPointsExtension([names.urls.rootList])]),
    ],
  });
  const revocations = new Revocations(
    { subject: root.subject, publicKey: rootKeys.publicKey, privateKey: rootKeys.privateKey },
    { subject: issuing.subject, publicKey: issuingKeys.publicKey, privateKey: issuingKeys.privateKey },
    algorithm,
  );
  const sentAlong = names.sendsRoot ? [issuing, root] : [issuing];
  return {
    rootPem: pemOf(root),
    issuing: Buffer.from(issuing.rawData),
    revocations,
    issue: async (request) => {
      const keys = await keptKeyPair(request.keyLabel);
      // Under 200 days, as public authorities issue since March 2026; an expired one ran out three weeks ago.
      const notAfter = now + (request.expired ? -21 : 120) * day;
      const leaf = await x509.X509CertificateGenerator.create({
        serialNumber: newSerial(),
        subject: [{ O: [request.organization] }, { CN: [request.commonName] }],
        issuer: names.issuing,
        notBefore: wholeSeconds(notAfter - 198 * day),
        notAfter: wholeSeconds(notAfter),
        signingAlgorithm: algorithm,
        publicKey: keys.publicKey,
        signingKey: issuingKeys.privateKey,
        extensions: [
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
          new x509.ExtendedKeyUsageExtension([
            x509.ExtendedKeyUsage.serverAuth,
            ...(request.clientAuth === true ? [x509.ExtendedKeyUsage.clientAuth] : []),
          ]),
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.SubjectAlternativeNameExtension(
            [...new Set([request.commonName, ...request.names])].map((value) => ({ type: 'dns', value })),
          ),
          await x509.AuthorityKeyIdentifierExtension.create(issuingKeys.publicKey),
          ...(names.urls === undefined ? [] : addressesOf(names.urls)),
          await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        ],
      });
      if (request.revoked === true) revocations.revoke(leaf.serialNumber);
      return {
        certificateChain: (request.leafOnly === true ? [leaf] : [leaf, ...sentAlong]).map(pemOf).join(''),
        privateKey: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
        leaf: Buffer.from(leaf.rawData),
      };
    },
  };
}

function addressesOf(urls: NonNullable<AuthorityNames['urls']>): x509.Extension[] {
  return [
    new x509.AuthorityInfoAccessExtension({ caIssuers: [urls.issuer], ocsp: [urls.ocsp] }),
    new x509.CRLDistributionPointsExtension([urls.list]),
  ];
}

async function authorityExtensions(
  own: webcrypto.CryptoKeyPair,
  issuer: webcrypto.CryptoKeyPair,
  pathLength?: number,
): Promise<x509.Extension[]> {
  return [
    new x509.BasicConstraintsExtension(true, pathLength, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    await x509.SubjectKeyIdentifierExtension.create(own.publicKey),
    ...(own === issuer ? [] : [await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey)]),
  ];
}

/** Sixteen random bytes, positive and without a leading zero (RFC 5280 4.1.2.2), as hex. */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

// Certificates carry whole seconds; without this the object and its DER would differ.
function wholeSeconds(time: number): Date {
  return new Date(Math.floor(time / 1000) * 1000);
}

function pemOf(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem').trim()}\n`;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
