// Who signed in on the page: a cookie of a host stands for a user, until it runs out (web.md 6.3).
import { randomBytes } from 'node:crypto';
import type { LabEnvironment } from '../../types.js';

/** As Windows Identity Foundation names it; the name that Lync uses is unverified. */
export const passiveCookie = 'FedAuth';

const lifetime = 8 * 60 * 60 * 1000;

export interface PassiveSessions {
  /** A new cookie for this user at this host; its value. */
  open(sipAddress: string, host: string): string;
  /** SIP address of the user whose live cookie of this host is in a Cookie header. */
  find(header: string | undefined, host: string): string | undefined;
}

interface Session {
  readonly sipAddress: string;
  readonly host: string;
  readonly expires: number;
}

/** Nobody has signed in yet. */
export function createPassiveSessions(environment: LabEnvironment): PassiveSessions {
  const sessions = new Map<string, Session>();
  return {
    open: (sipAddress, host) => {
      const value = randomBytes(48).toString('base64url');
      sessions.set(value, { sipAddress, host: host.toLowerCase(), expires: environment.now() + lifetime });
      return value;
    },
    find: (header, host) => {
      const value = new RegExp(`(?:^|;)\\s*${passiveCookie}=([^;]+)`).exec(header ?? '')?.[1]?.trim() ?? '';
      const session = sessions.get(value);
      const isLive = session?.host === host.toLowerCase() && environment.now() < session.expires;
      return isLive ? session.sipAddress : undefined;
    },
  };
}
