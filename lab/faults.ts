/** What can be broken on purpose, where it shows (and why not elsewhere) and which finding it must give. What each one changes is in network/. */
import { balancerFaults } from './balancerFaults.js';
import { certProvFaults, certProvPolicy } from './certProvFaults.js';
import { findDeployment, onPremises } from './deployments/index.js';
import { expectedOf } from './deployments/topology.js';
import { dnsFaults } from './dnsFaults.js';
import { LabError } from './network/labError.js';
import { mcxFaults, mcxPolicy } from './mcxFaults.js';
import { modernFaults } from './modernFaults.js';
import type { ProxyMood } from './network/outboundProxy.js';
import { onlineFaults, onlinePolicy } from './onlineFaults.js';
import { serviceFaults, servicePolicy } from './serviceFaults.js';
import { sipFaults } from './sipFaults.js';
import type { Deployment, DeploymentId, FaultInfo, LabEnvironment, View, WebPolicy } from './types.js';
import { ucwaFaults, ucwaPolicy } from './ucwaFaults.js';

const outside = ['check', '--from', 'outside'];
const inside = ['check', '--from', 'inside'];
const both: readonly View[] = ['inside', 'outside'];

export interface Fault {
  readonly title: string;
  readonly expect: string;
  /** Where a check meets it. */
  readonly views: readonly View[];
  readonly arguments: readonly string[];
  readonly except?: readonly DeploymentId[];
  /** Instead of all that are on premises. */
  readonly only?: readonly DeploymentId[];
  /** Why a check without a password cannot see it. */
  readonly needsPassword?: string;
  /** Why a check from elsewhere cannot see it. */
  readonly elsewhere?: string;
  /** Why no check is held to it yet: it can be started, and is left out of the list of what a check must find. */
  readonly pending?: string;
}

const onlyPublicZone = 'The mistake is in the public zone, which is not asked inside.';
const onlyInternalZone = 'The mistake is in the internal zone, which is not asked outside.';
const onlyReverseProxy = 'The mistake is in the reverse proxy, which a client inside does not pass.';
const onlyGateway = 'Inside, the way to the servers does not lead through the gateway.';
const accountNeedsPassword = 'An account shows only when it signs in.';

const faultTable = {
  ...dnsFaults,
  'dns-none': {
    title: 'No discovery record exists for the SIP domain',
    expect: 'dns-no-discovery-records',
    views: both,
    arguments: outside,
  },
  'dns-only-external': {
    title: 'Inside, only the external discovery name resolves',
    expect: 'dns-internal-record-missing',
    views: ['inside'],
    arguments: inside,
    elsewhere: onlyInternalZone,
  },
  'tls-name': {
    title: 'The certificate lacks the discovery name',
    expect: 'tls-name-mismatch',
    views: both,
    arguments: outside,
  },
  'tls-expired': {
    title: 'The certificate has expired',
    expect: 'tls-expired',
    views: both,
    arguments: outside,
  },
  'tls-untrusted': {
    title: 'The certificate comes from a private authority the client does not trust',
    expect: 'tls-untrusted-root',
    views: both,
    arguments: outside,
  },
  'https-closed': {
    title: 'Port 443 of the web services is closed',
    expect: 'net-443-web-closed',
    views: both,
    arguments: outside,
  },
  'http-links': {
    title: 'All discovery links are http://',
    expect: 'discovery-http-links',
    views: both,
    arguments: outside,
  },
  'redirect-loop': {
    title: 'Director and pool redirect to each other for ever',
    expect: 'discovery-redirect-loop',
    views: both,
    arguments: outside,
  },
  'foreign-redirect': {
    title: 'Port 80 redirects to a foreign domain, port 443 is closed',
    expect: 'trust-model-prompt',
    views: both,
    arguments: outside,
  },
  'proxy-preauth': {
    title: 'The reverse proxy asks for a sign-in of its own',
    expect: 'rp-preauth',
    views: ['outside'],
    arguments: outside,
    elsewhere: onlyReverseProxy,
  },
  'root-404': {
    title: 'The discovery root is not found (404)',
    expect: 'discovery-root-missing',
    views: both,
    arguments: outside,
  },
  'html-answer': {
    title: 'The discovery name answers with a web page',
    expect: 'discovery-html-answer',
    views: both,
    arguments: outside,
  },
  'malformed-xml': {
    title: 'The discovery document is malformed',
    expect: 'discovery-malformed-document',
    views: both,
    arguments: outside,
  },
  'truncated-body': {
    title: 'The discovery document breaks off before its announced end',
    expect: 'http-truncated-body',
    views: both,
    arguments: outside,
  },
  'slow-answer': {
    title: 'The web server takes minutes to answer',
    expect: 'net-slow-answer',
    views: both,
    arguments: [...outside, '--timeout', '3000'],
  },
  'connection-reset': {
    title: 'The connection is reset after the request',
    expect: 'net-connection-reset',
    views: both,
    arguments: outside,
  },
  'wrong-bridging': {
    title: 'The reverse proxy bridges to the internal web site',
    expect: 'rp-wrong-port-bridging',
    views: ['outside'],
    arguments: outside,
    elsewhere: onlyReverseProxy,
  },
  'webticket-no-windows': {
    title: 'The web ticket service takes neither Windows authentication nor a password',
    expect: 'auth-webticket-no-windows-auth',
    views: both,
    arguments: [...outside, '--sign-in', 'web-ticket'],
  },
  'wrong-password': {
    title: 'The password is wrong',
    expect: 'auth-bad-credentials',
    views: both,
    arguments: outside,
    needsPassword: 'Nothing is wrong as long as no password is sent.',
  },
  'user-not-enabled': {
    title: 'The user is not enabled for SIP',
    expect: 'auth-user-not-sip-enabled',
    views: both,
    arguments: outside,
    needsPassword: accountNeedsPassword,
  },
  'grant-not-allowed': {
    title: 'OAuth takes neither the password nor the Windows grant',
    expect: 'auth-grant-not-allowed',
    views: both,
    arguments: [...outside, '--sign-in', 'oauth'],
    except: ['lync2010'],
  },
  'clock-skew': {
    title: "The servers' clock is 37 minutes ahead",
    expect: 'time-skew',
    views: both,
    arguments: outside,
  },
  'dns-no-lyncdiscover': {
    title: 'Outside, only the SIP records exist',
    expect: 'dns-lyncdiscover-missing-srv-ok',
    views: ['outside'],
    arguments: outside,
    elsewhere: onlyPublicZone,
  },
  'dns-internal-public': {
    title: 'The internal discovery name can be resolved outside',
    expect: 'dns-internal-record-public',
    views: ['outside'],
    arguments: outside,
    elsewhere: onlyPublicZone,
  },
  'dns-internal-to-proxy': {
    title: 'The internal discovery name leads to the reverse proxy',
    expect: 'dns-internal-record-points-outside',
    views: ['inside'],
    arguments: inside,
    elsewhere: onlyInternalZone,
  },
  'dns-to-cloud': {
    title: 'The discovery name is an alias of the online directory',
    expect: 'hybrid-dns-points-to-cloud',
    views: ['outside'],
    arguments: outside,
    elsewhere: onlyPublicZone,
  },
  'dns-external-missing': {
    title: 'Inside, the external web services names do not resolve',
    expect: 'dns-split-brain-external-fqdn-inside',
    views: ['inside'],
    arguments: inside,
    elsewhere: onlyInternalZone,
  },
  'hairpin-blocked': {
    title: 'From inside, the reverse proxy refuses connections',
    expect: 'net-hairpin-blocked',
    views: ['inside'],
    arguments: inside,
    elsewhere: 'From outside the reverse proxy is reached without a way back.',
  },
  'srv-foreign': {
    title: 'The SRV record for SIP names a server in another domain',
    expect: 'dns-srv-domain-mismatch',
    views: both,
    arguments: outside,
  },
  'srv-wrong-port': {
    title: 'The SRV record for SIP names the federation port',
    expect: 'net-access-edge-blocked',
    views: ['outside'],
    arguments: outside,
    // Its documents name 5061 for everything, so the record is not wrong there.
    except: ['lync2010'],
    elsewhere: 'Inside, the Access Edge plays no part.',
  },
  'edge-closed': {
    title: 'The Access Edge takes no connections',
    expect: 'net-access-edge-blocked',
    views: ['outside'],
    arguments: outside,
    elsewhere: 'Inside, the Access Edge plays no part.',
  },
  'edge-one-way': {
    title: 'The certificate of the Access Edge lacks client authentication',
    expect: 'edge-cert-no-clientauth',
    views: ['outside'],
    arguments: outside,
    elsewhere: 'Inside, the Access Edge plays no part.',
  },
  'outbound-proxy': {
    title: 'The network of the user has a proxy that asks for a sign-in of its own',
    expect: 'proxy-auth-required',
    views: both,
    arguments: outside,
  },
  'proxy-refuses': {
    title: 'The proxy of the network the user is in refuses to connect to the web services',
    expect: 'proxy-connection-failed',
    views: both,
    arguments: outside,
  },
  'tls-revoked': {
    title: 'The authority took the certificate of the web services back',
    expect: 'tls-revoked',
    views: both,
    arguments: outside,
  },
  'tls-revocation-unreachable': {
    title: 'The network lets nothing through to the revocation servers of the authority',
    expect: 'tls-revocation-unreachable',
    views: both,
    arguments: outside,
  },
  'tls-sni-only': {
    title: 'The web services show their certificate only to clients that name the host',
    expect: 'tls-sni-required',
    views: both,
    arguments: outside,
  },
  'tls-inspection': {
    title: 'A gateway in the network of the user opens TLS and signs anew; the computer trusts it',
    expect: 'tls-inspection',
    views: ['outside'],
    arguments: outside,
    elsewhere: onlyGateway,
  },
  'tls-inspection-unknown': {
    title: 'A gateway in the network of the user opens TLS and signs anew; the computer does not know it',
    expect: 'tls-inspection',
    views: ['outside'],
    arguments: outside,
    elsewhere: onlyGateway,
  },
  'tls-old': {
    title: 'The web services speak TLS 1.0 and 1.1 only',
    expect: 'tls-version-mismatch',
    views: both,
    arguments: outside,
  },
  'tls-old-off': {
    title: 'TLS 1.0 and 1.1 were switched off, and the oldest clients speak nothing newer',
    expect: 'client-kept-out',
    views: both,
    arguments: [...outside, '--client', 'mobile-2010'],
    // The others have them off already.
    only: ['lync2010'],
  },
  'tls-no-intermediate': {
    title: 'The reverse proxy does not send the intermediate certificate',
    expect: 'tls-missing-intermediate',
    views: ['outside'],
    arguments: outside,
    elsewhere: onlyReverseProxy,
  },
  'host-header': {
    title: 'The reverse proxy does not pass the discovery name on',
    expect: 'rp-host-header',
    views: ['outside'],
    arguments: outside,
    elsewhere: onlyReverseProxy,
  },
  'rechunked-post': {
    title: 'The reverse proxy loses the length of what is posted',
    expect: 'rp-breaks-post',
    views: ['outside'],
    arguments: outside,
    elsewhere: onlyReverseProxy,
  },
  'component-stopped': {
    title: 'The web ticket component is stopped',
    expect: 'ems-mitigation',
    views: both,
    arguments: outside,
    // Mitigations are sent to these versions only.
    except: ['lync2010', 'lync2013', 'sfb2015'],
  },
  'modern-only': {
    title: 'Only modern authentication is taken',
    expect: 'auth-legacy-blocked',
    views: both,
    arguments: outside,
    except: ['lync2010'],
  },
  'passive-only': {
    title: 'Only the sign-in in the browser is taken',
    expect: 'auth-passive-required',
    views: both,
    arguments: outside,
    except: ['lync2010'],
  },
  'token-refused': {
    title: 'The servers refuse every OAuth token',
    expect: 'auth-modern-token-rejected',
    views: both,
    arguments: [...outside, '--sign-in', 'oauth'],
    except: ['lync2010'],
    needsPassword: 'A token is only had with a password.',
  },
  'ticket-not-shared': {
    title: 'A Front End refuses the web tickets of the others',
    expect: 'webticket-invalid-across-servers',
    views: both,
    arguments: [...outside, '--sign-in', 'web-ticket'],
    needsPassword: 'A web ticket is only had with a password.',
  },
  'user-online': {
    title: 'The user is homed online',
    expect: 'hybrid-user-homed-online',
    views: both,
    arguments: outside,
    needsPassword: accountNeedsPassword,
  },
  'no-mobility': {
    title: 'The home pool has no service for mobile clients',
    expect: 'ucwa-mcx-missing',
    views: both,
    arguments: outside,
    needsPassword: 'The user document is only had with a password.',
  },
  ...balancerFaults,
  ...certProvFaults,
  ...modernFaults,
  ...ucwaFaults,
  ...mcxFaults,
  ...serviceFaults,
  ...sipFaults,
  ...onlineFaults,
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultId = keyof typeof faultTable;

const faults: ReadonlyMap<string, Fault> = new Map<string, Fault>(Object.entries(faultTable));

/** The faults that a check must find, as `lab list` shows them. */
export const faultList = listOf(({ pending }) => pending === undefined);

/** Those that can be started although no check comes where they show. */
export const pendingFaultList = listOf(({ pending }) => pending !== undefined);

function listOf(isIn: (fault: Fault) => boolean): readonly FaultInfo[] {
  return [...faults]
    .filter(([, fault]) => isIn(fault))
    .map(([id, fault]) => ({
      id,
      title: fault.title,
      deployments: deploymentsOf(fault),
      arguments: fault.arguments,
      expect: fault.expect,
      views: fault.views,
      ...(fault.needsPassword === undefined ? {} : { needsPassword: fault.needsPassword }),
      ...(fault.elsewhere === undefined ? {} : { elsewhere: fault.elsewhere }),
    }));
}

function deploymentsOf({ only, except = [] }: Fault): readonly DeploymentId[] {
  return only ?? onPremises.map(({ id }) => id).filter((deployment) => !except.includes(deployment));
}

/** Checks a choice of faults. Throws LabError for an unknown one and for one that the deployment cannot have. */
export function chooseFaults(ids: readonly string[], deployment: DeploymentId): ReadonlySet<FaultId> {
  const chosen = new Set<FaultId>();
  for (const id of ids) {
    const fault = isFaultId(id) ? faults.get(id) : undefined;
    if (!isFaultId(id) || fault === undefined) {
      throw new LabError(`There is no fault "${id}"; choose from ${[...faults.keys()].join(', ')}.`);
    }
    if (!deploymentsOf(fault).includes(deployment)) {
      throw new LabError(`The fault "${id}" does not exist on ${findDeployment(deployment)?.title ?? deployment}.`);
    }
    chosen.add(id);
  }
  return chosen;
}

function isFaultId(id: string): id is FaultId {
  return faults.has(id);
}

/** The finding that a check of an otherwise healthy user gives with these faults, from this view; else undefined. */
export function expectedFinding(chosen: ReadonlySet<FaultId>, view: View): string | undefined {
  for (const id of chosen) {
    const fault = faults.get(id);
    // The lab's own users keep their right password: only what a check is given becomes wrong.
    const isSeen =
      id !== 'wrong-password' &&
      id !== 'orgid-wrong-password' &&
      fault?.pending === undefined &&
      // A check of a user joins no meeting.
      fault?.arguments[0] !== 'join' &&
      fault?.views.includes(view) === true;
    if (isSeen) return fault.expect;
  }
  return undefined;
}

/** The deployment as the faults leave it: `user-not-enabled` takes SIP from the first user. */
export function faultyDeployment(deployment: Deployment, chosen: ReadonlySet<FaultId>): Deployment {
  if (!chosen.has('user-not-enabled') && !chosen.has('user-online')) return deployment;
  const home = chosen.has('user-not-enabled') ? null : 'online';
  return {
    ...deployment,
    users: deployment.users.map((user, index) => (index === 0 ? { ...user, home, expect: expectedOf(home) } : user)),
  };
}

/** How the web applications behave: the product's defaults, less what the faults take away. */
export function policyOf(deployment: Deployment, chosen: ReadonlySet<FaultId>): WebPolicy {
  const noTicket = (['webticket-no-windows', 'modern-only', 'passive-only'] as const).some((id) => chosen.has(id));
  return {
    linksScheme: chosen.has('http-links') ? 'http' : 'https',
    windowsAuth: noTicket ? 'none' : 'negotiate+ntlm',
    usernameTokenAuth: !noTicket,
    grants: grantsOf(deployment, chosen),
    redirectLoop: chosen.has('redirect-loop'),
    ...(chosen.has('modern-only') ? { tokenIssuer: `https://sts.${deployment.sipDomain}/adfs/oauth2/authorize` } : {}),
    tokensAccepted: !chosen.has('token-refused'),
    ticketsShared: !chosen.has('ticket-not-shared'),
    mobility: !chosen.has('no-mobility'),
    ...certProvPolicy(chosen),
    ...ucwaPolicy(chosen),
    ...mcxPolicy(chosen),
    ...servicePolicy(chosen),
    ...onlinePolicy(chosen),
  };
}

function grantsOf(deployment: Deployment, chosen: ReadonlySet<FaultId>): readonly string[] {
  const grants = allGrantsOf(deployment, chosen);
  return chosen.has('guest-grant-off') ? grants.filter((grant) => grant !== 'urn:microsoft.rtc:anonmeeting') : grants;
}

function allGrantsOf(deployment: Deployment, chosen: ReadonlySet<FaultId>): readonly string[] {
  if (deployment.version === '2010') return [];
  if (chosen.has('grant-not-allowed') || chosen.has('modern-only')) return ['urn:microsoft.rtc:anonmeeting'];
  if (chosen.has('passive-only')) return ['urn:microsoft.rtc:passive', 'urn:microsoft.rtc:anonmeeting'];
  return ['urn:microsoft.rtc:windows', 'urn:microsoft.rtc:anonmeeting', 'password'];
}

/** How the outbound proxy treats its clients; undefined where there is none. */
export function proxyMoodOf(chosen: ReadonlySet<FaultId>): ProxyMood | undefined {
  if (chosen.has('outbound-proxy')) return 'sign-in';
  return chosen.has('proxy-refuses') ? 'rules' : undefined;
}

const skewMs = 37 * 60 * 1000;

/** The servers' clock; DNS and certificates keep the right time. */
export function environmentOf(chosen: ReadonlySet<FaultId>): LabEnvironment {
  return { now: () => Date.now() + (chosen.has('clock-skew') ? skewMs : 0) };
}
