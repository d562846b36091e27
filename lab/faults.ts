/** What can be broken on purpose, where it shows and which finding it must give. What each one changes is in network/. */
import { deploymentIds, findDeployment } from './deployments/index.js';
import { expectedOf } from './deployments/topology.js';
import { LabError } from './network/labError.js';
import type { Deployment, DeploymentId, FaultInfo, LabEnvironment, View, WebPolicy } from './types.js';

const outside = ['check', '--from', 'outside'];
const inside = ['check', '--from', 'inside'];
const both: readonly View[] = ['inside', 'outside'];

interface Fault {
  readonly title: string;
  readonly expect: string;
  /** Where a check meets it. */
  readonly views: readonly View[];
  readonly arguments: readonly string[];
  readonly except?: readonly DeploymentId[];
}

const faultTable = {
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
  },
  'user-not-enabled': {
    title: 'The user is not enabled for SIP',
    expect: 'auth-user-not-sip-enabled',
    views: both,
    arguments: outside,
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
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultId = keyof typeof faultTable;

const faults: ReadonlyMap<string, Fault> = new Map<string, Fault>(Object.entries(faultTable));

/** All faults, as `lab list` shows them. */
export const faultList: readonly FaultInfo[] = [...faults].map(([id, fault]) => ({
  id,
  title: fault.title,
  deployments: deploymentIds.filter((deployment) => !(fault.except ?? []).includes(deployment)),
  arguments: fault.arguments,
  expect: fault.expect,
}));

/** Checks a choice of faults. Throws LabError for an unknown one and for one that the deployment cannot have. */
export function chooseFaults(ids: readonly string[], deployment: DeploymentId): ReadonlySet<FaultId> {
  const chosen = new Set<FaultId>();
  for (const id of ids) {
    const fault = isFaultId(id) ? faults.get(id) : undefined;
    if (!isFaultId(id) || fault === undefined) {
      throw new LabError(`There is no fault "${id}"; choose from ${[...faults.keys()].join(', ')}.`);
    }
    if (fault.except?.includes(deployment) === true) {
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
    if (id !== 'wrong-password' && fault?.views.includes(view) === true) return fault.expect;
  }
  return undefined;
}

/** The deployment as the faults leave it: `user-not-enabled` takes SIP from the first user. */
export function faultyDeployment(deployment: Deployment, chosen: ReadonlySet<FaultId>): Deployment {
  if (!chosen.has('user-not-enabled')) return deployment;
  return {
    ...deployment,
    users: deployment.users.map((user, index) =>
      index === 0 ? { ...user, home: null, expect: expectedOf(null) } : user,
    ),
  };
}

/** How the web applications behave: the product's defaults, less what the faults take away. */
export function policyOf(deployment: Deployment, chosen: ReadonlySet<FaultId>): WebPolicy {
  const noTicket = chosen.has('webticket-no-windows');
  return {
    linksScheme: chosen.has('http-links') ? 'http' : 'https',
    windowsAuth: noTicket ? 'none' : 'negotiate+ntlm',
    usernameTokenAuth: !noTicket,
    grants: grantsOf(deployment, chosen),
    redirectLoop: chosen.has('redirect-loop'),
  };
}

function grantsOf(deployment: Deployment, chosen: ReadonlySet<FaultId>): readonly string[] {
  if (deployment.version === '2010') return [];
  if (chosen.has('grant-not-allowed')) return ['urn:microsoft.rtc:anonmeeting'];
  return ['urn:microsoft.rtc:windows', 'urn:microsoft.rtc:anonmeeting', 'password'];
}

const skewMs = 37 * 60 * 1000;

/** The servers' clock; DNS and certificates keep the right time. */
export function environmentOf(chosen: ReadonlySet<FaultId>): LabEnvironment {
  return { now: () => Date.now() + (chosen.has('clock-skew') ? skewMs : 0) };
}
