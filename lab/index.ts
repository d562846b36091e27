/** Starts whole simulated deployments on the loopback interface, healthy or broken on purpose. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deploymentIds, deployments, findDeployment } from './deployments/index.js';
import {
  chooseFaults,
  environmentOf,
  expectedFinding,
  faultList,
  faultyDeployment,
  pendingFaultList,
  policyOf,
  proxyMoodOf,
} from './faults.js';
import { isRefusal, SignInBrowser } from './identity/signInBrowser.js';
import type { IdentityProvider } from './identity/types.js';
import { createWsFederation } from './identity/wsFederation.js';
import { keptKeyPair } from './keys.js';
import { identityProductOf } from './modernFaults.js';
import { LabError } from './network/labError.js';
import { openOutboundProxy } from './network/outboundProxy.js';
import { startNetwork } from './network/start.js';
import type {
  Deployment,
  DeploymentId,
  FaultInfo,
  LabEnvironment,
  LabUser,
  RunningLab,
  StartOptions,
} from './types.js';
import { createOnlineServices, createSharedState, createWebApplications } from './web/index.js';
import { conferencesOf } from './web/ucwa/conferences.js';

export { LabError } from './network/labError.js';
export type { FaultInfo, RunningLab, StartOptions } from './types.js';

/** What can be started and what can be broken. */
export function listLab(): {
  readonly deployments: readonly {
    readonly id: DeploymentId;
    readonly title: string;
    readonly domain: string;
    /** The way to sign in that a check should use where it chose none. */
    readonly signIn?: 'online';
    readonly users: readonly { readonly sipAddress: string; readonly expect: string }[];
  }[];
  readonly faults: readonly FaultInfo[];
  /** Faults that can be started although no check is held to them yet. */
  readonly pendingFaults: readonly FaultInfo[];
} {
  return {
    deployments: deployments.map(({ id, title, sipDomain, users, online }) => ({
      id,
      title,
      domain: sipDomain,
      ...(online === 'all' ? { signIn: 'online' as const } : {}),
      users: users.map(({ sipAddress, expect }) => ({ sipAddress, expect })),
    })),
    faults: faultList,
    pendingFaults: pendingFaultList,
  };
}

/**
 * Starts a deployment; default is random ports on 127.0.0.1, seen from outside. Resolves when every port is open.
 * Throws LabError (one sentence) for an unknown deployment or fault, an address that is not loopback, a port in use.
 */
export async function startLab(options: StartOptions): Promise<RunningLab> {
  const healthy = findDeployment(options.deployment);
  if (healthy === undefined) {
    throw new LabError(`There is no deployment "${options.deployment}"; choose from ${deploymentIds.join(', ')}.`);
  }
  const faults = chooseFaults(options.faults ?? [], healthy.id);
  const view = options.from ?? 'outside';
  const deployment = faultyDeployment(healthy, faults);
  const environment = withKeys(environmentOf(faults), healthy.id);
  const identity = await startIdentity(deployment, faults, environment);
  // Passive sign-in and modern authentication exclude each other at a pool; the host is then that of the latter.
  const passive =
    faults.has('passive-only') && identity === undefined ? createWsFederation(deployment, environment) : undefined;
  const policy = {
    ...policyOf(deployment, faults),
    ...(passive === undefined ? {} : { passive }),
    ...(identity === undefined ? {} : { tokenIssuer: identity.authorizationUri, modern: identity }),
  };
  const state = createSharedState(environment);
  // Certificates of the company's own pools mean nothing to the online service.
  const onlineState =
    deployment.online === 'some' ? createSharedState(withKeys(environment, `${healthy.id} online`)) : state;
  const network = await startNetwork({
    deployment,
    view,
    faults,
    address: options.address ?? '127.0.0.1',
    standardPorts: options.standardPorts ?? false,
    delays: options.delays ?? { dns: 0, tlsFlight: 0, http: 0 },
    applications: {
      deployment: createWebApplications(deployment, policy, environment, state),
      ...createOnlineServices(deployment, policy, environment, onlineState),
    },
    environment,
    clientCertificates: state.certificates,
    onlineCertificates: onlineState.certificates,
    ...(identity === undefined ? {} : { identity }),
    ...(passive === undefined ? {} : { identity: passive }),
  }).catch(async (error: unknown) => {
    await identity?.close();
    throw error;
  });
  const mood = proxyMoodOf(faults);
  const proxy = mood === undefined ? undefined : await openOutboundProxy(options.address ?? '127.0.0.1', mood);
  const trusted = network.rootPem + (network.gatewayPem ?? '');
  const folder = await mkdtemp(join(tmpdir(), 'lyncscope-'));
  const caFile = join(folder, 'ca.pem');
  try {
    await writeFile(caFile, trusted);
  } catch (error) {
    await Promise.all([
      network.stop(),
      identity?.close(),
      proxy?.close(),
      rm(folder, { recursive: true, force: true }),
    ]);
    throw error;
  }
  let isProxyOpen = proxy !== undefined;
  // A second stop is harmless.
  const closeOnce = async (): Promise<void> => {
    if (!isProxyOpen) return;
    isProxyOpen = false;
    await proxy?.close();
  };
  let isIdentityOpen = true;
  const closeIdentity = async (): Promise<void> => {
    if (isIdentityOpen) await identity?.close();
    isIdentityOpen = false;
  };
  const expected = expectedFinding(faults, view);
  const isWrong = faults.has('wrong-password') || faults.has('orgid-wrong-password');
  const credentialsFor: RunningLab['credentialsFor'] = (sipAddress) => {
    const { password, ...user } = findUser(deployment, sipAddress);
    return {
      sipAddress: user.sipAddress,
      userName: user.userName,
      password: isWrong ? `${password}1` : password,
    };
  };
  return {
    deployment: deployment.id,
    domain: deployment.sipDomain,
    ...(deployment.online === 'all' ? { signIn: 'online' as const } : {}),
    users: deployment.users.map((user) => ({
      sipAddress: user.sipAddress,
      userName: user.userName,
      password: user.password,
      expect: expected ?? user.expect,
    })),
    credentialsFor,
    caFile,
    caPem: trusted,
    dns: network.dns,
    connectTo: network.connectTo,
    hosts: network.hosts,
    ...(proxy === undefined ? {} : { proxy: proxy.url }),
    clientCertificates: state.certificates,
    openApplications: () => state.applications.open(),
    conferences: conferencesOf(deployment, policy.conferences),
    signInOnPage: async (sipAddress, { url, userCode }) => {
      const { userName, password } = credentialsFor(sipAddress);
      const browser = new SignInBrowser({ caPem: trusted, connectTo: network.connectTo });
      const said = await browser.signIn(url, {
        user: userName,
        password,
        ...(userCode === undefined ? {} : { userCode }),
      });
      return { isBack: browser.isBack, isRefused: isRefusal(said) };
    },
    stop: async () => {
      state.applications.close();
      onlineState.applications.close();
      await Promise.all([network.stop(), closeIdentity(), closeOnce(), rm(folder, { recursive: true, force: true })]);
    },
  };
}

/** A deployment has the same keys whenever it is started in this process. */
function withKeys(environment: LabEnvironment, owner: string): LabEnvironment {
  return { ...environment, keyPair: (role) => keptKeyPair(`${owner}: ${role}`) };
}

/** The OpenID provider is large: it is loaded only for those who want it. */
async function startIdentity(
  deployment: Deployment,
  faults: ReadonlySet<string>,
  environment: LabEnvironment,
): Promise<IdentityProvider | undefined> {
  if (identityProductOf(faults) === undefined) return undefined;
  const { startIdentityProvider } = await import('./identity/provider.js');
  return startIdentityProvider(deployment, faults, environment);
}

/** The user with this address (scheme and case do not matter), else the first one. */
function findUser(deployment: Deployment, sipAddress: string | undefined): LabUser {
  const wanted = sipAddress?.replace(/^sips?:/i, '').toLowerCase();
  const user =
    deployment.users.find((candidate) => candidate.sipAddress.toLowerCase() === wanted) ?? deployment.users[0];
  if (user === undefined) throw new Error(`deployment ${deployment.id} has no users`);
  return user;
}
