/** SUBSCRIBE for the two things a client reads right after it signed in: provisioning and its contact list. */
import { randomBytes } from 'node:crypto';
import { addressOfRecord, readAddress } from './header.js';
import { lists, valueOf, type Header, type SipMessage } from './message.js';
import { contactList, contactsType, groupsAsked, provisioningDocument, provisioningType } from './provisioning.js';
import { allowedEvents, failure, type Caller } from './registrar.js';
import { badRequest, refused, type Reply } from './reply.js';

const longestSubscription = 7200;

/** Answers a SUBSCRIBE of somebody who owns the address in From. */
export function subscribe(request: SipMessage, caller: Caller): Reply {
  const address = addressOfRecord(readAddress(valueOf(request, 'from') ?? '')?.uri ?? '');
  if (address === undefined) return badRequest('From holds no SIP address');
  if (addressOfRecord(readAddress(valueOf(request, 'to') ?? '')?.uri ?? '') !== address) {
    return failure(403, 'Forbidden', 2004, 'Subscriber is not authorized to subscribe');
  }
  const required = requiredTags(request).find((tag) => tag !== 'ms-benotify');
  if (required !== undefined) return { status: 420, reason: 'Bad Extension', headers: [['Unsupported', required]] };
  if (!/^\d{1,10}$/.test(valueOf(request, 'expires') ?? '0')) return badRequest('Expires is no number');
  const event = (valueOf(request, 'event') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  switch (event) {
    case 'vnd-microsoft-provisioning-v2':
      return provisioning(request, caller, address);
    case 'vnd-microsoft-roaming-contacts':
      if (!lists(request, 'accept', contactsType)) return notAcceptable;
      return withDocument(request, address, contactsType, contactList(caller.services, address));
    default:
      return { status: 489, reason: 'Bad Event', headers: [['Allow-Events', allowedEvents]] };
  }
}

const notAcceptable: Reply = { status: 406, reason: 'Not Acceptable' };

function provisioning(request: SipMessage, { services }: Caller, address: string): Reply {
  const refusal = services.policy.provisioningRefusal;
  if (refusal !== undefined) return refused(refusal);
  if (!lists(request, 'accept', provisioningType)) return notAcceptable;
  const type = valueOf(request, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== provisioningType) {
    return failure(415, 'Unsupported Media Type', 4013, 'content-type does not match expected');
  }
  const asked = groupsAsked(request.body);
  if (asked === undefined) return failure(400, 'Bad Request', 4001, 'XML parse failure');
  return withDocument(request, address, provisioningType, provisioningDocument(services, address, asked));
}

/** The document in the 200 itself where the client can take that, else in a BENOTIFY or NOTIFY behind it. */
function withDocument(request: SipMessage, address: string, type: string, body: Buffer): Reply {
  const expires = Math.min(Number(valueOf(request, 'expires') ?? '0'), longestSubscription);
  const state = expires === 0 ? 'terminated;expires=0' : `active;expires=${expires}`;
  const about: readonly Header[] = [
    ['Event', valueOf(request, 'event') ?? ''],
    ['subscription-state', state],
  ];
  const supported: readonly Header[] = [['Supported', 'ms-benotify, ms-piggyback-first-notify']];
  const common: readonly Header[] = [['Expires', String(expires)], ...supported];
  if (lists(request, 'supported', 'ms-piggyback-first-notify')) {
    const headers: readonly Header[] = [...about, ...common, ['ms-piggyback-cseq', '1'], ['Content-Type', type]];
    return { status: 200, reason: 'OK', headers, body };
  }
  const from = valueOf(request, 'from') ?? '';
  return {
    status: 200,
    reason: 'OK',
    headers: [...about, ...common],
    then: [
      {
        method: lists(request, 'supported', 'ms-benotify') ? 'BENOTIFY' : 'NOTIFY',
        uri: readAddress(valueOf(request, 'contact') ?? '')?.uri ?? `sip:${address}`,
        headers: [
          ['From', `<sip:${address}>;tag=${randomBytes(16).toString('hex').toUpperCase()}`],
          ['To', from],
          ['Call-ID', valueOf(request, 'call-id') ?? ''],
          ['CSeq', `2 ${lists(request, 'supported', 'ms-benotify') ? 'BENOTIFY' : 'NOTIFY'}`],
          ...about,
          ['Content-Type', type],
        ],
        body,
      },
    ],
  };
}

function requiredTags(request: SipMessage): readonly string[] {
  return ['require', 'proxy-require'].flatMap((name) =>
    request.headers
      .filter(([known]) => known.toLowerCase() === name)
      .flatMap(([, value]) => value.split(',').map((tag) => tag.trim().toLowerCase())),
  );
}
