/** The published NTLM vectors, as bytes. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const hex = z.string().transform((text) => new Uint8Array(Buffer.from(text, 'hex')));

export const vectors = z
  .object({
    primitives: z.array(z.object({ fn: z.string(), inAscii: z.string(), key: hex.optional(), out: hex })),
    common: z.object({ randomSessionKey: hex, clientChallenge: hex, serverChallenge: hex, timeLE: hex }),
    ntowfv1: hex,
    ntlmv2: z.object({
      flags: z.number(),
      targetInfo: hex,
      ntowfv2: hex,
      temp: hex,
      ntProofStr: hex,
      lmResponse: hex,
      sessionBaseKey: hex,
      encryptedRandomSessionKey: hex,
      challengeMessage: hex,
      authenticateMessage: hex,
    }),
    ntlmv2ChannelBindingAndMic: z.object({
      flags: z.number(),
      user: z.string(),
      password: z.string(),
      domain: z.string(),
      workstation: z.string(),
      serverTime: hex,
      serverChallenge: hex,
      ntowfv1: hex,
      challengeMessage: hex,
      authenticateMessage: hex,
      mic: hex,
      channelBindingsMd5: hex,
      negotiateMessageFound: hex,
    }),
    channelBindingsDerived: z.array(z.object({ certSha256: hex, md5: hex })),
    recordedOcs2007r2: z.object({
      user: z.string(),
      password: z.string(),
      domain: z.string(),
      workstation: z.string(),
      type2: hex,
      type3: hex,
      type3Flags: z.number(),
      serverChallenge: hex,
      clientChallenge: hex,
      timeLE: hex,
      lmResponse: hex,
      ntProofStr: hex,
      encryptedRandomSessionKey: hex,
      exportedSessionKey: hex,
    }),
    lync2013Challenge: z.object({
      challenge: hex,
      challengeFlags: z.number(),
      user: z.string(),
      domain: z.string(),
      password: z.string(),
      clientChallenge: hex,
      timestampFromChallenge: hex,
      ntowfv2: hex,
      ntProofStr: hex,
      sessionBaseKey: hex,
      exportedSessionKey: hex,
      encryptedRandomSessionKey: hex,
      targetInfoSent: hex,
    }),
  })
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/ntlm/vectors.json', import.meta.url), 'utf8')));

export const toHex = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString('hex');
