/** REGISTER of somebody who proved who they are (MS-SIPREGE 3.2, MS-CONMGMT): 200, 301 to the home pool, or a refusal. */
import { randomBytes } from 'node:crypto';
import { homeOf, onlineDirectoryHost } from '../web/topology.js';
import type { Association } from './association.js';
import { gruuOf, instanceOf } from './endpointId.js';
import { addressOfRecord, readAddress } from './header.js';
import { valueOf, valuesOf, type Header, type SipMessage } from './message.js';
import type { Binding, Registrations } from './registrations.js';
import { badRequest, refused, type Reply, type ServerRequest } from './reply.js';
import type { Refusal, SipEntry, SipServices } from './types.js';

export interface Caller {
  readonly services: SipServices;
  readonly registrations: Registrations;
  readonly entry: SipEntry;
  readonly association: Association;
  readonly connectionId: string;
}

/** Seconds: what a server gives and the least and most it takes. */
const expiry = { usual: 7200, least: 60, most: 24 * 3600 } as const;
const longestEpid = 16;

export const allowedEvents = [
  'vnd-microsoft-provisioning',
  'vnd-microsoft-roaming-contacts',
  'vnd-microsoft-roaming-ACL',
  'presence',
  'presence.wpending',
  'vnd-microsoft-roaming-self',
  'vnd-microsoft-provisioning-v2',
].join(',');

/** The account is good and somebody else's. */
export const notTheOwner: Refusal = {
  status: 403,
  reason: 'Forbidden',
  diagnostics: {
    id: 4004,
    reason: 'Credentials provided are not authorized to act as specified from URI',
    isPublic: true,
  },
};

/** Refusals of who the message says it is from; undefined when the account owns the address. */
export function refuseIdentity(request: SipMessage, { association, services }: Caller): Reply | undefined {
  const from = addressOfRecord(readAddress(valueOf(request, 'from') ?? '')?.uri ?? '');
  if (from === undefined) return badRequest('From holds no SIP address');
  const [, domain] = from.split('@');
  if (domain !== services.deployment.sipDomain) {
    return failure(404, 'Not Found', 1005, 'Cannot route to destination domain');
  }
  if (homeOf(services.deployment, from).kind === 'unknown')
    return failure(404, 'Not Found', 1003, 'User does not exist');
  if (from === association.user.sipAddress.toLowerCase()) return undefined;
  return refused(notTheOwner);
}

/** Registers, or takes back. The sender is known to own the address in From. */
export function register(request: SipMessage, caller: Caller): Reply {
  const { services, registrations, entry } = caller;
  const from = readAddress(valueOf(request, 'from') ?? '');
  const to = readAddress(valueOf(request, 'to') ?? '');
  const address = addressOfRecord(from?.uri ?? '');
  if (address === undefined || addressOfRecord(to?.uri ?? '') !== address)
    return badRequest('To is not the address in From');
  const endpoint = endpointOf(request);
  if ('status' in endpoint) return endpoint;
  const expires = expiresOf(request);
  if (expires === undefined) return badRequest('Expires is no number');
  if (expires === 0) {
    registrations.remove(address, endpoint.epid);
    return { status: 200, reason: 'OK', headers: [keepAlive, ['Expires', '0']] };
  }
  const elsewhere = redirect(address, caller);
  if (elsewhere !== undefined) return elsewhere;
  const { userRefusal, remoteRefusal } = services.policy;
  const refusal = userRefusal ?? (entry.kind === 'edge' ? remoteRefusal : undefined);
  if (refusal !== undefined) return refused(refusal);
  if (expires < expiry.least) {
    return { status: 423, reason: 'Interval Too Brief', headers: [['Min-Expires', String(expiry.least)]] };
  }
  const granted = Math.min(expires, expiry.most);
  const isNew = !registrations.of(address).some(({ epid }) => epid === endpoint.epid);
  const binding: Binding = {
    ...endpoint,
    address,
    connectionId: caller.connectionId,
    expiresAt: services.environment.now() + granted * 1000,
  };
  if (!registrations.put(binding)) return failure(403, 'Forbidden', 4000, 'User services default error');
  if (services.policy.deregisters) registrations.remove(address, binding.epid);
  return {
    status: 200,
    reason: 'OK',
    headers: [
      keepAlive,
      ...registrations.of(address).map((one) => contactHeader(one, services)),
      ['Expires', String(granted)],
      ['presence-state', presenceState(isNew, services)],
      ['Allow-Events', allowedEvents],
      ['Supported', 'adhoclist'],
      ['Supported', 'msrtc-event-categories'],
      ['Supported', 'ms-keepalive-deregister'],
      ['Supported', 'ms-userservices-state-notification'],
    ],
    ...(services.policy.deregisters ? { then: [deregistration(request, binding)] } : {}),
  };
}

/** MS-SIPREGE, registration event: the account was disabled while its endpoint was registered. */
function deregistration(request: SipMessage, { contact, address, epid }: Binding): ServerRequest {
  return {
    method: 'NOTIFY',
    uri: contact,
    headers: [
      ['From', `<sip:${address}>;tag=${randomBytes(16).toString('hex').toUpperCase()}`],
      ['To', `<sip:${address}>;epid=${epid}`],
      ['Call-ID', valueOf(request, 'call-id') ?? ''],
      ['CSeq', '1 NOTIFY'],
      ['Event', 'registration-notify'],
      ['subscription-state', 'terminated;expires=0'],
      ['ms-diagnostics-public', '4141;reason="User disabled"'],
      ['Content-Type', 'text/registration-event'],
    ],
    body: Buffer.from('deregistered;event=rejected\r\n', 'latin1'),
  };
}

const keepAlive: Header = ['ms-keep-alive', 'UAS; tcp=no; hop-hop=yes; end-end=no; timeout=300'];

function presenceState(isNew: boolean, { policy }: SipServices): string {
  const primary = policy.limitedMode ? 'no' : 'yes';
  const action = isNew ? 'added' : 'refreshed';
  return `register-action="${action}";primary-cluster-type="central";is-connected-to-primary="${primary}"`;
}

function contactHeader(
  { contact, connectionId, expiresAt, instance, address, epid }: Binding,
  services: SipServices,
): Header {
  const left = Math.max(0, Math.round((expiresAt - services.environment.now()) / 1000));
  return [
    'Contact',
    `<${contact};ms-received-cid=${connectionId}>;expires=${left};+sip.instance="<urn:uuid:${instance}>";gruu="${gruuOf(address, epid)}"`,
  ];
}

/** Inside, a pool sends users of another one there; the Edge routes by itself. Online users are sent to the cloud. */
function redirect(address: string, { services, entry }: Caller): Reply | undefined {
  const { deployment, policy } = services;
  const home = homeOf(deployment, address);
  if (home.kind === 'online') return movedTo(onlineDirectoryHost.replace(/^webdir/, 'sipdir'), 443);
  if (home.kind !== 'pool' || entry.kind === 'edge') return undefined;
  const other = deployment.pools.find(({ id }) => id !== entry.pool.id);
  if (policy.redirectsForever && other !== undefined) return movedTo(other.fqdn, 5061);
  return home.pool.id === entry.pool.id ? undefined : movedTo(home.pool.fqdn, 5061);
}

function movedTo(host: string, port: number): Reply {
  return {
    status: 301,
    reason: 'Redirect request to Home Server',
    headers: [
      ['Contact', `<sip:${host}:${port};transport=tls>`],
      ['Expires', '2592000'],
    ],
  };
}

type Endpoint = Pick<Binding, 'epid' | 'instance' | 'contact'>;

function endpointOf(request: SipMessage): Endpoint | Reply {
  const epid = readAddress(valueOf(request, 'from') ?? '')?.parameters.get('epid') ?? '';
  const contacts = valuesOf(request, 'contact');
  const contact = readAddress(contacts[0] ?? '');
  const instance = /^<?urn:uuid:([0-9a-f-]{36})>?$/i.exec(contact?.parameters.get('+sip.instance') ?? '')?.[1];
  if (epid === '' && instance === undefined) return failure(400, 'Bad Request', 4010, 'Missing endpoint identifier');
  if (epid === '') return failure(400, 'Bad Request', 4011, 'Epid not present');
  if (epid.length > longestEpid) return failure(400, 'Bad Request', 4012, 'Epid too long');
  if (contact === undefined || contacts.length > 1 || !/^sips?:[^\s<>"]{1,500}$/i.test(contact.uri)) {
    return badRequest('exactly one Contact with a SIP address is needed');
  }
  if (instance !== undefined && instance.toLowerCase() !== instanceOf(epid)) {
    return badRequest('the instance in Contact does not belong to the epid in From');
  }
  return { epid, instance: instanceOf(epid), contact: contact.uri };
}

function expiresOf(request: SipMessage): number | undefined {
  const header = valueOf(request, 'expires');
  const inContact = readAddress(valueOf(request, 'contact') ?? '')?.parameters.get('expires');
  const value = inContact ?? header;
  if (value === undefined) return expiry.usual;
  return /^\d{1,10}$/.test(value) ? Number(value) : undefined;
}

/** A refusal with one of the numbers of MS-OCER. */
export function failure(status: number, reason: string, id: number, text: string): Reply {
  return { status, reason, diagnostics: { id, reason: text } };
}
