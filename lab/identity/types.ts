/** Who issues access tokens in place of the web services. */
import type { Service } from '../network/exchange.js';
import type { AccessTokenVerdict } from './tokens.js';

/** What the web services know of it. */
export interface TokenAuthority {
  /** As the Bearer challenge names it. */
  readonly authorizationUri: string;
  /** @param host the web host that was asked */
  verify(token: string, host: string): AccessTokenVerdict;
}

/** One host name, and what answers there. */
export interface IdentityHost {
  readonly host: string;
  readonly service: Service;
  readonly organization: string;
}

export interface IdentityProvider extends TokenAuthority, IdentityHost {
  close(): Promise<void>;
}

/** The host name that Entra ID's tokens come from, as Skype for Business Server names it. */
export const entraHost = 'login.windows.net';
