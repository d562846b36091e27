// The compact web ticket (cwt) that OAuth hands out: opaque to clients, sealed with the deployment's key, good at every
// Front End of it (web.md 6.3). The published ones begin with AAEB and a SID; the rest of the layout is the lab's own.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { LabEnvironment } from '../../types.js';

export interface WebToken {
  /** As it stands in access_token: with `cwt=` in front. */
  readonly text: string;
  readonly issued: Date;
  readonly expires: Date;
}

export type WebTokenVerdict =
  | {
      readonly ok: true;
      readonly sipAddress: string;
      /** URI of the conference that a guest's token is for; a user's token has none. */
      readonly conference?: string;
    }
  | { readonly ok: false; readonly why: 'invalid' | 'expired' };

export interface WebTokenIssuer {
  /** A token for a user, or for a guest of one conference, valid for `lifetime` milliseconds from now. */
  issue(sipAddress: string, lifetime: number, conference?: string): WebToken;
  /** Checks a token as a client presents it, with `cwt=` in front. */
  verify(text: string): WebTokenVerdict;
}

const magic = Buffer.from([0, 1, 1, 28]);
const sealLength = 32;

/** The issuer of one deployment. */
export function createWebTokenIssuer(environment: LabEnvironment): WebTokenIssuer {
  const key = randomBytes(32);
  const seal = (content: Buffer): Buffer => createHmac('sha256', key).update(content).digest();
  return {
    issue: (sipAddress, lifetime, conference) => {
      const issued = new Date(environment.now());
      const expires = new Date(issued.getTime() + lifetime);
      const expiry = Buffer.alloc(8);
      expiry.writeBigUInt64BE(BigInt(expires.getTime()));
      const who = conference === undefined ? sipAddress : `${sipAddress}\0${conference}`;
      const content = Buffer.concat([magic, sidOf(sipAddress), expiry, Buffer.from(who, 'utf8')]);
      const text = `cwt=${Buffer.concat([content, seal(content)]).toString('base64url')}`;
      return { text, issued, expires };
    },
    verify: (text) => {
      const match = /^cwt=([A-Za-z0-9_-]+)$/.exec(text.trim());
      const bytes = Buffer.from(match?.[1] ?? '', 'base64url');
      const headLength = magic.length + 28 + 8;
      if (bytes.length <= headLength + sealLength) return { ok: false, why: 'invalid' };
      const content = bytes.subarray(0, bytes.length - sealLength);
      if (!timingSafeEqual(seal(content), bytes.subarray(content.length))) return { ok: false, why: 'invalid' };
      if (environment.now() >= Number(content.readBigUInt64BE(magic.length + 28))) return { ok: false, why: 'expired' };
      const [sipAddress = '', conference] = content.subarray(headLength).toString('utf8').split('\0');
      return { ok: true, sipAddress, ...(conference === undefined ? {} : { conference }) };
    },
  };
}

// S-1-5-21-a-b-c-rid, as an account of one domain has it: three fixed numbers and one of the account's own.
function sidOf(sipAddress: string): Buffer {
  const sid = Buffer.alloc(28);
  sid.set([1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0]);
  const own = createHmac('sha256', 'sid')
    .update(sipAddress.toLowerCase().split('@')[1] ?? '')
    .digest();
  own.copy(sid, 12, 0, 12);
  sid.writeUInt32LE(
    1000 + (createHmac('sha256', 'rid').update(sipAddress.toLowerCase()).digest().readUInt16LE(0) % 9000),
    24,
  );
  return sid;
}
