/**
 * What a walk does for one client, and what it leaves out because that client would not do it. Read by the flows, the
 * plan of password uses and the window's preview alike. docs/protocol/clients.md.
 */
import type { ClientChoice, ClientKind, SipAuth } from '../session/model.js';

export interface ClientNeeds {
  /** lyncdiscoverinternal and lyncdiscover, and what they lead to. */
  readonly discovery: boolean;
  /** The first hop may also be plain HTTP. */
  readonly http: boolean;
  /** In which form the root is asked; the other one is then left out. 'both': XML leads, JSON is looked at. */
  readonly form: 'both' | 'xml' | 'json';
  readonly webTicket: boolean;
  readonly oauth: boolean;
  /** The registrar, and the certificates it takes. */
  readonly sip: boolean;
  /** How it registers where nothing else is chosen. */
  readonly sipAuth: SipAuth;
  readonly ucwa: boolean;
  readonly mcx: boolean;
  /** Services of the user document that are tested, in lower case; empty: none. */
  readonly services: 'all' | readonly string[];
  /** Questions put to the services with a web ticket of their own. */
  readonly serviceQueries: boolean;
  /** Which Front Ends answer, and the sign-in page of the server. */
  readonly surroundings: boolean;
}

const everything: ClientNeeds = {
  discovery: true,
  http: true,
  form: 'both',
  webTicket: true,
  oauth: true,
  sip: true,
  sipAuth: 'auto',
  ucwa: true,
  mcx: true,
  services: 'all',
  serviceQueries: true,
  surroundings: true,
};

/** A client of the web services: what is left when SIP and everything special is taken away. */
const overTheWeb: ClientNeeds = {
  ...everything,
  form: 'xml',
  sip: false,
  ucwa: false,
  mcx: false,
  oauth: false,
  serviceQueries: false,
  surroundings: false,
};

const table: Readonly<Record<ClientKind, ClientNeeds>> = {
  desktop: {
    ...overTheWeb,
    sip: true,
    services: ['autodiscover', 'certprovisioning', 'addressbook', 'groupexpansion', 'meet', 'dialin', 'webscheduler'],
    serviceQueries: true,
  },
  'mobile-2010': { ...overTheWeb, mcx: true, services: ['autodiscover', 'mcx', 'meet'] },
  'mobile-2013': { ...overTheWeb, oauth: true, ucwa: true, services: ['autodiscover', 'ucwa', 'meet'] },
  'store-app': { ...overTheWeb, services: ['autodiscover', 'authbroker', 'meet'] },
  mac: { ...overTheWeb, oauth: true, ucwa: true, services: ['autodiscover', 'ucwa', 'meet', 'groupexpansion'] },
  web: {
    ...overTheWeb,
    http: false,
    form: 'json',
    webTicket: false,
    oauth: true,
    ucwa: true,
    services: ['autodiscover', 'ucwa', 'xframe', 'meet'],
  },
  phone: {
    ...overTheWeb,
    discovery: false,
    webTicket: false,
    sip: true,
    sipAuth: 'tls-dsk',
    services: [],
  },
};

/** What a walk for this client does; absent and 'all': everything. */
export function needsOf(client: ClientChoice | undefined): ClientNeeds {
  return client === undefined || client === 'all' ? everything : table[client];
}
