/** What can be broken in the SIP part of a deployment, with the finding it must give; network/ and sip/ do it. */
import type { Fault } from './faults.js';
import type { Refusal, Scheme, SipPolicy } from './sip/types.js';
import type { Deployment, LabEnvironment, View } from './types.js';

const outside = ['check', '--from', 'outside'];
const inside = ['check', '--from', 'inside'];
const both: readonly View[] = ['inside', 'outside'];
const afterSignIn = 'The registrar tells it to somebody who proved who they are.';
const onlyEdge = 'Inside, the Access Edge plays no part.';
const onlyPools = 'Outside, the Access Edge finds the right pool by itself.';

const anywhere = { views: both, arguments: outside } as const;
const signedIn = { ...anywhere, needsPassword: afterSignIn } as const;
const edgeOnly = { views: ['outside'], arguments: outside, elsewhere: onlyEdge } as const;

export const sipFaults = {
  'edge-wrong-name': {
    title: 'The certificate of the Access Edge lacks its SIP name',
    expect: 'tls-name-mismatch',
    ...edgeOnly,
  },
  'edge-is-web-server': {
    title: 'The name of the Access Edge leads to the reverse proxy',
    expect: 'registrar-is-web-server',
    ...edgeOnly,
    // Its documents name 5061, where nothing answers then.
    except: ['lync2010'],
  },
  'registrar-clock': {
    title: "The registrar's clock is 20 minutes ahead",
    expect: 'time-skew',
    ...anywhere,
  },
  'sip-no-common-scheme': {
    title: 'The registrar takes Kerberos only, which this lab has no tickets for',
    expect: 'auth-registrar-web-mismatch',
    ...anywhere,
  },
  'sip-ntlm-off': {
    title: 'NTLM is switched off at the registrar and on at the web services',
    expect: 'auth-registrar-web-mismatch',
    ...anywhere,
  },
  'certificate-revoked': {
    title: 'The registrar treats every client certificate as revoked',
    expect: 'certprov-fails',
    ...signedIn,
  },
  'certificate-expired': {
    title: 'The registrar treats every client certificate as expired',
    expect: 'certprov-fails',
    ...signedIn,
  },
  'remote-access-off': {
    title: 'The user may not sign in from outside',
    expect: 'auth-remote-access-disabled',
    ...edgeOnly,
    needsPassword: afterSignIn,
  },
  'identity-other': {
    title: 'The sign-in address belongs to another account',
    expect: 'auth-identity-mismatch',
    ...signedIn,
  },
  'registrar-unknown-user': {
    title: 'The registrar does not know the user yet',
    expect: 'auth-user-not-sip-enabled',
    ...signedIn,
  },
  'registrar-480': {
    title: 'The registrar has no replica that serves the user',
    expect: 'registrar-no-quorum',
    ...signedIn,
  },
  'registrar-stopped': {
    title: 'The registrar service is stopping',
    expect: 'registrar-no-quorum',
    ...anywhere,
  },
  'registrar-limited': {
    title: 'The pool runs in limited mode, without its primary replica',
    expect: 'registrar-no-quorum',
    ...signedIn,
  },
  'edge-next-hop-dns': {
    title: 'The Access Edge cannot resolve the pool behind it',
    expect: 'edge-next-hop',
    ...edgeOnly,
  },
  'edge-next-hop-trust': {
    title: 'The Access Edge does not trust the certificate of the pool behind it',
    expect: 'edge-next-hop',
    ...edgeOnly,
  },
  'registrar-loop': {
    title: 'Two pools each say that the user is on the other one',
    expect: 'registrar-redirect-loop',
    views: ['inside'],
    arguments: inside,
    needsPassword: afterSignIn,
    elsewhere: onlyPools,
  },
  'provisioning-refused': {
    title: 'The registrar gives no settings to clients',
    expect: 'registrar-no-provisioning',
    ...signedIn,
  },
  'registrar-deregisters': {
    title: 'The registrar takes every endpoint out again: the user was disabled',
    expect: 'registrar-deregistered',
    ...signedIn,
  },
  'mobility-policy': {
    title: 'The mobility policy of the user is off',
    expect: 'mobility-policy-off',
    ...signedIn,
  },
  'client-version': {
    title: 'The version of the client is blocked',
    expect: 'client-version-blocked',
    ...signedIn,
  },
  'client-version-url': {
    title: 'The version of the client is blocked, with an address where to get a newer one',
    expect: 'client-version-blocked',
    ...signedIn,
  },
} as const satisfies Readonly<Record<string, Fault>>;

export type SipFaultId = keyof typeof sipFaults | 'certprov-unpublished';

/** How the SIP servers behave: the product's defaults, less what the faults take away. */
export function sipPolicyOf(deployment: Deployment, chosen: ReadonlySet<string>): SipPolicy {
  const has = (id: SipFaultId): boolean => chosen.has(id);
  const edgeRefusal = edgeRefusals(deployment).find(([id]) => has(id))?.[1];
  const userRefusal = userRefusals(deployment).find(([id]) => has(id))?.[1];
  const certificates = has('certificate-revoked') ? 'revoked' : has('certificate-expired') ? 'expired' : undefined;
  return {
    schemes: { inside: offered(['NTLM', 'Kerberos', 'TLS-DSK'], has), outside: offered(['NTLM', 'TLS-DSK'], has) },
    ...(edgeRefusal === undefined ? {} : { edgeRefusal }),
    ...(has('registrar-stopped') ? { serverRefusal: stopped } : {}),
    ...(userRefusal === undefined ? {} : { userRefusal }),
    ...(has('remote-access-off') ? { remoteRefusal: noRemoteAccess } : {}),
    ...(certificates === undefined ? {} : { certificates }),
    redirectsForever: has('registrar-loop'),
    limitedMode: has('registrar-limited'),
    ...(has('provisioning-refused') ? { provisioningRefusal: noProvisioning } : {}),
    mobility: !has('mobility-policy'),
    push: chosen.has('mcx-push-no-srv'),
    groupExpansion: !chosen.has('group-expansion-off'),
    deregisters: has('registrar-deregisters'),
  };
}

const skewMs = 20 * 60 * 1000;

/** The registrar's own clock. */
export function sipEnvironmentOf(environment: LabEnvironment, chosen: ReadonlySet<string>): LabEnvironment {
  return chosen.has('registrar-clock') ? { now: () => environment.now() + skewMs } : environment;
}

function offered(all: readonly Scheme[], has: (id: SipFaultId) => boolean): readonly Scheme[] {
  if (has('sip-no-common-scheme')) return ['Kerberos'];
  // Without another scheme what is wrong with certificates is wrong with the sign-in.
  const onlyCertificates = has('certprov-unpublished') || has('certificate-revoked') || has('certificate-expired');
  if (onlyCertificates) return ['TLS-DSK'];
  return all.filter((scheme) => scheme !== 'NTLM' || !has('sip-ntlm-off'));
}

const stopped: Refusal = {
  status: 503,
  reason: 'Service Unavailable',
  diagnostics: { id: 1, reason: 'Service unavailable' },
  headers: [['Retry-After', '900']],
};

const noRemoteAccess: Refusal = {
  status: 403,
  reason: 'Forbidden',
  diagnostics: { id: 4003, reason: 'From URI not enabled for remote access', isPublic: true },
};

const noProvisioning: Refusal = {
  status: 500,
  reason: 'Server Internal Error',
  diagnostics: { id: 4000, reason: 'User services default error' },
};

/** 504 of the Edge, which names what it tried to reach. */
function edgeRefusals(deployment: Deployment): readonly (readonly [SipFaultId, Refusal])[] {
  const nextHop = deployment.director.fqdn;
  const timeOut = (id: number, reason: string, attributes: readonly (readonly [string, string])[]): Refusal => ({
    status: 504,
    reason: 'Server time-out',
    diagnostics: { id, reason, attributes },
  });
  return [
    [
      'edge-next-hop-dns',
      timeOut(1008, 'Unable to resolve DNS SRV record', [
        ['domain', deployment.adDnsDomain],
        ['dns-srv-result', 'NegativeResult'],
        ['fqdn1', `${nextHop}:5061`],
      ]),
    ],
    [
      'edge-next-hop-trust',
      timeOut(1010, 'Certificate trust with next-hop server could not be established', [
        ['ErrorType', 'The peer certificate is not chained off a trusted root'],
        ['tls-target', nextHop],
        ['HRESULT', '0x800B0109(CERT_E_UNTRUSTEDROOT)'],
      ]),
    ],
  ];
}

function userRefusals({ pools }: Deployment): readonly (readonly [SipFaultId, Refusal])[] {
  const download = `https://${pools[0]?.externalWebFqdn ?? 'localhost'}/Conf/Ext/download/`;
  const forbidden = (id: number, reason: string, more: Partial<Refusal> = {}): Refusal => ({
    status: 403,
    reason: 'Forbidden',
    diagnostics: { id, reason, ...(id < 17000 ? { isPublic: true } : {}) },
    ...more,
  });
  const notThere = (status: number, reason: string, id: number, text: string): Refusal => ({
    status,
    reason,
    diagnostics: { id, reason: text },
  });
  return [
    ['identity-other', forbidden(4004, 'Credentials provided are not authorized to act as specified from URI')],
    [
      'registrar-unknown-user',
      notThere(404, 'Not Found', 4005, 'Destination URI either not enabled for SIP or does not exist'),
    ],
    [
      'registrar-480',
      notThere(480, 'Temporarily Unavailable', 5000, 'One or more critical applications are not running'),
    ],
    ['client-version', forbidden(17002, 'Invalid protocol client version')],
    [
      'client-version-url',
      forbidden(17003, 'Declined with URL', {
        headers: [['Warning', `310 lcs.microsoft.com "You must install a newer version of the client" ${download}`]],
      }),
    ],
  ];
}
