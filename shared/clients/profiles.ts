/**
 * The clients whose ways to the server differ: the names they ask, the TLS they speak, how they sign in and where they
 * end. Data with the source of each claim; what the books do not say is marked. docs/protocol/clients.md.
 */
import type { ClientKind } from '../session/model.js';

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** Lowest first. */
export const tlsVersions: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** A way to sign in, as a client knows it. */
export type ClientMethod = 'web-ticket' | 'oauth' | 'tls-dsk' | 'kerberos' | 'ntlm';

/** Where a client ends. */
export type ClientService = 'registrar' | 'reach' | 'mcx' | 'ucwa';

export interface Claim {
  readonly text: string;
  /** Document and section, or the page it stands on. */
  readonly source: string;
  /** True: no book says so; it is what the field reports or what follows from something else. */
  readonly unverified?: boolean;
}

export interface ClientProfile {
  readonly kind: ClientKind;
  /** In plain words: "Windows desktop client". */
  readonly name: string;
  /** The products meant. */
  readonly products: string;
  /** Discovery names in the order asked, without the domain. */
  readonly discoveryNames: readonly ('lyncdiscoverinternal' | 'lyncdiscover')[];
  /** Names of SIP that it goes by: never, when discovery leads nowhere, or only by these. */
  readonly sipNames: 'never' | 'fallback' | 'only';
  /** Of the first hop. Both go out at once, and either may lead on. */
  readonly schemes: readonly ('http' | 'https')[];
  readonly form: 'xml' | 'json' | 'none';
  readonly tls: {
    readonly lowest: TlsVersion;
    readonly highest: TlsVersion;
    /** The products that reach `highest`, where older ones of the same kind do not. */
    readonly since?: string;
  };
  /** What it prefers first. */
  readonly methods: readonly ClientMethod[];
  readonly service: ClientService;
  /** It loads the page for web apps (XFrame) as well. */
  readonly needsXframe?: true;
  /** What nobody can try from a computer, in a sentence. */
  readonly untestable?: string;
  readonly claims: readonly Claim[];
}

const dnsPage = 'Lync Server 2013 and Skype for Business Server, "DNS requirements for automatic client sign-in"';
const tlsPage = 'learn.microsoft.com, Skype for Business Server, "Disable TLS 1.0/1.1", "Supportability scope"';
const mobilityPage = 'learn.microsoft.com, Skype for Business Server, "Plan for Mobility"';
const analyzerPage = 'Lync Server 2013, "Lync Connectivity Analyzer"';
const both = ['lyncdiscoverinternal', 'lyncdiscover'] as const;
const namesOfApps: Claim = {
  text: 'Asks lyncdiscoverinternal, then lyncdiscover, and nothing else: there is no fallback to SRV records.',
  source: dnsPage,
};
const bothSchemes: Claim = {
  text: 'Asks over HTTP and HTTPS at once and goes on with the answer that leads further.',
  source: '"Lync Server 2010 Mobility Deep Dive - Autodiscover Service", steps 2 to 4',
};
const outOfScope: Claim = {
  text: 'Does not work where TLS 1.0 and 1.1 are switched off.',
  source: tlsPage,
};

export const clientProfiles: readonly ClientProfile[] = [
  {
    kind: 'desktop',
    name: 'Windows desktop client',
    products: 'Lync 2013, Skype for Business 2015 to LTSC 2024',
    discoveryNames: both,
    sipNames: 'fallback',
    schemes: ['http', 'https'],
    form: 'xml',
    tls: { lowest: 'TLSv1', highest: 'TLSv1.2', since: 'build 15.0.5023.1000 or 16.0.4678.1000 (April 2018)' },
    methods: ['tls-dsk', 'kerberos', 'ntlm'],
    service: 'registrar',
    claims: [
      {
        text: 'Asks lyncdiscoverinternal, lyncdiscover; where neither resolves or answers, the SRV records _sipinternaltls._tcp, _sipinternal._tcp, _sip._tls, then sipinternal, sip, sipexternal.',
        source: dnsPage,
      },
      bothSchemes,
      { text: 'Speaks TLS 1.2 since the updates of April 2018.', source: tlsPage },
      {
        text: 'Registers with its certificate (TLS-DSK) when it has one, else with Kerberos or NTLM, and gets a certificate for the next time.',
        source: 'MS-SIPAE 3.2.5.2; MS-OCAUTHWS 3.1.4.1',
        unverified: true,
      },
    ],
  },
  {
    kind: 'mobile-2010',
    name: 'Lync 2010 phone app',
    products: 'Lync 2010 for iPhone, iPad, Android, Windows Phone, Nokia',
    discoveryNames: both,
    sipNames: 'never',
    schemes: ['http', 'https'],
    form: 'xml',
    tls: { lowest: 'TLSv1', highest: 'TLSv1' },
    methods: ['web-ticket'],
    service: 'mcx',
    untestable:
      'The operations of Mcx are not published: its page, its description and a ticket for it are as far as anybody else can go.',
    claims: [
      namesOfApps,
      bothSchemes,
      outOfScope,
      {
        text: 'Gets a web ticket and goes on to Mcx.',
        source: '"Lync Server 2010 Mobility Deep Dive", steps 4 to 11; ' + analyzerPage,
      },
      { text: 'Mcx went with Skype for Business Server 2019.', source: mobilityPage },
    ],
  },
  {
    kind: 'mobile-2013',
    name: 'Skype for Business phone app',
    products: 'Lync 2013 mobile, Skype for Business for iOS and Android',
    discoveryNames: both,
    sipNames: 'never',
    schemes: ['http', 'https'],
    form: 'xml',
    tls: { lowest: 'TLSv1', highest: 'TLSv1.2', since: 'Skype for Business for iOS and Android 6.19' },
    methods: ['oauth', 'web-ticket'],
    service: 'ucwa',
    claims: [
      namesOfApps,
      bothSchemes,
      { text: 'Speaks TLS 1.2 since version 6.19; the Lync 2013 apps do not.', source: tlsPage },
      { text: 'Ends at UCWA.', source: mobilityPage + '; ' + analyzerPage },
      {
        text: 'Takes an OAuth token where the server offers one, else a web ticket.',
        source: 'skype-docs UCWA, AuthenticationInUCWA',
        unverified: true,
      },
    ],
  },
  {
    kind: 'store-app',
    name: 'Windows Store app',
    products: 'Lync "MX" of Windows 8 and 8.1',
    discoveryNames: both,
    sipNames: 'never',
    schemes: ['http', 'https'],
    form: 'xml',
    tls: { lowest: 'TLSv1', highest: 'TLSv1' },
    methods: ['web-ticket'],
    service: 'reach',
    claims: [
      namesOfApps,
      bothSchemes,
      outOfScope,
      { text: 'Gets a web ticket and goes on to the AuthBroker service (Reach).', source: analyzerPage },
    ],
  },
  {
    kind: 'mac',
    name: 'Mac client',
    products: 'Skype for Business on Mac',
    discoveryNames: both,
    sipNames: 'never',
    schemes: ['http', 'https'],
    form: 'xml',
    tls: { lowest: 'TLSv1', highest: 'TLSv1.2', since: 'Skype for Business on Mac 16.15' },
    methods: ['oauth', 'web-ticket'],
    service: 'ucwa',
    claims: [
      {
        text: 'Asks the discovery names only; without them it does not sign in.',
        source: 'reports of the field; Lync for Mac 2011, which registered over SIP, is another product',
        unverified: true,
      },
      { text: 'Speaks TLS 1.2 since version 16.15; Lync for Mac 2011 does not.', source: tlsPage },
      { text: 'Ends at UCWA, with an OAuth token or a web ticket.', source: 'no book says so', unverified: true },
    ],
  },
  {
    kind: 'web',
    name: 'Web app',
    products: 'sites built on UCWA, Skype Web SDK',
    discoveryNames: both,
    sipNames: 'never',
    schemes: ['https'],
    form: 'json',
    tls: { lowest: 'TLSv1.2', highest: 'TLSv1.3' },
    methods: ['oauth'],
    service: 'ucwa',
    needsXframe: true,
    claims: [
      { text: 'Asks over HTTPS only, the internal name first, for JSON.', source: 'skype-docs UCWA, RootURL' },
      {
        text: 'Browsers of today speak TLS 1.2 and 1.3 only.',
        source: 'RFC 8996; the makers of the browsers, March 2020',
      },
      { text: 'Gets an OAuth token, and calls through the page XFrame.', source: 'skype-docs UCWA, xframe_ref' },
    ],
  },
  {
    kind: 'phone',
    name: 'Desk phone',
    products: 'Lync Phone Edition (Polycom CX, Aastra 672x, HP 41xx)',
    discoveryNames: [],
    sipNames: 'only',
    schemes: [],
    form: 'none',
    tls: { lowest: 'TLSv1', highest: 'TLSv1' },
    methods: ['tls-dsk'],
    service: 'registrar',
    untestable:
      'DHCP options 120 and 43 and the sign-in with a PIN cannot be tried from a computer. Phones of other makers speak other TLS versions: ask their maker.',
    claims: [
      {
        text: 'Inside: SRV _sipinternaltls._tcp, then DHCP option 120; outside: _sip._tls. It does not ask lyncdiscover.',
        source: 'Lync Server 2010, gg398713',
      },
      {
        text: 'SRV target and sign-in domain must match since firmware 4.0.7577.4363.',
        source: 'blog.schertz.name, 2013-08, "Lync Phone Edition CU7 registration issues"',
      },
      outOfScope,
      {
        text: 'Shows user name and password (NTLM) or a PIN to the web services, gets a certificate, and registers with that (TLS-DSK).',
        source: 'Lync Server 2010, "Authentication Process" (gg413090)',
      },
    ],
  },
];

/** The profile of a kind. */
export function profileOf(kind: ClientKind): ClientProfile {
  const found = clientProfiles.find((profile) => profile.kind === kind);
  if (found === undefined) throw new Error(`no profile for ${kind}`);
  return found;
}
