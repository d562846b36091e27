/** Cases of the audits about certificates and TLS endpoints; same shape as in cases.ts. */
import type { CertificateFields, Session, TlsHandshake } from '../../../shared/session/model.js';
import { Builder, certificate, domain, failure, type ConnectionOptions, type Facts } from './build.js';
import { walk } from './walks.js';

const healthy = walk();
const empty = new Builder().session();
const host = `lyncdiscover.${domain}`;

/** The certificate of the discovery name, changed. */
const shown = (fields: Partial<CertificateFields>, tls: Partial<TlsHandshake> = {}): Session =>
  walk({ https: { connect: { certificate: fields, tls } } });

const record = (name: string, fields: Partial<CertificateFields> = {}): TlsHandshake['chain'][number] => ({
  der: btoa(`der of ${name}`),
  fields: certificate(name, fields),
});

const issuer = record('issuer', { subject: 'CN=Issuer', issuer: 'CN=Root', isCa: true });
const root = record('root', {
  subject: 'CN=Root',
  issuer: 'CN=Root',
  isCa: true,
  signatureAlgorithm: 'SHA-1 with RSA',
});
const leaf = record(host, { issuer: 'CN=Issuer' });

const built = (anchor: 'bundled' | 'given'): NonNullable<TlsHandshake['built']> => ({
  path: [leaf, root].map((one) => ({ origin: 'sent', certificate: one })),
  end: 'trusted-root',
  anchor,
});

const checked = (check: Partial<NonNullable<TlsHandshake['revocation']>[number]>): Session =>
  shown(
    {},
    {
      built: built('given'),
      revocation: [{ index: 0, via: 'ocsp', url: 'http://ocsp.test/', status: 'good', ...check }],
    },
  );

/** One endpoint that was looked at. */
function endpoint(facts: Facts, versions: readonly string[], nameless: Partial<CertificateFields> = {}): Session {
  return walk({
    then: (builder) => {
      const group = builder.step('endpoints');
      const parent = builder.step('tls.endpoint', {
        parent: group,
        side: 'external',
        facts: [['endpoint', `${host}:443`], ['endpoint-role', 'discovery'], ...facts],
      });
      const shake = (tls: Partial<TlsHandshake>): string =>
        builder.connection(
          builder.step('tls.handshake', { parent, side: 'external' }),
          `https://${host}/`,
          tls.serverName === '' ? { tls, certificate: nameless } : { tls },
        );
      shake({});
      shake({ serverName: '' });
      builder.step('tls.probe', { parent, side: 'external', facts: versions.map((fact) => ['tls-version', fact]) });
    },
  });
}

/** One endpoint with the page of meetings at these addresses. */
function roles(meet: readonly string[]): Session {
  return walk({
    then: (builder) => {
      builder.lookup(builder.step('dns.resolver'), `meet.${domain}`, 'A', meet);
      shaken(builder, [{}]);
    },
  });
}

/** One endpoint whose addresses answered so. */
const addresses = (each: readonly ConnectionOptions[]): Session => walk({ then: (builder) => shaken(builder, each) });

function shaken(builder: Builder, each: readonly ConnectionOptions[]): void {
  const facts: Facts = [
    ['endpoint', `${host}:443`],
    ['endpoint-role', 'discovery'],
  ];
  const parent = builder.step('tls.endpoint', { parent: builder.step('endpoints'), side: 'external', facts });
  for (const options of each) {
    builder.connection(builder.step('tls.handshake', { parent, side: 'external' }), `https://${host}/`, options);
  }
}

const modern = ['TLSv1 refused protocol_version (70)', 'TLSv1.2 offered TLS_X', 'TLSv1.3 offered TLS_Y'];
const fine = endpoint([['without-sni', 'same']], modern);

export const tlsCases = {
  'tls-weak-key': {
    pass: healthy,
    fail: shown({ publicKey: 'RSA 1024' }),
    told: [`error tls-weak-key | The key of the certificate of ${host} is too weak | c2 tls.chain.0`],
    notApplicable: empty,
  },
  'tls-weak-signature': {
    // A root's own signature is relied on by nobody.
    pass: shown({}, { chain: [leaf, issuer, root] }),
    fail: shown({ signatureAlgorithm: 'SHA-1 with RSA' }),
    told: [`error tls-weak-signature | The certificate of ${host} is signed with SHA-1 | c2 tls.chain.0`],
    notApplicable: empty,
  },
  'tls-no-alt-names': {
    pass: healthy,
    fail: shown({ subjectAltNames: [] }),
    told: [`warning tls-no-alt-names | The certificate of ${host} has no subject alternative names | c2 tls.chain.0`],
    notApplicable: empty,
  },
  'tls-key-usage': {
    pass: healthy,
    fail: shown({ extendedKeyUsages: ['clientAuth'] }),
    told: [`error tls-key-usage | The certificate of ${host} is not for a server | c2 tls.chain.0`],
    notApplicable: empty,
  },
  'tls-chain-order': {
    pass: shown({}, { chain: [leaf, issuer, root] }),
    fail: shown({}, { chain: [leaf, root, issuer] }),
    told: [`info tls-chain-order | ${host} sends its chain in the wrong order | c2 tls.chain.0`],
    notApplicable: empty,
  },
  'tls-lifetime-too-long': {
    // A company's own authority keeps no such rule.
    pass: shown({ notBefore: '2026-04-01T00:00:00Z', notAfter: '2028-04-01T00:00:00Z' }, { built: built('given') }),
    fail: shown({ notBefore: '2026-04-01T00:00:00Z', notAfter: '2027-01-01T00:00:00Z' }, { built: built('bundled') }),
    told: [`warning tls-lifetime-too-long | The certificate of ${host} is made for 275 days | c2 tls.chain.0`],
    notApplicable: empty,
  },
  'tls-revoked': {
    pass: checked({}),
    fail: checked({ status: 'revoked', revokedAt: '2026-11-01T00:00:00.000Z' }),
    told: [`error tls-revoked | The certificate of ${host} was revoked | c2 tls.chain.0`],
    notApplicable: empty,
  },
  'tls-revocation-unreachable': {
    pass: checked({ status: 'unusable' }),
    fail: checked({ status: 'unreachable', tookMs: 5000 }),
    told: [
      `warning tls-revocation-unreachable | The revocation servers for the certificate of ${host} cannot be reached | c2 tls.chain.0`,
    ],
    notApplicable: empty,
  },
  'tls-inspection': {
    pass: healthy,
    fail: shown({ issuer: 'O=Zscaler Inc., CN=Zscaler Intermediate Root CA' }),
    told: [`warning tls-inspection | A security gateway probably signs the certificate of ${host} | c2 tls.chain.0`],
    notApplicable: empty,
  },
  'tls-sni-required': {
    pass: fine,
    fail: endpoint([['without-sni', 'other']], modern, { subjectAltNames: ['DNS:default.test'] }),
    told: [`info tls-sni-required | ${host} needs the host name in the handshake (SNI) | c11 tls`],
    notApplicable: healthy,
  },
  'tls-role-names': {
    pass: roles(['203.0.113.99']),
    fail: roles(['203.0.113.24']),
    told: [`info tls-role-names | The certificate of ${host} lacks meet.${domain} | c10 tls.chain.0, l5 answer`],
    notApplicable: healthy,
  },
  'net-addresses-differ': {
    pass: addresses([{}, {}]),
    fail: addresses([{}, { failure: failure('connect', 'connection_refused') }]),
    told: [`warning net-addresses-differ | 1 of the 2 addresses of ${host} does not answer | c11 connect`],
    notApplicable: healthy,
  },
  'tls-old-versions': {
    pass: fine,
    fail: endpoint([['without-sni', 'same']], ['TLSv1 offered TLS_X', 'TLSv1.2 offered TLS_Y']),
    told: [`info tls-old-versions | ${host} still takes TLS 1.0 or 1.1 | s22 outcome`],
    notApplicable: healthy,
  },
} as const;
