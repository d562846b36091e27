/** Words for findings about names, ways, proxies and pools. Same shape as in explain.ts. */
import type { Explanation } from './shape.js';

export const networkWords = {
  'dns-split-brain-external-fqdn-inside': {
    title: 'External web services names resolve inside',
    failureTitle: 'Inside, an external web services name cannot be resolved',
    why: 'Mobile clients on the company Wi-Fi use the external web services names even inside. Discovery works for them, the next request does not.',
    cause:
      'The internal DNS server holds its own copy of the zone, and that copy lacks the external web services names of the pools.',
    fix: 'The DNS administrator adds the external web services name of every pool and of the Director to the internal zone, with the address of the reverse proxy that Wi-Fi clients can reach.',
  },
  'net-hairpin-blocked': {
    title: 'The published addresses can be reached from inside',
    failureTitle: 'From inside, the reverse proxy cannot be reached',
    why: 'Mobile clients on the company Wi-Fi leave the network and come back to the reverse proxy. Where that way is closed they hang, and work again over mobile data.',
    cause:
      'The firewall drops traffic that leaves and comes back over the same interface, as if its sender were forged, or the reverse proxy does not listen towards the inside.',
    fix: 'The network administrator allows the way back to the reverse proxy, or lets the external web services names resolve inside to a listener of the reverse proxy that is reached from there.',
  },
  'dns-srv-domain-mismatch': {
    title: 'SRV records stay in the sign-in domain',
    failureTitle: 'An SRV record points into another domain',
    why: 'Clients want the server of an SRV record in the domain of the sign-in address. Otherwise they ask whether the server is to be trusted, and telephones give up without a word.',
    cause:
      'The record names the server by the domain of the servers, or of another company, instead of sip in the sign-in domain.',
    fix: 'The DNS administrator lets the SRV record point to sip in the sign-in domain (an A record of the same zone), and the server administrator adds that name to the certificate. Switching strict names off by policy only hides it.',
  },
  'net-access-edge-blocked': {
    title: 'The Access Edge is where the records say',
    failureTitle: 'The Access Edge cannot be reached as published',
    why: 'Desktop clients outside sign in over SIP at the Access Edge. The web services work for them, the sign-in does not.',
    cause:
      'The firewall does not let the port through, the Edge service is stopped, or the SRV record names another port than the one the Edge takes clients on (443 as a rule; 5061 is for federation).',
    fix: 'The network administrator opens the port to the Access Edge; the DNS administrator corrects the port in _sip._tls; the server administrator checks service and certificate of the Edge.',
  },
  'rp-host-header': {
    title: 'The reverse proxy passes names and paths on unchanged',
    failureTitle: 'The reverse proxy publishes discovery only under its full path',
    why: 'Clients ask for the bare discovery name. Without an answer there mobile clients stop, although the servers behind it work.',
    cause:
      'The Host header does not reach the servers unchanged, so that their rewrite rule for the empty path does not apply, or only some paths are published.',
    fix: 'The administrator of the reverse proxy forwards the original Host header and publishes /* for every discovery name and web services name.',
  },
  'one-bad-front-end': {
    title: 'All servers of a pool answer alike',
    failureTitle: 'One server of the pool answers with errors',
    why: 'The load balancer still sends clients there, so every few attempts fail.',
    cause:
      'On that server the service or application pool is down, the wrong certificate is bound, or a restart is due.',
    fix: 'The server administrator takes the server out of the load balancer, compares event log, services and certificate bindings with a good one, and puts it back.',
  },
  'no-cookie-affinity': {
    title: 'The load balancer keeps a mobile client of Lync 2010 at one server',
    failureTitle: 'The load balancer leads one mobile client to several servers',
    why: 'The session of a mobile client of Lync 2010 (Mcx) lives on one server. Requests that another server gets fail, and the client is signed out again and again. Desktop clients and later apps do not need this.',
    cause:
      'The load balancer, or a reverse proxy in front of it, does not keep clients at one server by a cookie, or does so only for other names, ports or paths.',
    fix: 'The administrator of the load balancer sets persistence by a cookie for the external web services (port 4443): a cookie named MS-WSMAN in every answer, without an expiry time and not marked HttpOnly. The reverse proxy has to pass cookies on both ways.',
  },
  'rp-path-unpublished': {
    title: 'The reverse proxy publishes the paths of all services',
    failureTitle: 'The reverse proxy does not publish the path of a service',
    why: 'The sign-in works, but what needs this service fails outside, and works inside.',
    cause:
      'The rule of the reverse proxy names single paths, and this one is not among them; it was added with a later server version, or forgotten.',
    fix: 'The administrator of the reverse proxy publishes /* for the web services name, or adds the path that is named, leading to port 4443 of the servers.',
  },
  'ems-mitigation': {
    title: 'No web component is switched off',
    failureTitle: 'One web component is stopped or blocked',
    why: 'The other components of the same server work, so what depends on this one fails without a change by anybody.',
    cause:
      'The application pool is stopped or requests to it are turned away. On Skype for Business Server 2019 and Subscription Edition a mitigation that Microsoft sent out may have done that by itself; on older servers somebody stopped it, or it crashed too often.',
    fix: 'The server administrator looks at applied mitigations and at the application pools, installs the current update, and only then removes the mitigation.',
  },
  'rp-breaks-post': {
    title: 'Requests arrive at the servers as they were sent',
    failureTitle: 'The length of the ticket request is lost on the way',
    why: 'The servers refuse a request for a ticket whose length they are not told before they authenticate it.',
    cause: 'A reverse proxy or gateway takes requests apart and sends them on in chunks or without a length.',
    fix: 'The administrator of the reverse proxy switches buffering or re-chunking off for the web services names, so that Content-Length is passed on.',
  },
  'edge-cert-no-clientauth': {
    title: 'The certificate of the Access Edge serves both directions',
    failureTitle: 'The certificate of the Access Edge is for servers only',
    why: 'The Edge is also the client when it connects to partners. One that wants a client certificate may refuse this one; signing in is not concerned.',
    cause:
      'In 2026 public authorities stopped issuing certificates for both purposes, so a renewal lost client authentication.',
    fix: 'The server administrator asks the authority for a product that still allows client authentication, or agrees on another authority with the partners, and tests federation after the renewal.',
  },
  'edge-next-hop': {
    title: 'The Edge reaches its next hop',
    failureTitle: 'The Edge cannot reach or does not trust the next server',
    why: 'Credentials are never checked: the request ends at the Edge. Inside everything works.',
    cause:
      'Name resolution on the Edge, an expired internal certificate, replication, or port 5061 between Edge and Front End.',
    fix: 'The server administrator checks DNS and hosts file of the Edge, its internal certificate, replication and port 5061 inwards.',
  },
  'registrar-no-quorum': {
    title: 'The registrar serves its users',
    failureTitle: 'The registrar of the pool does not serve this user',
    why: 'Users of one routing group cannot sign in while others of the same pool can.',
    cause: 'The routing group has lost its replicas, or the back end cannot be reached.',
    fix: 'The server administrator looks at the fabric of the pool and starts missing Front Ends; resetting the registrar state is the last resort.',
  },
  'registrar-redirect-loop': {
    title: 'A pool serves the user',
    failureTitle: 'The registrars send the user to each other',
    why: 'The account is accepted and every server says that the user belongs elsewhere, so nobody serves the user.',
    cause:
      'The user was moved between pools and the move did not come to its end, or the pools have not yet replicated it.',
    fix: 'The server administrator compares the home pool of the user with what each pool knows, repeats the move and waits for replication.',
  },
  'registrar-no-provisioning': {
    title: 'The registrar gives the user the settings of a client',
    failureTitle: 'The registrar gives the user no settings',
    why: 'The client is signed in, but knows neither its policies nor where its services are: address book, conferences and calls are missing.',
    cause: 'User services of the pool are in trouble, or the back end cannot be reached.',
    fix: 'The server administrator reads the event log of the Front End that answered, checks its services and the back end, then lets the client sign in again.',
  },
  'hybrid-app-missing': {
    title: 'The hybrid application is set up',
    failureTitle: 'The dedicated hybrid application is missing',
    why: 'Signing in works; what the server fetches from Exchange Online (calendar, photos, archive) stopped in October 2025.',
    cause: 'The shared service principal was replaced by an application of its own for each tenant.',
    fix: 'The server administrator installs the update of August 2025 or later and sets up the application with the script that comes with it.',
  },
  'server-unpatched': {
    title: 'The servers are up to date',
    failureTitle: 'The server is older than the current security update',
    why: 'Known holes stay open, one of them for running code from afar.',
    cause: 'Updates were not installed, or the version no longer gets any.',
    fix: 'The server administrator installs the current update. Skype for Business Server 2015 and 2019 get none since November 2026: plan the move to Subscription Edition.',
  },
} as const satisfies Readonly<Record<string, Explanation>>;
