/** SPNEGO around NTLM: the bytes of RFC 4178, the lab's own codec on the other side, and hostile answers. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ntlmOid, readSpnego, writeResponse } from '../../../lab/web/ntlm/spnego.js';
import { answerChallenge } from '../../../main/net/ntlm/answerChallenge.js';
import { parseChallengeMessage } from '../../../main/net/ntlm/challengeMessage.js';
import { negotiateMessage } from '../../../main/net/ntlm/negotiateMessage.js';
import { checkLast, unwrapChallenge, wrapOpening, wrapProof } from '../../../main/net/spnego/ntlmWrapping.js';
import {
  kerberosMechanism,
  mechanismList,
  negTokenInit,
  negTokenResp,
  ntlmMechanism,
  parseNegTokenResp,
} from '../../../main/net/spnego/tokens.js';
import { FailureError } from '../../../shared/failure.js';
import { header, lena, startLab } from '../lab-web/harness.js';
import { rst, soapHeaders, ticketUrl } from '../lab-web/ticketClient.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const tokenOf = (value: string | undefined): Buffer => Buffer.from(value?.split(' ')[1] ?? '', 'base64');

/** The client's side of one sign-in at the lab's ticket service, in the form that `scheme` and `opening` have. */
async function signIn(opening: (bytes: Uint8Array) => Uint8Array, password: string = lena.password) {
  const lab = startLab();
  const connection = lab.connect();
  const send = (token: Uint8Array) =>
    lab.send(ticketUrl, {
      connection,
      body: rst(),
      headers: [...soapHeaders, ['Authorization', `Negotiate ${Buffer.from(token).toString('base64')}`]],
    });
  const negotiate = negotiateMessage();
  const second = await send(opening(negotiate));
  const { message, isWrapped } = unwrapChallenge(tokenOf(header(second, 'WWW-Authenticate')));
  const answer = answerChallenge({
    negotiate,
    challenge: parseChallengeMessage(message),
    account: { user: 'lenae', domain: 'CONTOSO' },
    password,
    targetName: 'HTTP/web1.contoso.com',
    channelBinding: undefined,
    clientChallenge: new Uint8Array(8).fill(7),
    sessionKey: new Uint8Array(16).fill(9),
    now: 0,
  });
  const third = await send(isWrapped ? wrapProof(answer) : answer.message);
  return { isWrapped, answer, status: third.status, last: tokenOf(header(third, 'WWW-Authenticate')) };
}

describe('the tokens', () => {
  it('have the bytes of RFC 4178 with NTLM as the only mechanism', () => {
    const oid = '06 0a 2b 06 01 04 01 82 37 02 02 0a';
    expect(Buffer.from(mechanismList([ntlmMechanism]))).toEqual(hex(`30 0c ${oid}`));
    expect(Buffer.from(negTokenInit([ntlmMechanism], hex('01 02')))).toEqual(
      hex(`60 22 06 06 2b 06 01 05 05 02 a0 18 30 16 a0 0e 30 0c ${oid} a2 04 04 02 01 02`),
    );
    expect(Buffer.from(negTokenResp(hex('03'), hex('04')))).toEqual(hex('a1 0c 30 0a a2 03 04 01 03 a3 03 04 01 04'));
  });

  it('are read whatever fields the server sends, and unknown ones are passed over', () => {
    const mech = '06 09 2a 86 48 86 f7 12 01 02 02';
    expect(parseNegTokenResp(hex(`a1 19 30 17 a0 03 0a 01 01 a1 0b ${mech} a2 03 04 01 54`))).toMatchObject({
      state: 'accept-incomplete',
      supportedMechanism: kerberosMechanism,
      token: Uint8Array.of(0x54),
    });
    expect(parseNegTokenResp(hex('a1 02 30 00'))).toEqual({
      state: undefined,
      supportedMechanism: undefined,
      token: undefined,
      mechListMic: undefined,
    });
    expect(parseNegTokenResp(hex('a1 07 30 05 a9 03 02 01 05')).token).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['cut', 'a1 0c 30 0a a2 03 04 01 03'],
    ['with a rest', 'a1 02 30 00 00'],
    ['an opening', '60 02 30 00'],
    ['with a state that is none', 'a1 07 30 05 a0 03 0a 01 09'],
    ['with one field twice', 'a1 0c 30 0a a2 03 04 01 03 a2 03 04 01 04'],
    ['with an indefinite token', 'a1 80 30 80 a2 80 24 80 04 01 03 00 00 00 00 00 00 00 00'],
    ['nested deep', 'a1 12 30 10 a2 0e 30 0c 30 0a 30 08 30 06 30 04 30 02 30 00'],
  ])('are refused in words: %s', (_, bytes) => {
    expect(() => parseNegTokenResp(hex(bytes))).toThrow(FailureError);
  });

  it('of any bytes are read or refused, and never anything else', () => {
    const whole = writeResponse({ state: 'accept-incomplete', supportedMech: ntlmOid, token: Buffer.alloc(40, 1) });
    const changed = fc
      .tuple(fc.nat(whole.length - 1), fc.nat(255))
      .map(([at, value]) => Uint8Array.from(whole.with(at, value)));
    const hostile = fc.oneof(fc.uint8Array({ maxLength: 200 }), changed);
    fc.assert(
      fc.property(hostile, (bytes) => {
        try {
          unwrapChallenge(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(FailureError);
        }
      }),
    );
  });
});

describe('NTLM inside Negotiate', () => {
  it('signs in wrapped, and both sides sign the list of mechanisms', async () => {
    const { isWrapped, answer, status, last } = await signIn(wrapOpening);
    expect([isWrapped, answer.hasMic, status]).toEqual([true, true, 200]);
    expect(checkLast(last, answer)).toBe('verified');
    const changed = Uint8Array.from(last);
    changed[changed.length - 6] = (changed[changed.length - 6] ?? 0) ^ 1;
    expect(checkLast(changed, answer)).toBe('wrong');
    expect(checkLast(writeResponse({ state: 'accept-completed' }), answer)).toBe('missing');
  });

  it('signs in bare where it began bare', async () => {
    expect(await signIn((bytes) => bytes)).toMatchObject({ isWrapped: false, status: 200 });
  });

  it('is refused with another password', async () => {
    expect((await signIn(wrapOpening, 'another')).status).toBe(401);
  });

  it('sends no proof where the server refuses NTLM or chooses something else', () => {
    const reject = writeResponse({ state: 'reject' });
    const kerberos = writeResponse({ state: 'accept-incomplete', supportedMech: kerberosMechanism });
    for (const bytes of [reject, kerberos]) {
      expect(() => unwrapChallenge(bytes)).toThrow(
        expect.objectContaining({ failure: expect.objectContaining({ code: 'no_common_binding' }) as unknown }),
      );
    }
    const empty = writeResponse({ state: 'accept-incomplete', supportedMech: ntlmOid });
    expect(() => unwrapChallenge(empty)).toThrow(/holds no NTLM challenge/);
  });

  it('opens with what an independent reader takes for NTLM alone', () => {
    const read = readSpnego(Buffer.from(wrapOpening(negotiateMessage())));
    expect(read).toMatchObject({ kind: 'init', mechTypes: [ntlmOid], mechToken: Buffer.from(negotiateMessage()) });
  });
});
