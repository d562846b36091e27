/** The TLS endpoints of one walk, in the order learned; each host and port once a side, and not without end. */
import type { AutodiscoverDocument } from '../../shared/protocol/autodiscover.js';
import type { Side } from '../../shared/session/model.js';
import { deferred } from './context.js';

/** No deployment has more; a hostile document may name any number. */
const mostEndpoints = 24;

export interface LearnedEndpoint {
  readonly host: string;
  readonly port: number;
  readonly scheme: 'https' | 'tls';
  readonly role: 'discovery' | 'web' | 'sip';
  readonly side: Side;
  /** Fields that named it: "External/Ucwa of the user document". */
  readonly from: readonly string[];
}

export class EndpointList {
  private readonly known = new Map<string, LearnedEndpoint>();
  private readonly waiting: string[] = [];
  private wake: (() => void)[] = [];
  private readonly end = deferred<void>();
  private isClosed = false;

  /** @param onDocument hears of every document, too: each came over validated TLS */
  constructor(private readonly onDocument: (document: AutodiscoverDocument, side: Side) => void = () => undefined) {}

  /** Resolves when nothing more will be learned. */
  get closed(): Promise<void> {
    return this.end.promise;
  }

  learn(endpoint: LearnedEndpoint): void {
    const host = endpoint.host.toLowerCase().replace(/\.$/, '');
    const key = `${endpoint.side} ${host}:${endpoint.port}`;
    const earlier = this.known.get(key);
    if (earlier !== undefined) {
      const from = [...new Set([...earlier.from, ...endpoint.from])].slice(0, 8);
      this.known.set(key, { ...earlier, from });
      return;
    }
    if (this.isClosed || this.known.size >= mostEndpoints || !/^[\w.:-]+$/.test(host)) return;
    this.known.set(key, { ...endpoint, host });
    this.waiting.push(key);
    this.stir();
  }

  /** Where discovery begins. */
  learnDiscovery(href: string, side: Side): void {
    this.learnLink(href, 'discovery', side, 'the discovery name');
  }

  /** An address of the web services that no document named, once it is trusted. */
  learnTrusted(href: string, side: Side, from: string): void {
    this.learnLink(href, 'web', side, from);
  }

  /** A registrar or Access Edge that a sign-in goes to. */
  learnRegistrar({ host, port }: { readonly host: string; readonly port: number }, side: Side, from: string): void {
    this.learn({ host, port, scheme: 'tls', role: 'sip', side, from: [from] });
  }

  /** The hosts of a document's links by the side each link is for, and its SIP servers. */
  learnDocument(document: AutodiscoverDocument, side: Side): void {
    this.onDocument(document, side);
    const name = `the ${document.kind} document`;
    for (const { token, href } of document.links) {
      this.learnLink(href, 'web', sideOf(token) ?? side, `${token} of ${name}`);
    }
    for (const { name: element, host, port } of document.sipServers) {
      const of = /internal/i.test(element) ? 'internal' : 'external';
      const isClientAccess = /^sipclient/i.test(element);
      if (!isClientAccess || host === '') continue;
      this.learn({
        host,
        port: port ?? (of === 'internal' ? 5061 : 443),
        scheme: 'tls',
        role: 'sip',
        side: of,
        from: [`${element} of ${name}`],
      });
    }
  }

  private learnLink(href: string, role: 'discovery' | 'web', side: Side, from: string): void {
    const url = URL.canParse(href) ? new URL(href) : undefined;
    if (url?.protocol !== 'https:' || url.hostname === '') return;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    this.learn({ host, port: url.port === '' ? 443 : Number(url.port), scheme: 'https', role, side, from: [from] });
  }

  /** Nothing more will be learned. */
  close(): void {
    this.isClosed = true;
    this.end.resolve();
    this.stir();
  }

  /** The next endpoint nobody has taken; undefined when there will be none. */
  async next(): Promise<LearnedEndpoint | undefined> {
    for (;;) {
      const key = this.waiting.shift();
      const endpoint = key === undefined ? undefined : this.known.get(key);
      if (endpoint !== undefined) return endpoint;
      if (this.isClosed) return undefined;
      await new Promise<void>((resolve) => this.wake.push(resolve));
    }
  }

  private stir(): void {
    const sleepers = this.wake;
    this.wake = [];
    for (const wake of sleepers) wake();
  }
}

export function urlHostPort({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function sideOf(token: string): Side | undefined {
  if (/^internal\//i.test(token)) return 'internal';
  return /^external\//i.test(token) ? 'external' : undefined;
}
