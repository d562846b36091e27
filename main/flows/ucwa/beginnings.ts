/** What the walk finds out on its way that UCWA begins with: the roots of both sides, and the tokens of the sign-in. */
import type { OAuthToken } from '../../../shared/protocol/oauthToken.js';
import type { Side } from '../../../shared/session/model.js';
import { hostOf } from '../answers.js';
import { deferred, type Deferred } from '../context.js';
import type { Root } from '../redirects.js';
import type { RootStart } from '../root.js';

/** How far the walk came on one side. */
export interface SideBeginning {
  readonly start: RootStart | undefined;
  /** Why the side has no beginning. */
  readonly missing: string | undefined;
  readonly root: Root | undefined;
}

const nothing: SideBeginning = { start: undefined, missing: undefined, root: undefined };

export class UcwaBeginnings {
  private readonly roots: Readonly<Record<Side, Deferred<SideBeginning>>> = {
    internal: deferred(),
    external: deferred(),
  };
  private readonly tokensEnded: Readonly<Record<Side, Deferred<void>>> = { internal: deferred(), external: deferred() };
  private readonly tokens = new Map<string, OAuthToken>();
  private readonly waiting = new Map<string, Deferred<void>>();

  /** What the walk knows of a side, once it knows it. The first word stands. */
  root(side: Side): Promise<SideBeginning> {
    return this.roots[side].promise;
  }

  keepRoot(side: Side, beginning: SideBeginning): void {
    this.roots[side].resolve(beginning);
  }

  /** @param service address of the token service that issued it */
  keepToken(service: string, token: OAuthToken): void {
    const host = hostOf(service).toLowerCase();
    this.tokens.set(host, token);
    this.waitingFor(host).resolve();
  }

  /** The token that this service issued to the sign-in of that side; undefined when it ended without one. */
  async token(service: string, side: Side): Promise<OAuthToken | undefined> {
    const host = hostOf(service).toLowerCase();
    await Promise.race([this.waitingFor(host).promise, this.tokensEnded[side].promise]);
    return this.tokens.get(host);
  }

  /** The OAuth sign-in of a side gives no further token. */
  endTokens(side: Side): void {
    this.tokensEnded[side].resolve();
  }

  closeSide(side: Side): void {
    this.roots[side].resolve(nothing);
    this.endTokens(side);
  }

  /** Nothing more will be found out. */
  close(): void {
    this.closeSide('internal');
    this.closeSide('external');
  }

  private waitingFor(host: string): Deferred<void> {
    const known = this.waiting.get(host) ?? deferred<void>();
    this.waiting.set(host, known);
    return known;
  }
}
