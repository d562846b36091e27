/** NTLM against the published vectors, and against servers that lie. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../../shared/failure.js';
import { accountOf, answerChallenge, type AnswerOptions } from '../../../main/net/ntlm/answerChallenge.js';
import { authenticateMessage, withMic } from '../../../main/net/ntlm/authenticateMessage.js';
import { concat, uint32, utf16le } from '../../../main/net/ntlm/bytes.js';
import { fileTimeOf, identityOf, parseChallengeMessage, timeOf } from '../../../main/net/ntlm/challengeMessage.js';
import { hmacMd5, md4, md5 } from '../../../main/net/ntlm/digests.js';
import { flag, offeredFlags } from '../../../main/net/ntlm/flags.js';
import { negotiateMessage } from '../../../main/net/ntlm/negotiateMessage.js';
import { computeNtlmV2, ntowfV2 } from '../../../main/net/ntlm/ntlmV2.js';
import { rc4 } from '../../../main/net/ntlm/rc4.js';
import { av, parseTargetInfo, writeTargetInfo } from '../../../main/net/ntlm/targetInfo.js';
import { toHex, vectors } from './vectors.js';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('digests', () => {
  it.each(vectors.primitives)('$fn of "$inAscii"', ({ fn, inAscii, key, out }) => {
    const data = ascii(inAscii);
    const digest = fn === 'md4' ? md4(data) : fn === 'md5' ? md5(data) : hmacMd5(key ?? new Uint8Array(0), data);
    expect(toHex(digest)).toBe(toHex(out));
  });

  it('RC4 gives the published key streams', () => {
    expect(toHex(rc4(ascii('Key'), ascii('Plaintext')))).toBe('bbf316e8d940af0ad3');
    expect(toHex(rc4(ascii('Wiki'), ascii('pedia')))).toBe('1021bf0420');
    expect(toHex(rc4(ascii('Secret'), ascii('Attack at dawn')))).toBe('45a01f645fc35b383552544b9bf5');
  });
});

describe('NTLMv2, MS-NLMP 4.2.4', () => {
  const { common, ntlmv2 } = vectors;

  it('computes both responses and the session key', () => {
    expect(toHex(md4(utf16le('Password')))).toBe(toHex(vectors.ntowfv1));
    const responseKey = ntowfV2('Password', 'User', 'Domain');
    expect(toHex(responseKey)).toBe(toHex(ntlmv2.ntowfv2));
    const computed = computeNtlmV2({
      responseKey,
      serverChallenge: common.serverChallenge,
      clientChallenge: common.clientChallenge,
      time: common.timeLE,
      targetInfo: ntlmv2.targetInfo,
    });
    expect({
      proof: toHex(computed.ntProof),
      response: toHex(computed.ntResponse),
      lm: toHex(computed.lmResponse),
      key: toHex(computed.sessionBaseKey),
    }).toEqual({
      proof: toHex(ntlmv2.ntProofStr),
      response: toHex(concat(ntlmv2.ntProofStr, ntlmv2.temp)),
      lm: toHex(ntlmv2.lmResponse),
      key: toHex(ntlmv2.sessionBaseKey),
    });
    const encrypted = rc4(computed.sessionBaseKey, common.randomSessionKey);
    expect(toHex(encrypted)).toBe(toHex(ntlmv2.encryptedRandomSessionKey));
    const message = authenticateMessage({
      flags: 0xe2888235,
      version: Uint8Array.of(5, 1, 0x28, 0x0a, 0, 0, 0, 0x0f),
      domain: 'Domain',
      user: 'User',
      workstation: 'COMPUTER',
      lmResponse: computed.lmResponse,
      ntResponse: computed.ntResponse,
      encryptedSessionKey: encrypted,
      withMic: false,
    });
    expect(toHex(message)).toBe(toHex(ntlmv2.authenticateMessage));
  });

  it('reads the challenge', () => {
    const challenge = parseChallengeMessage(ntlmv2.challengeMessage);
    expect(challenge.flags).toBe(ntlmv2.flags);
    expect(toHex(challenge.serverChallenge)).toBe(toHex(common.serverChallenge));
    expect(toHex(writeTargetInfo(challenge.targetInfo))).toBe(toHex(ntlmv2.targetInfo));
    expect(identityOf(challenge)).toEqual({
      domain: 'Domain',
      computer: 'Server',
      dnsDomain: undefined,
      dnsComputer: undefined,
      dnsTree: undefined,
      time: undefined,
      version: '6.0.6000',
    });
  });
});

describe('NTLMv2 with channel binding and MIC, the recorded Windows 7 client', () => {
  const vector = vectors.ntlmv2ChannelBindingAndMic;
  const published = vector.authenticateMessage;
  // What the client drew at random is read from its message: the responses are at 0xac.
  const blob = published.slice(0xac + 16);
  const pairs = parseTargetInfo(blob.slice(28));
  const valueOf = (id: number): Uint8Array => pairs.find((pair) => pair.id === id)?.value ?? new Uint8Array(0);

  it('computes its proof and its MIC from the password', () => {
    const responseKey = ntowfV2(vector.password, vector.user, vector.domain);
    const targetInfo = blob.slice(28, blob.length - 4);
    const computed = computeNtlmV2({
      responseKey,
      serverChallenge: vector.serverChallenge,
      clientChallenge: blob.slice(16, 24),
      time: vector.serverTime,
      targetInfo,
    });
    expect(toHex(computed.ntResponse)).toBe(toHex(published.slice(0xac)));
    const zeroed = published.slice();
    zeroed.fill(0, 72, 88);
    const sealed = withMic(zeroed, vector.negotiateMessageFound, vector.challengeMessage, computed.sessionBaseKey);
    expect(toHex(sealed)).toBe(toHex(published));
  });

  it('reads what the server tells about itself', () => {
    expect(identityOf(parseChallengeMessage(vector.challengeMessage))).toEqual({
      domain: 'WS2008R2',
      computer: 'DC-WS2008R2',
      dnsDomain: 'ws2008r2.local',
      dnsComputer: 'DC-ws2008r2.ws2008r2.local',
      dnsTree: 'ws2008r2.local',
      time: timeOf(vector.serverTime),
      version: '6.1.7600',
    });
  });

  it('answers the same challenge with the same pairs, flags, MIC and layout', () => {
    const answer = answerChallenge({
      negotiate: vector.negotiateMessageFound,
      challenge: parseChallengeMessage(vector.challengeMessage),
      account: { user: vector.user, domain: vector.domain },
      password: vector.password,
      targetName: 'HTTP/dc-ws2008r2.ws2008r2.local',
      channelBinding: vector.channelBindingsMd5,
      clientChallenge: blob.slice(16, 24),
      sessionKey: new Uint8Array(16),
      now: 0,
      singleHost: valueOf(av.singleHost),
      workstation: vector.workstation,
      version: published.slice(64, 72),
      offered: 0xa2088207,
    });
    expect(toHex(valueOf(av.channelBindings))).toBe(toHex(vector.channelBindingsMd5));
    // Windows puts the time stamp before its own pairs and pads the blob; the rest is the same message.
    const ours = parseTargetInfo(answer.message.slice(0xac + 16 + 28));
    const sorted = (list: typeof ours): readonly string[] =>
      list.map(({ id, value }) => `${id}:${String(toHex(value))}`).toSorted();
    expect(sorted(ours)).toEqual(sorted(pairs));
    // Names, key length, flags and version; the key's offset moves with the padding.
    expect(toHex(answer.message.slice(28, 56))).toBe(toHex(published.slice(28, 56)));
    expect(toHex(answer.message.slice(60, 72))).toBe(toHex(published.slice(60, 72)));
    expect(answer).toMatchObject({ hasMic: true, hasChannelBinding: true });
  });
});

describe('recorded messages of Office Communications Server and Lync Server', () => {
  it('builds the type 3 of the OCS 2007 R2 session byte for byte', () => {
    const vector = vectors.recordedOcs2007r2;
    const challenge = parseChallengeMessage(vector.type2);
    const computed = computeNtlmV2({
      responseKey: ntowfV2(vector.password, vector.user, vector.domain),
      serverChallenge: vector.serverChallenge,
      clientChallenge: vector.clientChallenge,
      time: vector.timeLE,
      targetInfo: writeTargetInfo(challenge.targetInfo),
    });
    expect(toHex(computed.ntProof)).toBe(toHex(vector.ntProofStr));
    const message = authenticateMessage({
      flags: vector.type3Flags,
      version: vector.type3.slice(64, 72),
      domain: vector.domain,
      user: vector.user,
      workstation: vector.workstation,
      lmResponse: computed.lmResponse,
      ntResponse: computed.ntResponse,
      encryptedSessionKey: rc4(computed.sessionBaseKey, vector.exportedSessionKey),
      withMic: false,
    });
    expect(toHex(message)).toBe(toHex(vector.type3));
  });

  it('computes the proof for the challenge of a Lync Server 2013', () => {
    const vector = vectors.lync2013Challenge;
    const challenge = parseChallengeMessage(vector.challenge);
    expect(challenge.flags).toBe(vector.challengeFlags);
    expect(toHex(challenge.timestamp)).toBe(toHex(vector.timestampFromChallenge));
    const responseKey = ntowfV2(vector.password, vector.user, vector.domain);
    const computed = computeNtlmV2({
      responseKey,
      serverChallenge: challenge.serverChallenge,
      clientChallenge: vector.clientChallenge,
      time: vector.timestampFromChallenge,
      targetInfo: vector.targetInfoSent,
    });
    expect({
      key: toHex(responseKey),
      proof: toHex(computed.ntProof),
      base: toHex(computed.sessionBaseKey),
      sent: toHex(rc4(computed.sessionBaseKey, vector.exportedSessionKey)),
    }).toEqual({
      key: toHex(vector.ntowfv2),
      proof: toHex(vector.ntProofStr),
      base: toHex(vector.sessionBaseKey),
      sent: toHex(vector.encryptedRandomSessionKey),
    });
  });
});

describe('the client', () => {
  const challenge = parseChallengeMessage(vectors.lync2013Challenge.challenge);
  const options: AnswerOptions = {
    negotiate: negotiateMessage(),
    challenge,
    account: { user: 'test2', domain: 'LYNC' },
    password: 'Example-Passw0rd',
    targetName: 'HTTP/web.lync.loc',
    channelBinding: new Uint8Array(16).fill(7),
    clientChallenge: vectors.lync2013Challenge.clientChallenge,
    sessionKey: vectors.lync2013Challenge.exportedSessionKey,
    now: 1_479_000_000_000,
  };

  it('opens with 40 bytes that hold no name', () => {
    const message = negotiateMessage();
    expect(message).toHaveLength(40);
    expect(toHex(message.slice(0, 16))).toBe(`4e544c4d5353500001000000${String(toHex(uint32(offeredFlags)))}`);
    expect(toHex(message.slice(16, 32))).toBe('00'.repeat(16));
  });

  it('exchanges a key and seals the three messages with it', () => {
    const { message } = answerChallenge(options);
    const view = new DataView(message.buffer);
    expect(view.getUint32(60, true) & (flag.keyExchange | flag.sign)).toBe(flag.keyExchange | flag.sign);
    const keyAt = view.getUint32(56, true);
    expect(view.getUint16(52, true)).toBe(16);
    const ntAt = view.getUint32(24, true);
    const proof = message.slice(ntAt, ntAt + 16);
    const responseKey = ntowfV2(options.password, 'test2', 'LYNC');
    const exported = rc4(hmacMd5(responseKey, proof), message.slice(keyAt, keyAt + 16));
    expect(toHex(exported)).toBe(toHex(options.sessionKey));
    const zeroed = message.slice();
    zeroed.fill(0, 72, 88);
    const mic = hmacMd5(exported, concat(options.negotiate, challenge.bytes, zeroed));
    expect(toHex(message.slice(72, 88))).toBe(toHex(mic));
    expect(toHex(message.slice(view.getUint32(16, true), view.getUint32(16, true) + 24))).toBe('00'.repeat(24));
  });

  it('does without key and MIC where the server neither signs nor sends its time', () => {
    const old = parseChallengeMessage(vectors.ntlmv2.challengeMessage.slice());
    const bytes = old.bytes.slice();
    new DataView(bytes.buffer).setUint32(20, old.flags & ~(flag.sign | flag.seal), true);
    const { message, hasMic } = answerChallenge({ ...options, challenge: parseChallengeMessage(bytes) });
    const view = new DataView(message.buffer);
    expect(hasMic).toBe(false);
    expect(view.getUint32(60, true) & flag.keyExchange).toBe(0);
    expect(view.getUint16(52, true)).toBe(0);
    expect(view.getUint16(28, true)).toBe(utf16le('LYNC').length);
    expect(view.getUint32(32, true)).toBe(72);
  });

  it('refuses a challenge that would weaken the proof', () => {
    const bytes = challenge.bytes.slice();
    new DataView(bytes.buffer).setUint32(20, challenge.flags & ~flag.extendedSessionSecurity, true);
    expect(() => answerChallenge({ ...options, challenge: parseChallengeMessage(bytes) })).toThrow(FailureError);
  });

  it('takes user names in their three forms', () => {
    expect(accountOf('CONTOSO\\lenea', challenge)).toEqual({ domain: 'CONTOSO', user: 'lenea' });
    expect(accountOf('lenea@contoso.com', challenge)).toEqual({ domain: '', user: 'lenea@contoso.com' });
    expect(accountOf('lenea', challenge)).toEqual({ domain: 'LYNC', user: 'lenea' });
  });

  it('does not echo pairs that only a client may set', () => {
    const hostile = writeTargetInfo([
      { id: av.channelBindings, value: new Uint8Array(16).fill(1) },
      { id: av.targetName, value: utf16le('HTTP/elsewhere') },
      { id: av.netbiosDomain, value: utf16le('LYNC') },
    ]);
    const head = challenge.bytes.slice(0, 56);
    const view = new DataView(head.buffer);
    view.setUint16(40, hostile.length, true);
    view.setUint32(44, 56, true);
    const { message } = answerChallenge({ ...options, challenge: parseChallengeMessage(concat(head, hostile)) });
    const ntAt = new DataView(message.buffer).getUint32(24, true);
    const sent = parseTargetInfo(message.slice(ntAt + 16 + 28));
    expect(sent.map(({ id }) => id)).toEqual([av.netbiosDomain, av.channelBindings, av.targetName]);
    expect(toHex(sent[1]?.value)).toBe('07'.repeat(16));
  });

  it('turns times both ways', () => {
    expect(timeOf(fileTimeOf(1_479_000_000_123))).toBe(1_479_000_000_123);
    expect(Number.isNaN(new Date(timeOf(new Uint8Array(8).fill(0xff))).getTime())).toBe(false);
  });
});

describe('hostile challenges', () => {
  const onlyFailures = (bytes: Uint8Array): void => {
    try {
      const challenge = parseChallengeMessage(bytes);
      identityOf(challenge);
      answerChallenge({
        negotiate: negotiateMessage(),
        challenge,
        account: accountOf('user', challenge),
        password: 'x',
        targetName: 'HTTP/a',
        channelBinding: undefined,
        clientChallenge: new Uint8Array(8),
        sessionKey: new Uint8Array(16),
        now: 0,
      });
    } catch (error) {
      expect(error).toBeInstanceOf(FailureError);
    }
  };

  it('ends as a failure, never as a crash, for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), onlyFailures), { numRuns: 300 });
  });

  it('ends as a failure for a good challenge with changed bytes, cut anywhere', () => {
    const good = vectors.lync2013Challenge.challenge;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.nat(good.length),
        (changes, length) => {
          const bytes = good.slice();
          for (const [at, value] of changes) bytes[at] = value;
          onlyFailures(bytes.slice(0, length));
          onlyFailures(bytes);
        },
      ),
      { numRuns: 500 },
    );
  });
});
