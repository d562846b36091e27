// What an application's resources say (skype-docs, UCWA reference pages and the dump in CreateAnApplication).
import { createHash } from 'node:crypto';
import type { ServerVersion } from '../../types.js';
import type { Application } from './applications.js';
import { hrefOf } from './events.js';
import type { Link, Resource } from './representation.js';

/** The application with what is embedded in it. */
export function applicationResource(application: Application, version: ServerVersion): Resource {
  const { href, culture, userAgent, endpointId, instanceId, id } = application;
  return {
    rel: 'application',
    href,
    properties: {
      culture,
      userAgent,
      ...(version === '2013'
        ? {}
        : { type: 'Browser', endpointId, id, ...(instanceId === undefined ? {} : { instanceId }) }),
    },
    links: [
      { rel: 'policies', href: `${href}/policies` },
      { rel: 'batch', href: `${href}/batch` },
      { rel: 'events', href: hrefOf(application, 1) },
      ...(version === '2013' ? [] : [{ rel: 'reportMyNetwork', href: `${href}/reportMyNetwork` }]),
    ],
    embedded: [
      meResource(application),
      peopleResource(application),
      onlineMeetingsResource(application),
      communicationResource(application),
    ],
  };
}

/** The user; what she can do depends on whether she has made herself available. */
export function meResource(application: Application): Resource {
  const href = `${application.href}/me`;
  const below = (rel: string, path = rel): Link => ({ rel, href: `${href}/${path}` });
  const { sipAddress, conference } = application.owner;
  if (conference !== undefined) return { rel: 'me', href, properties: { name: 'Guest', uri: `sip:${sipAddress}` } };
  return {
    rel: 'me',
    href,
    properties: { name: nameOf(sipAddress), uri: `sip:${sipAddress}` },
    links: [
      ...(application.available === undefined
        ? [below('makeMeAvailable')]
        : [below('reportMyActivity'), below('presence'), below('note'), below('location')]),
      below('callForwardingSettings'),
      below('phones'),
      { rel: 'photo', href: `${application.href}/photos/${sipAddress}` },
    ],
  };
}

function nameOf(sipAddress: string): string {
  return (sipAddress.split('@')[0] ?? '')
    .split('.')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join(' ');
}

const peopleParts: readonly (readonly [rel: string, path: string])[] = [
  ['presenceSubscriptions', 'presenceSubscriptions'],
  ['subscribedContacts', 'subscribedContacts'],
  ['presenceSubscriptionMemberships', 'presenceSubscriptionMemberships'],
  ['myGroups', 'groups'],
  ['myGroupMemberships', 'groupMemberships'],
  ['myContacts', 'contacts'],
  ['myPrivacyRelationships', 'privacyRelationships'],
  ['myContactsAndGroupsSubscription', 'contactsAndGroupsSubscription'],
  ['search', 'search'],
];

const onlineMeetingsParts: readonly (readonly [rel: string, path: string])[] = [
  ['myOnlineMeetings', 'myOnlineMeetings'],
  ['onlineMeetingDefaultValues', 'defaultValues'],
  ['onlineMeetingEligibleValues', 'eligibleValues'],
  ['onlineMeetingInvitationCustomization', 'customInvitation'],
  ['onlineMeetingPolicies', 'policies'],
  ['phoneDialInInformation', 'phoneDialInInformation'],
];

export function peopleResource(application: Application): Resource {
  return collection(application, 'people', peopleParts);
}

export function onlineMeetingsResource(application: Application): Resource {
  return collection(application, 'onlineMeetings', onlineMeetingsParts);
}

function collection(
  application: Application,
  rel: string,
  parts: readonly (readonly [rel: string, path: string])[],
): Resource {
  const href = `${application.href}/${rel}`;
  return { rel, href, links: parts.map(([part, path]) => ({ rel: part, href: `${href}/${path}` })) };
}

export function communicationResource(application: Application): Resource {
  const href = `${application.href}/communication`;
  const meetings = `${href}/onlineMeetingInvitations`;
  const modalities = application.available?.modalities ?? [];
  const formats = application.available?.formats ?? ['Plain'];
  const isGuest = application.owner.conference !== undefined;
  return {
    rel: 'communication',
    href,
    properties: {
      [application.token]: 'please pass this in a PUT request',
      supportedModalities: modalities,
      supportedMessageFormats: formats,
    },
    links: [
      { rel: 'conversations', href: `${href}/conversations?filter=active` },
      ...(isGuest
        ? []
        : [
            { rel: 'startMessaging', href: `${href}/messagingInvitations` },
            { rel: 'startOnlineMeeting', href: `${meetings}?onlineMeetingUri=adhoc` },
          ]),
      { rel: 'joinOnlineMeeting', href: meetings },
    ],
    etag: etagOf([...modalities, '/', ...formats]),
  };
}

// Ten digits, as published ones have.
function etagOf(parts: readonly string[]): string {
  return String(createHash('sha1').update(parts.join(' ')).digest().readUInt32BE(0)).padStart(10, '1');
}

const disabled = 'Disabled';

/** What the user may do. */
export function policiesResource(application: Application): Resource {
  const { sipAddress, conference } = application.owner;
  return {
    rel: 'policies',
    href: `${application.href}/policies`,
    properties: {
      telephonyMode: conference === undefined ? 'Uc' : 'None',
      exchangeUnifiedMessaging: disabled,
      logging: disabled,
      loggingLevel: 'Off',
      photos: 'Enabled',
      multiViewJoin: disabled,
      ...(conference === undefined ? { voicemailUri: `sip:${sipAddress};opaque=app:voicemail` } : {}),
      audioOnlyOnWifi: disabled,
      videoOnlyOnWifi: 'Enabled',
      sharingOnlyOnWifi: 'Enabled',
      customerExperienceImprovementProgram: disabled,
      saveCredentials: 'Enabled',
      saveMessagingHistory: 'Enabled',
      messageArchiving: disabled,
      saveCallLogs: 'Enabled',
      clientExchangeConnectivity: 'Enabled',
    },
  };
}

/** A resource below people, onlineMeetings or me that a GET only looks at; undefined where there is none. */
export function partResource(application: Application, path: string): Resource | undefined {
  const { href, available, note } = application;
  if (path === 'me/phones' || path === 'me/callforwardingsettings') {
    const rel = path === 'me/phones' ? 'phones' : 'callForwardingSettings';
    const properties = rel === 'phones' ? {} : { activePeriod: 'Always', activeSetting: 'None' };
    return { rel, href: `${href}/me/${rel}`, properties };
  }
  if (available !== undefined) {
    if (path === 'me/presence') {
      const activity = { availability: available.presence, activity: available.presence };
      return { rel: 'presence', href: `${href}/me/presence`, properties: activity };
    }
    if (path === 'me/note') {
      return { rel: 'note', href: `${href}/me/note`, properties: { message: note, type: 'Personal' } };
    }
    if (path === 'me/location') return { rel: 'location', href: `${href}/me/location`, properties: { location: '' } };
  }
  for (const [rel, parts] of [
    ['people', peopleParts],
    ['onlineMeetings', onlineMeetingsParts],
  ] as const) {
    const part = parts.find(([, name]) => path === `${rel}/${name}`.toLowerCase());
    if (part !== undefined) return { rel: part[0], href: `${href}/${rel}/${part[1]}` };
  }
  return undefined;
}
