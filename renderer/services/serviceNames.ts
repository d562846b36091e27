/** The services by the names that people know them by, in the order and groups of the map. */
import { servicePurposes } from '../../shared/services.js';

interface Named {
  readonly service: string;
  readonly title: string;
}

export interface NamedGroup {
  readonly title: string;
  readonly services: readonly Named[];
}

/** Not links: parts of the sign-in that have a place on the map. */
export const ownServices = {
  webTicket: 'WebTicket',
  oauth: 'OAuth',
  passive: 'Passive',
  registrar: 'Registrar',
  meeting: 'AnonymousJoin',
} as const;

export const namedGroups: readonly NamedGroup[] = [
  {
    title: 'Sign-in',
    services: [
      { service: 'Autodiscover', title: 'Autodiscover' },
      { service: ownServices.webTicket, title: 'Web tickets' },
      { service: ownServices.oauth, title: 'OAuth tokens' },
      { service: ownServices.passive, title: 'Sign-in page' },
      { service: ownServices.registrar, title: 'Registrar (SIP)' },
      { service: 'CertProvisioning', title: 'Client certificates' },
    ],
  },
  {
    title: 'Apps',
    services: [
      { service: 'Ucwa', title: 'UCWA' },
      { service: 'XFrame', title: 'Page for web apps' },
      { service: 'Mcx', title: 'Mobility, Lync 2010' },
      { service: 'AuthBroker', title: 'Store app (Reach)' },
    ],
  },
  {
    title: 'People and meetings',
    services: [
      { service: 'AddressBook', title: 'Address book files' },
      { service: 'AddressBookQuery', title: 'Address book search' },
      { service: 'GroupExpansion', title: 'Group expansion' },
      { service: 'WebScheduler', title: 'Meeting scheduler' },
      { service: 'Meet', title: 'Meeting page' },
      { service: ownServices.meeting, title: 'Joining without account' },
      { service: 'DialIn', title: 'Dial-in page' },
    ],
  },
  {
    title: 'Phones and administration',
    services: [
      { service: 'LocationInformation', title: 'Location of phones' },
      { service: 'DeviceUpdates', title: 'Phone updates' },
      { service: 'ResponseGroups', title: 'Response groups' },
      { service: 'ControlPanel', title: 'Control panel' },
    ],
  },
];

/** Those that a user document links to, and that clients live by: where the link is missing, that says something. */
export const linkedServices: readonly string[] = [
  'Autodiscover',
  'CertProvisioning',
  'Ucwa',
  'XFrame',
  'Mcx',
  'AuthBroker',
  'WebScheduler',
];

const ownPurposes: Readonly<Record<string, string>> = {
  [ownServices.webTicket]: 'tickets that stand for the password at the web services',
  [ownServices.oauth]: 'tokens for web and mobile apps',
  [ownServices.passive]: 'the page of the servers where a user signs in in a browser',
  [ownServices.registrar]: 'where desktop clients sign in and stay signed in',
  [ownServices.meeting]: 'meetings for people without an account',
};

/** "address book files"; '' for a service that nobody knows. */
export function purposeOf(service: string): string {
  const from = Object.hasOwn(ownPurposes, service) ? ownPurposes : servicePurposes;
  return Object.hasOwn(from, service) ? (from[service] ?? '') : '';
}

const spellings = new Map(
  namedGroups.flatMap(({ services }) => services.map(({ service }) => [service.toLowerCase(), service] as const)),
);

/** The known spelling of a token, which servers write in any case; its own where nobody knows it. */
export function spelled(service: string): string {
  return spellings.get(service.toLowerCase()) ?? service;
}
