/** The requests of one sign-in, as header fields in the order of the published samples. [MS-SIPREGE 3.1, 4; MS-CONMGMT; MS-SIPCOMP 4; RFC 3261 8.1.1] */
import { contactsEvent, contactsType } from './contacts.js';
import { asUtf8, type SipHeader, type SipText } from './message.js';
import { provisioningEvent, provisioningRequest, provisioningType } from './provisioning.js';

/** Who asks, and from where. */
export interface SipIdentity {
  /** user@domain */
  readonly address: string;
  readonly domain: string;
  readonly epid: string;
  /** UUID of this endpoint. */
  readonly instance: string;
  readonly userAgent: string;
  /** ADDR:PORT of this end of the connection, an IPv6 address in brackets. */
  readonly local: string;
  /** Random, of this endpoint's Contact. */
  readonly msOpaque: string;
}

/** What makes requests belong together. */
export interface SipDialogue {
  readonly callId: string;
  readonly fromTag: string;
}

const methods = 'INVITE, MESSAGE, INFO, OPTIONS, BYE, CANCEL, NOTIFY, ACK, REFER, BENOTIFY';
const nothing = new Uint8Array();

export type SipRequest = SipText & { readonly start: { readonly kind: 'request' } };

/** REGISTER. `expires` 0 takes the endpoint out again; absent, the server chooses. */
export function registerRequest(
  me: SipIdentity,
  dialogue: SipDialogue,
  cseq: number,
  branch: string,
  expires?: number,
): SipRequest {
  return request('REGISTER', `sip:${me.domain}`, [
    ...head(me, dialogue, cseq, branch, 'REGISTER', me.address),
    ['Contact', contactOf(me)],
    ['User-Agent', me.userAgent],
    ['Supported', 'gruu-10, adhoclist, msrtc-event-categories'],
    ['Supported', 'ms-forking'],
    ['Supported', 'ms-cluster-failover'],
    ['Supported', 'ms-userservices-state-notification'],
    ['ms-keep-alive', 'UAC;hop-hop=yes'],
    ['Event', 'registration'],
    ...(expires === undefined ? [] : [['Expires', String(expires)] as const]),
  ]);
}

/** OPTIONS to the domain: any answer shows that a SIP server is there. */
export function optionsRequest(me: SipIdentity, dialogue: SipDialogue, branch: string): SipRequest {
  return request('OPTIONS', `sip:${me.domain}`, [
    ...head(me, dialogue, 1, branch, 'OPTIONS', me.address),
    ['Contact', `<sip:${me.local};transport=tls>`],
    ['User-Agent', me.userAgent],
    ['Accept', 'application/sdp'],
  ]);
}

/** NEGOTIATE: asks the next hop for compression of this connection. */
export function negotiateRequest(me: SipIdentity, dialogue: SipDialogue, branch: string, server: string): SipRequest {
  return request('NEGOTIATE', `sip:${server}`, [
    ['Via', `SIP/2.0/TLS ${me.local};branch=${branch}`],
    ['CSeq', '1 NEGOTIATE'],
    ['Call-ID', dialogue.callId],
    ['From', `<sip:${me.local}>;tag=${dialogue.fromTag}`],
    ['To', `<sip:${server}>`],
    ['Compression', 'LZ77-8K'],
    ['Max-Forwards', '0'],
  ]);
}

/** SUBSCRIBE for the settings of this user, once. */
export function provisioningSubscribe(
  me: SipIdentity,
  dialogue: SipDialogue,
  branch: string,
  contact: string,
): SipRequest {
  return request(
    'SUBSCRIBE',
    `sip:${me.address}`,
    [
      ...head(me, dialogue, 1, branch, 'SUBSCRIBE', me.address),
      ['Contact', contact],
      ['User-Agent', me.userAgent],
      ['Event', provisioningEvent],
      ['Accept', provisioningType],
      ...subscriptionFields,
      ['Content-Type', provisioningType],
    ],
    new TextEncoder().encode(provisioningRequest()),
  );
}

/** SUBSCRIBE for the contact list, once. */
export function contactsSubscribe(me: SipIdentity, dialogue: SipDialogue, branch: string, contact: string): SipRequest {
  return request('SUBSCRIBE', `sip:${me.address}`, [
    ...head(me, dialogue, 1, branch, 'SUBSCRIBE', me.address),
    ['Contact', contact],
    ['User-Agent', me.userAgent],
    ['Event', contactsEvent],
    ['Accept', contactsType],
    ...subscriptionFields,
  ]);
}

/** The Contact of this endpoint before it has a GRUU. */
export function contactOf(me: SipIdentity): string {
  return `<sip:${me.local};transport=tls;ms-opaque=${me.msOpaque}>;methods="${methods}";proxy=replace;+sip.instance="<urn:uuid:${me.instance.toUpperCase()}>"`;
}

/** The 200 to a request of the server: what belongs together is copied from it. [RFC 3261 8.2.6] */
export function okTo(asked: { readonly headers: readonly SipHeader[] }, toTag: string, userAgent: string): SipText {
  const copied = ['via', 'v', 'from', 'f', 'to', 't', 'call-id', 'i', 'cseq', 'record-route'];
  const headers = asked.headers
    .filter(([name]) => copied.includes(name.toLowerCase()))
    .map(([name, raw]): SipHeader => {
      const value = asUtf8(raw);
      const isTo = name.toLowerCase() === 'to' || name.toLowerCase() === 't';
      return [name, isTo && !/;\s*tag\s*=/i.test(value) ? `${value};tag=${toTag}` : value];
    });
  return {
    start: { kind: 'response', status: 200, reason: 'OK' },
    headers: [...headers, ['User-Agent', userAgent]],
    body: nothing,
  };
}

const subscriptionFields: readonly SipHeader[] = [
  ['Supported', 'com.microsoft.autoextend'],
  ['Supported', 'ms-benotify'],
  ['Proxy-Require', 'ms-benotify'],
  ['Supported', 'ms-piggyback-first-notify'],
  ['Expires', '0'],
];

function head(
  me: SipIdentity,
  { callId, fromTag }: SipDialogue,
  cseq: number,
  branch: string,
  method: string,
  to: string,
): readonly SipHeader[] {
  return [
    ['Via', `SIP/2.0/TLS ${me.local};branch=${branch}`],
    ['Max-Forwards', '70'],
    ['From', `<sip:${me.address}>;tag=${fromTag};epid=${me.epid}`],
    ['To', `<sip:${to}>`],
    ['Call-ID', callId],
    ['CSeq', `${cseq} ${method}`],
  ];
}

function request(method: string, uri: string, headers: readonly SipHeader[], body: Uint8Array = nothing): SipRequest {
  return { start: { kind: 'request', method, uri }, headers, body };
}
