/** A security association: what a finished handshake leaves on the server, and the counters of both directions. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { LabUser } from '../types.js';
import type { Credentials } from './header.js';
import type { SipMessage } from './message.js';
import { ntlmSignature, type NtlmKeys } from './ntlm.js';
import { signatureString } from './signatureString.js';
import { dskSignature, type DskKeys } from './tlsDsk.js';

export const realm = 'SIP Communications Service';
/** Of the authentication protocol, as Lync Server 2010 and later announce it. */
export const protocolVersion = 4;

/** An association ends then, however busy it is. */
export const lifetimeMs = 8 * 60 * 60 * 1000;

export type SessionKeys =
  { readonly scheme: 'NTLM'; readonly keys: NtlmKeys } | { readonly scheme: 'TLS-DSK'; readonly keys: DskKeys };

export type SignatureVerdict = 'good' | 'missing' | 'malformed' | 'wrong' | 'replayed';

export class Association {
  private lastNumber = 0;
  private ownNumber = 0;

  constructor(
    private readonly session: SessionKeys,
    readonly user: LabUser,
    readonly opaque: string,
    readonly targetName: string,
    readonly version: number,
    readonly endsAt: number,
  ) {}

  get scheme(): 'NTLM' | 'TLS-DSK' {
    return this.session.scheme;
  }

  /** Checks crand, cnum and response of a message of the client; each cnum counts once and they must rise. */
  check(message: SipMessage, { parameters }: Credentials): SignatureVerdict {
    const [random, number, response] = [parameters.get('crand'), parameters.get('cnum'), parameters.get('response')];
    if (random === undefined || number === undefined || response === undefined) return 'missing';
    if (
      !/^[0-9a-f]{8}$/i.test(random) ||
      !/^[1-9]\d{0,9}$/.test(number) ||
      !/^(?:[0-9a-f]{2}){1,64}$/i.test(response)
    ) {
      return 'malformed';
    }
    const wanted = this.signature('client', this.text(message, random, number));
    if (!sameHex(wanted, response)) return 'wrong';
    if (Number(number) <= this.lastNumber) return 'replayed';
    this.lastNumber = Number(number);
    return 'good';
  }

  /** The Authentication-Info of a message that is complete but for it. */
  sign(message: SipMessage): string {
    this.ownNumber += 1;
    const random = randomBytes(4).toString('hex').toUpperCase();
    const proof = this.signature('server', this.text(message, random, String(this.ownNumber)));
    return [
      `${this.scheme} qop="auth"`,
      `opaque="${this.opaque}"`,
      `srand="${random}"`,
      `snum="${this.ownNumber}"`,
      `rspauth="${proof}"`,
      `targetname="${this.targetName}"`,
      `realm="${realm}"`,
      `version=${this.version}`,
    ].join(', ');
  }

  private text(message: SipMessage, random: string, number: string): string {
    const { scheme, targetName, version } = this;
    return signatureString(message, { scheme, random, number, realm, targetName, version });
  }

  private signature(side: 'client' | 'server', text: string): string {
    return this.session.scheme === 'NTLM'
      ? ntlmSignature(side, this.session.keys, text).toString('hex')
      : dskSignature(side, this.session.keys, text);
  }
}

function sameHex(wanted: string, sent: string): boolean {
  const [a, b] = [Buffer.from(wanted, 'hex'), Buffer.from(sent, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}
