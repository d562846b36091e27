/** The server's half of NTLM against the published vectors, and against bytes that are none. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAuthenticate, readNegotiate, readNtlmV2Response, writeChallenge } from '../../../lab/web/ntlm/messages.js';
import { hmacMd5, md4Digest, ntowfv2, rc4 } from '../../../lab/web/ntlm/primitives.js';
import { signFirst } from '../../../lab/web/ntlm/signing.js';
import { verifyAuthenticate, type Verification } from '../../../lab/web/ntlm/verify.js';
import { lena } from './harness.js';

interface Vectors {
  primitives: { fn: string; key?: string; inAscii: string; out: string }[];
  ntlmv1: { authenticateMessage: string };
  ntlmv1ClientChallenge: { authenticateMessage: string };
  ntlmv2: Record<string, string> & { wrap: Record<string, string> };
  ntlmv2ChannelBindingAndMic: Record<string, string>;
}

const vectors = JSON.parse(
  readFileSync(new URL('../../fixtures/lab/ntlm-vectors.json', import.meta.url), 'utf8'),
) as unknown as Vectors;
const hex = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'hex');

/** Milliseconds since 1970 of a FILETIME. */
const millis = (fileTime: Buffer): number => Number(fileTime.readBigUInt64LE(0) / 10_000n) - 11_644_473_600_000;

const published: Verification = {
  authenticateMessage: hex(vectors.ntlmv2['authenticateMessage']),
  negotiation: {
    negotiateMessage: Buffer.alloc(0),
    challengeMessage: hex(vectors.ntlmv2['challengeMessage']),
    serverChallenge: hex('0123456789abcdef'),
    netbiosComputer: 'SERVER',
  },
  channelBinding: undefined,
  now: millis(Buffer.alloc(8)),
  findAccount: (domain, user) =>
    domain === 'Domain' && user === 'User' ? { ...lena, password: 'Password' } : undefined,
};

const bound = vectors.ntlmv2ChannelBindingAndMic;
const publishedWithMic: Verification = {
  authenticateMessage: hex(bound['authenticateMessage']),
  negotiation: {
    negotiateMessage: hex(bound['negotiateMessageFound']),
    challengeMessage: hex(bound['challengeMessage']),
    serverChallenge: hex(bound['serverChallenge']),
    netbiosComputer: 'DC-WS2008R2',
  },
  channelBinding: hex(bound['channelBindingsMd5']),
  now: millis(hex(bound['serverTime'])),
  findAccount: () => ({ ...lena, password: 'P@ssw0rd' }),
};

describe('hashes', () => {
  it('match the published values', () => {
    for (const vector of vectors.primitives) {
      const input = Buffer.from(vector.inAscii);
      const output = vector.fn === 'md4' ? md4Digest(input) : hmacMd5(hex(vector.key), input);
      expect(output.toString('hex')).toBe(vector.out);
    }
    expect(ntowfv2('Password', 'User', 'Domain').toString('hex')).toBe(vectors.ntlmv2['ntowfv2']);
    expect(rc4(hex(vectors.ntlmv2['sessionBaseKey']), Buffer.alloc(16, 0x55)).toString('hex')).toBe(
      vectors.ntlmv2['encryptedRandomSessionKey'],
    );
  });

  it('sign as published, with the checksum sealed when keys were exchanged', () => {
    const key = Buffer.alloc(16, 0x55);
    const plain = Buffer.from('Plaintext', 'utf16le');
    const flags = 0xe28a8233;
    expect(signFirst('client', flags & ~0x40000000, key, plain)?.toString('hex')).toBe(
      vectors.ntlmv2.wrap['signatureWithoutKeyExchangeFlag'],
    );
    // The published ciphertext gives the first bytes of the key stream that a lone signature is sealed with.
    const keyStream = hex(vectors.ntlmv2.wrap['ciphertext']).map((byte, index) => byte ^ (plain[index] ?? 0));
    const checksum = hex(vectors.ntlmv2.wrap['signatureWithoutKeyExchangeFlag']).subarray(4, 12);
    const sealed = Buffer.from(checksum.map((byte, index) => byte ^ (keyStream[index] ?? 0)));
    expect(signFirst('client', flags, key, plain)?.toString('hex')).toBe(`01000000${sealed.toString('hex')}00000000`);
  });
});

describe('a published AUTHENTICATE_MESSAGE', () => {
  it('is accepted and gives the published session key', () => {
    expect(verifyAuthenticate(published)).toMatchObject({ ok: true, sessionKey: Buffer.alloc(16, 0x55) });
  });

  it('is refused for another challenge, password, account, computer or time', () => {
    const why = (change: Partial<Verification>): unknown => verifyAuthenticate({ ...published, ...change });
    expect(why({ negotiation: { ...published.negotiation, serverChallenge: hex('0123456789abcdee') } })).toEqual({
      ok: false,
      why: 'wrong-password',
    });
    expect(why({ findAccount: () => ({ ...lena, password: 'password' }) })).toEqual({
      ok: false,
      why: 'wrong-password',
    });
    expect(why({ findAccount: () => undefined })).toEqual({ ok: false, why: 'unknown-account' });
    expect(why({ negotiation: { ...published.negotiation, netbiosComputer: 'OTHER' } })).toEqual({
      ok: false,
      why: 'other-server',
    });
    expect(why({ now: published.now + 37 * 3_600_000 })).toEqual({ ok: false, why: 'stale-time' });
    expect(why({ now: published.now + 35 * 3_600_000 })).toMatchObject({ ok: true });
  });

  it('is refused when it is NTLMv1 or names nobody', () => {
    for (const { authenticateMessage } of [vectors.ntlmv1, vectors.ntlmv1ClientChallenge]) {
      expect(verifyAuthenticate({ ...published, authenticateMessage: hex(authenticateMessage) })).toEqual({
        ok: false,
        why: 'not-ntlmv2',
      });
    }
    const anonymous = Buffer.from(published.authenticateMessage);
    anonymous.writeUInt16LE(0, 36);
    expect(verifyAuthenticate({ ...published, authenticateMessage: anonymous })).toEqual({
      ok: false,
      why: 'anonymous',
    });
  });

  it('is held to its MIC and its channel binding', () => {
    expect(verifyAuthenticate(publishedWithMic)).toMatchObject({ ok: true });
    const otherNegotiate = Buffer.from(publishedWithMic.negotiation.negotiateMessage);
    otherNegotiate[12] = (otherNegotiate[12] ?? 0) ^ 0x10;
    expect(
      verifyAuthenticate({
        ...publishedWithMic,
        negotiation: { ...publishedWithMic.negotiation, negotiateMessage: otherNegotiate },
      }),
    ).toEqual({ ok: false, why: 'wrong-mic' });
    for (const channelBinding of [undefined, Buffer.alloc(16, 1)]) {
      expect(verifyAuthenticate({ ...publishedWithMic, channelBinding })).toEqual({
        ok: false,
        why: 'wrong-channel-binding',
      });
    }
  });

  it('is refused, whichever single bit behind the workstation name is flipped', () => {
    const original = publishedWithMic.authenticateMessage;
    for (let at = 72; at < original.length; at++) {
      const changed = Buffer.from(original);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      expect(verifyAuthenticate({ ...publishedWithMic, authenticateMessage: changed }).ok, String(at)).toBe(false);
    }
  });
});

describe('a CHALLENGE_MESSAGE', () => {
  const content = {
    serverChallenge: hex('0123456789abcdef'),
    netbiosDomain: 'CONTOSO',
    netbiosComputer: 'FE1',
    dnsDomain: 'corp.contoso.net',
    dnsComputer: 'fe1.corp.contoso.net',
    now: Date.UTC(2016, 1, 1),
    version: [6, 3, 9600],
  } as const;

  it('names domain and server, carries the time, and mirrors what the client can do', () => {
    const message = writeChallenge({ ...content, clientFlags: 0xe2088297 });
    expect(message.subarray(0, 12).toString('hex')).toBe('4e544c4d5353500002000000');
    // Unicode, request target, sign, NTLM, always sign, target type domain, ESS, target info, version, 128, exchange, 56
    expect(message.readUInt32LE(20).toString(16)).toBe('e2898215');
    expect(message.subarray(24, 32)).toEqual(content.serverChallenge);
    expect(message.subarray(48, 56).toString('hex')).toBe('060380250000000f');
    expect(message.subarray(56, 70).toString('utf16le')).toBe('CONTOSO');
    expect(message.subarray(70).toString('utf16le')).toContain('fe1.corp.contoso.net');
    expect(message.subarray(message.length - 12, message.length - 4).readBigUInt64LE(0)).toBe(130_987_584_000_000_000n);
  });

  it('answers a client without VERSION and Unicode in OEM characters', () => {
    const message = writeChallenge({ ...content, clientFlags: 0x00088206 });
    expect(message.readUInt32LE(20).toString(16)).toBe('898206');
    expect(message.subarray(56, 63).toString('latin1')).toBe('CONTOSO');
    expect(message.subarray(48, 56)).toEqual(Buffer.alloc(8));
  });
});

describe('bytes that are no NTLM', () => {
  it('never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(1, 3), (bytes, type) => {
        const message = Buffer.concat([Buffer.from('NTLMSSP\0', 'latin1'), Buffer.from([type, 0, 0, 0]), bytes]);
        readNegotiate(message);
        readAuthenticate(message);
        readNtlmV2Response(Buffer.concat([Buffer.alloc(16), Buffer.from([1, 1]), bytes]));
        expect(verifyAuthenticate({ ...published, authenticateMessage: message }).ok).toBe(false);
      }),
    );
  });
});
