/** NTLM without connection and its signatures, against the recorded sessions. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { answerDatagramChallenge } from '../../../main/net/ntlm/connectionless.js';
import { crc32 } from '../../../main/net/ntlm/crc32.js';
import { parseChallengeMessage } from '../../../main/net/ntlm/challengeMessage.js';
import { rc4 } from '../../../main/net/ntlm/rc4.js';
import { datagramSignature, hexOf, isSignature, sealKey, signKey } from '../../../main/net/ntlm/signing.js';
import { gruuOpaqueOf, instanceOf } from '../../../shared/protocol/sip/instance.js';
import { authInfoIn } from '../../../shared/protocol/sip/authentication.js';
import { parseSipHead, textAsBytes } from '../../../shared/protocol/sip/message.js';
import { signatureText } from '../../../shared/protocol/sip/signatureText.js';
import { parseChallenges, parameterOf } from '../../../shared/protocol/challenge.js';
import { sipHeader } from '../../../shared/protocol/sip/message.js';
import { vectors } from './fixtures.js';

const { ocs2007r2_v4: r2, rtc3_v2_noEss: old, ringing_v4_withAssertedIdentity: ringing } = vectors.sip;
const flags = r2.type3Flags;
const key = r2.derivedKeys.exportedSessionKey;
const sha1 = (data: Uint8Array): Uint8Array => new Uint8Array(createHash('sha1').update(data).digest());

describe('the recorded session of Communicator 2007 R2', () => {
  it('answers the challenge with the same bytes', () => {
    const answer = (timestamp: Uint8Array | undefined): ReturnType<typeof answerDatagramChallenge> =>
      answerDatagramChallenge({
        challenge: { ...parseChallengeMessage(r2.type2), timestamp },
        account: { user: r2.user, domain: r2.domain },
        password: r2.password,
        clientChallenge: r2.clientChallenge,
        sessionKey: key,
        now: 0,
        workstation: r2.workstation,
        version: r2.type2.slice(48, 56),
      });
    expect(answer(undefined).flags).toBe(0x62988255);
    // The recording's clock is finer than ours, so its time is given as the server's; LMv2, which then falls away, is
    // compared without it. It lies at 0x72 and has 24 bytes.
    const split = (hex: string): readonly string[] => [hex.slice(0, 228), hex.slice(228, 276), hex.slice(276)];
    const [head, , tail] = split(hexOf(answer(r2.timeLE).message));
    const [, lm] = split(hexOf(answer(undefined).message));
    expect([head, lm, tail]).toEqual(split(r2.type3));
  });

  it('derives both pairs of keys', () => {
    expect({
      clientSignKey: hexOf(signKey(key, 'client')),
      serverSignKey: hexOf(signKey(key, 'server')),
      clientSealKey: hexOf(sealKey(key, 'client', flags)),
      serverSealKey: hexOf(sealKey(key, 'server', flags)),
    }).toEqual({
      clientSignKey: r2.derivedKeys.clientSignKey,
      serverSignKey: r2.derivedKeys.serverSignKey,
      clientSealKey: r2.derivedKeys.clientSealKey,
      serverSealKey: r2.derivedKeys.serverSealKey,
    });
  });

  it('signs the request', () => {
    const message = parseSipHead(r2.request.raw);
    const [credentials] = parseChallenges([sipHeader(message, 'Proxy-Authorization') ?? '']);
    const of = (name: string): string => (credentials === undefined ? '' : (parameterOf(credentials, name) ?? ''));
    const text = signatureText(
      {
        version: 4,
        scheme: 'NTLM',
        rand: of('crand'),
        num: of('cnum'),
        realm: of('realm'),
        targetName: of('targetname'),
      },
      message,
    );
    expect(text).toBe(r2.request.signatureString);
    const made = datagramSignature({ sessionKey: key, direction: 'client', flags, message: textAsBytes(text) });
    expect(hexOf(made)).toBe(r2.request.signature);
  });

  it('checks the answer', () => {
    const { text, rspauth } = signedAnswer(r2.response.raw, 4);
    expect(text).toBe(r2.response.signatureString);
    const made = datagramSignature({ sessionKey: key, direction: 'server', flags, message: textAsBytes(text) });
    expect(isSignature(rspauth, made, flags)).toBe(true);
    expect(isSignature(rspauth.replace('E615', 'E616'), made, flags)).toBe(false);
  });
});

it('checks an answer of Office Communications Server 2007: version 2, no extended session security', () => {
  const { text, rspauth } = signedAnswer(old.response, 2);
  expect(text).toBe(old.signatureString);
  const made = datagramSignature({
    sessionKey: old.exportedSessionKey,
    direction: 'server',
    flags: 0x40000000,
    message: textAsBytes(text),
  });
  expect(isSignature(rspauth, made, 0)).toBe(true);
  expect(isSignature(`0100000012345678${rspauth.slice(16)}`, made, 0)).toBe(true);
  expect(isSignature(rspauth.replace('BF2E', 'BF2F'), made, 0)).toBe(false);
});

it('builds the string of a message with an asserted identity and header names in capitals', () => {
  expect(signedAnswer(ringing.raw, 4).text).toBe(ringing.signatureString);
});

it('answers the challenge of Lync Server 2013', () => {
  const derived = vectors.sip.derivedLync2013WithMic;
  const answer = answerDatagramChallenge({
    challenge: parseChallengeMessage(derived.challenge),
    account: { user: derived.user, domain: derived.domain },
    password: derived.password,
    clientChallenge: derived.clientChallenge,
    sessionKey: derived.exportedSessionKey,
    now: 0,
  });
  expect(answer.flags).toBe(derived.authenticateFlags);
  const signature = datagramSignature({
    sessionKey: derived.exportedSessionKey,
    direction: 'client',
    flags: answer.flags,
    message: textAsBytes(derived.signatureString),
  });
  expect(hexOf(signature)).toBe(derived.signature);
  expect({
    clientSignKey: hexOf(signKey(derived.exportedSessionKey, 'client')),
    clientSealKey: hexOf(sealKey(derived.exportedSessionKey, 'client', answer.flags)),
    serverSignKey: hexOf(signKey(derived.exportedSessionKey, 'server')),
    serverSealKey: hexOf(sealKey(derived.exportedSessionKey, 'server', answer.flags)),
  }).toEqual({
    clientSignKey: derived.clientSignKey,
    clientSealKey: derived.clientSealKey,
    serverSignKey: derived.serverSignKey,
    serverSealKey: derived.serverSealKey,
  });
});

it('makes keys of every strength', () => {
  const { exportedSessionKey, ess } = vectors.signSealKeys;
  const strengths = { 128: 0x20000000, 56: 0x80000000, 40: 0 };
  for (const [bits, strength] of Object.entries(strengths)) {
    expect(hexOf(sealKey(exportedSessionKey, 'client', strength))).toBe(ess[`seal${bits}Client`]);
    expect(hexOf(sealKey(exportedSessionKey, 'server', strength))).toBe(ess[`seal${bits}Server`]);
  }
  expect(hexOf(signKey(exportedSessionKey, 'client'))).toBe(ess['signClient']);
  expect(hexOf(signKey(exportedSessionKey, 'server'))).toBe(ess['signServer']);
});

it('agrees with the older published signatures', () => {
  const [plain, keys, signed] = vectors.davenport;
  expect(hexOf(signKey(keys.masterKey, 'client'))).toBe(keys.signKeyClient);
  const made = hexOf(
    datagramSignature({
      sessionKey: plain.key,
      direction: 'client',
      flags: 0,
      message: textAsBytes(plain.message),
      sequence: plain.seqNum,
    }),
  );
  // The filler is the sender's choice; what follows is not.
  expect(made.slice(16)).toBe(plain.signature.slice(16));
  const withoutExchange = hexOf(
    datagramSignature({
      sessionKey: keys.masterKey,
      direction: 'client',
      flags: 0x00080000,
      message: textAsBytes(signed.message),
      sequence: signed.seqNum,
    }),
  );
  expect(withoutExchange).toBe(signed.signature);
});

it('refuses a challenge that agrees to too little, without using the password', () => {
  const challenge = parseChallengeMessage(r2.type2);
  const weak = { ...challenge, flags: (challenge.flags & ~0x00080040) >>> 0 };
  const answer = (): unknown =>
    answerDatagramChallenge({
      challenge: weak,
      account: { user: 'u', domain: 'd' },
      password: 'p',
      clientChallenge: new Uint8Array(8),
      sessionKey: new Uint8Array(16),
      now: 0,
    });
  expect(answer).toThrow(/extended session security, DATAGRAM/);
});

it.each(vectors.sip.epidToInstance)('names the endpoint $epid', ({ epid, instance, gruuOpaque }) => {
  expect(instanceOf(epid, sha1)).toBe(instance);
  if (gruuOpaque !== undefined) expect(gruuOpaqueOf(epid, sha1)).toBe(gruuOpaque);
});

it('computes CRC-32', () => {
  expect(crc32(textAsBytes('123456789')).toString(16)).toBe('cbf43926');
  expect(hexOf(rc4(textAsBytes('Key'), textAsBytes('Plaintext')))).toBe('bbf316e8d940af0ad3');
});

function signedAnswer(raw: string, version: number): { readonly text: string; readonly rspauth: string } {
  const message = parseSipHead(raw);
  const info = authInfoIn(message);
  if (info === undefined) throw new Error('the sample is signed');
  const { scheme, realm, targetName, srand, snum, rspauth = '' } = info;
  return { text: signatureText({ version, scheme, rand: srand, num: snum, realm, targetName }, message), rspauth };
}
