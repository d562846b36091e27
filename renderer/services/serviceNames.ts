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
  meetingPage: 'MeetingPage',
  guestToken: 'GuestToken',
  guestApplication: 'GuestApplication',
  joining: 'GuestJoin',
  outcome: 'GuestOutcome',
  leaving: 'GuestLeave',
  mcxPage: 'McxPage',
  mcxTicket: 'McxTicket',
  mcxSession: 'McxSession',
  mcxPush: 'McxPush',
} as const;

export const namedGroups: readonly NamedGroup[] = [
  {
    title: 'Joining as a guest',
    services: [
      { service: ownServices.meeting, title: 'The whole join' },
      { service: ownServices.meetingPage, title: '1. Which meeting' },
      { service: ownServices.guestToken, title: '2. Token for a guest' },
      { service: ownServices.guestApplication, title: '3. Application (UCWA)' },
      { service: ownServices.joining, title: '4. Asking to join' },
      { service: ownServices.outcome, title: '5. Let in or not' },
      { service: ownServices.leaving, title: '6. Leaving' },
    ],
  },
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
      { service: 'AuthBroker', title: 'Store app (Reach)' },
    ],
  },
  {
    title: 'Mobility of Lync 2010 phones (Mcx)',
    services: [
      { service: 'Mcx', title: 'Mobility service' },
      { service: ownServices.mcxPage, title: 'Page and metadata' },
      { service: ownServices.mcxTicket, title: 'Ticket for a phone' },
      { service: ownServices.mcxSession, title: 'Stays at one server' },
      { service: ownServices.mcxPush, title: 'Way of notifications' },
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
  [ownServices.meetingPage]: 'the page behind the link of an invitation',
  [ownServices.guestToken]: 'what lets a guest speak to the servers, for the key of the meeting',
  [ownServices.guestApplication]: 'the place at the server that the guest works from',
  [ownServices.joining]: 'the request to be let in',
  [ownServices.outcome]: 'what the meeting answers: in, lobby or no',
  [ownServices.leaving]: 'the application is deleted',
  [ownServices.mcxPage]: 'whether the mobility service runs, and how it is used',
  [ownServices.mcxTicket]: 'what a phone shows in place of the password',
  [ownServices.mcxSession]: 'whether the load balancer keeps one phone at one server',
  [ownServices.mcxPush]: 'how sleeping phones are woken',
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
