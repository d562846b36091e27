/**
 * Which learned addresses may be used: the security check of the Lync clients (UCWA documentation, "Security check";
 * Office policy "Trusted Domain List"), with every answer recorded.
 */
import { failed } from '../../shared/failure.js';
import type { TrustDecision } from '../../shared/session/model.js';
import { unbracketed } from '../net/connectTo.js';
import type { LearnedFrom } from './api.js';
import type { RunContext } from './context.js';
import type { SipLearned, SipPlace } from './sip/api.js';

type Basis = TrustDecision['basis'];

/** What the Office policy names when nobody has set it; their subdomains too. */
export const trustedList: readonly string[] = [
  'lync.com',
  'outlook.com',
  'lync.glbdns.microsoft.com',
  'microsoftonline.com',
];

export class TrustRegistry {
  readonly #context: RunContext;
  /** Hosts that may be used, and get credentials over validated TLS. */
  readonly #allowed = new Set<string>();
  readonly #typed = new Set<string>();
  readonly #answers = new Map<string, Promise<boolean>>();

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** The host was typed, or a trust check allowed it. */
  isAllowed(host: string): boolean {
    return this.#allowed.has(normal(host));
  }

  /** Marks an address the user gave, by the sign-in address or by hand. */
  typed(stepId: string, text: string): URL {
    const url = this.#usable(stepId, text, undefined, 'as typed');
    const host = normal(url.hostname);
    this.#typed.add(host);
    this.#decide(stepId, url.href, host, { field: 'as typed' }, 'typed');
    return url;
  }

  /**
   * Checks a learned address; a relative one counts from where it was learned.
   * @throws FailureError('trust', 'untrusted_host') when it may not be used
   */
  async check(stepId: string, text: string, learned: LearnedFrom | SipLearned): Promise<URL> {
    const { field } = learned;
    const { exchangeId, base, from, secure } =
      'reply' in learned ? sourceOf(learned.reply) : { ...learned, base: undefined };
    const url = this.#usable(stepId, text, base, field, exchangeId);
    const host = normal(url.hostname);
    const basis = this.#knownBasis(host, secure) ?? (await this.#asked(url, host, from));
    this.#decide(stepId, url.href, host, exchangeId === undefined ? { field } : { exchangeId, field }, basis);
    if (basis === 'none') {
      const message = `${host} was named by ${field} of ${from}, and nothing shows that it belongs to ${this.#context.target.domain}.`;
      throw failed('trust', 'untrusted_host', message);
    }
    return url;
  }

  /**
   * Checks the address of a registrar. An SRV target must lie in the sign-in domain, as clients demand (strict names).
   * @throws FailureError('trust', 'untrusted_host') when it may not be used
   */
  async checkSip(stepId: string, { host, port }: SipPlace, learned: SipLearned): Promise<void> {
    const { exchangeId, field, from, secure } = learned;
    const learnedFrom = exchangeId === undefined ? { field } : { exchangeId, field };
    const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const shownUrl = `sip:${address};transport=tls`;
    const name = normal(host);
    if (!URL.canParse(`https://${address}/`)) {
      this.#decide(stepId, shown(shownUrl), name, learnedFrom, 'none');
      throw failed('trust', 'untrusted_host', `The address in ${field} is not one that can be used.`);
    }
    if (learned.typed === true) this.#typed.add(name);
    const known = learned.typed === true ? 'typed' : this.#knownBasis(name, secure);
    const basis = known ?? (await this.#asked(new URL(`https://${address}/`), name, from, shownUrl));
    this.#decide(stepId, shownUrl, name, learnedFrom, basis);
    if (basis !== 'none') return;
    const message = `${host} was named by ${field}, and nothing shows that it belongs to ${this.#context.target.domain}.`;
    throw failed('trust', 'untrusted_host', message);
  }

  #knownBasis(host: string, secure: boolean): Basis | undefined {
    const { domain, trustedHosts } = this.#context.target;
    if (secure) return 'secure-source';
    if (isWithin(host, domain)) return 'in-domain';
    if (trustedList.some((trusted) => isWithin(host, trusted))) return 'trusted-list';
    if (trustedHosts.some((trusted) => normal(trusted) === host)) return 'user-option';
    return this.#typed.has(host) ? 'typed' : undefined;
  }

  /** One question a host and walk, however many addresses lead there. */
  async #asked(url: URL, host: string, from: string, shownUrl = url.href): Promise<Basis> {
    const { ask, recorder, target } = this.#context;
    if (ask === undefined) return 'none';
    const known = this.#answers.get(host);
    const answer =
      known ??
      ask({
        kind: 'trust',
        id: recorder.id('q'),
        from,
        url: recorder.masker.text(shownUrl),
        host,
        domain: target.domain,
      }).then((given) => given.kind === 'trust' && given.allow);
    this.#answers.set(host, answer);
    return (await answer) ? 'user-answer' : 'none';
  }

  /** Only http and https, and no user name or password in the address. */
  #usable(stepId: string, text: string, base: string | undefined, field: string, exchangeId?: string): URL {
    const trimmed = text.trim();
    const url = URL.canParse(trimmed, base) ? new URL(trimmed, base) : undefined;
    const good =
      url !== undefined &&
      (url.protocol === 'http:' || url.protocol === 'https:') &&
      url.username === '' &&
      url.password === '';
    if (good) return url;
    const learnedFrom = exchangeId === undefined ? { field } : { exchangeId, field };
    this.#decide(stepId, shown(trimmed), url?.hostname ?? '', learnedFrom, 'none');
    throw failed(
      'trust',
      'untrusted_host',
      `The address in ${field} is not one that can be used: it must be http or https, without a user name.`,
    );
  }

  #decide(stepId: string, url: string, host: string, learnedFrom: TrustDecision['learnedFrom'], basis: Basis): void {
    const { recorder, elapsed } = this.#context;
    const allowed = basis !== 'none';
    if (allowed) this.#allowed.add(host);
    recorder.trust({ id: recorder.id('t'), stepId, atMs: elapsed(), url, host, learnedFrom, basis, allowed });
  }
}

/** `host` is `domain` or ends in `.domain`. */
export function isWithin(host: string, domain: string): boolean {
  const bare = normal(domain);
  return bare !== '' && (host === bare || host.endsWith(`.${bare}`));
}

function sourceOf({ exchange, url, secure }: LearnedFrom['reply']): {
  readonly exchangeId: string | undefined;
  readonly base: string | undefined;
  readonly from: string;
  readonly secure: boolean;
} {
  return { exchangeId: exchange.id, base: url, from: new URL(url).host, secure };
}

function normal(host: string): string {
  return unbracketed(host.toLowerCase()).replace(/\.$/, '');
}

/** A stranger's text, short enough for a record, without what may be a password. */
function shown(text: string): string {
  return text.slice(0, 500).replace(/\/\/[^/?#]*@/, '//***@');
}
