/**
 * A security association: what a finished handshake leaves, with its counters. Signs what goes out, checks what comes
 * in. docs/protocol/sip.md, steps 6 and 7. [MS-SIPAE 3.1, 3.2.5.2]
 */
import { authInfoIn, authorizationField, type SipChallenge } from '../../../shared/protocol/sip/authentication.js';
import { asUtf8, bytesAsText, parseSipHead, writeSip, type SipText } from '../../../shared/protocol/sip/message.js';
import { signatureText } from '../../../shared/protocol/sip/signatureText.js';
import type { RandomSource, SipReceived } from '../../engine/api.js';
import { hex } from './endpoint.js';

/** The newest version of the authentication protocol that is documented. */
const newestVersion = 4;

/** How one scheme signs. Texts are signed as UTF-8. */
export interface Mechanism {
  readonly scheme: 'NTLM' | 'TLS-DSK';
  /** Hex. */
  sign(text: string): string;
  verify(text: string, rspauth: string): boolean;
}

export type Verdict = 'verified' | 'wrong' | 'missing';

export class Association {
  private signedSoFar = 0;

  /**
   * @param challenge the last one of the handshake: it names the association (opaque)
   * @param status 401 or 407: which family of header fields is used
   */
  constructor(
    private readonly challenge: SipChallenge,
    private readonly status: number,
    private readonly mechanism: Mechanism,
    private readonly random: RandomSource,
  ) {}

  get version(): number {
    return Math.min(this.challenge.version, newestVersion);
  }

  /** The message with its signature; the last leg of a handshake carries its token beside it. */
  sign(message: SipText, gssapiData?: string): { readonly message: SipText; readonly signed: string } {
    this.signedSoFar += 1;
    const { realm, targetName, opaque } = this.challenge;
    const { scheme } = this.mechanism;
    const crand = hex(this.random, 4);
    const cnum = this.signedSoFar;
    const subject = { version: this.version, scheme, rand: crand, num: String(cnum), realm, targetName };
    // As it will be on the wire; the new field is no part of the string.
    const wire = parseSipHead(bytesAsText(writeSip(message)));
    const signed = asUtf8(signatureText(subject, wire));
    const field = authorizationField(
      {
        scheme,
        realm,
        targetName,
        opaque,
        version: gssapiData === undefined ? undefined : this.version,
        gssapiData,
        signature: { crand, cnum, response: this.mechanism.sign(signed) },
      },
      this.status,
    );
    return { message: { ...message, headers: [...message.headers, field] }, signed };
  }

  /** Checks the signature of an answer or a request of the server, and records what came of it. */
  check(received: SipReceived): Verdict {
    const info = authInfoIn(received.message);
    if (info?.rspauth === undefined) {
      received.noteSignature({ text: '', state: 'missing' });
      return 'missing';
    }
    const { scheme, targetName } = this.challenge;
    const subject = {
      version: this.version,
      scheme: info.scheme,
      rand: info.srand,
      num: info.snum,
      realm: info.realm === '' ? this.challenge.realm : info.realm,
      targetName: info.targetName === '' ? targetName : info.targetName,
    };
    const text = asUtf8(signatureText(subject, received.message));
    const isOurs = info.scheme.toLowerCase() === scheme.toLowerCase() && info.opaque === this.challenge.opaque;
    const state = isOurs && this.mechanism.verify(text, info.rspauth) ? 'verified' : 'wrong';
    received.noteSignature({ text, state });
    return state;
  }
}
