/** The published SIP messages and NTLM vectors. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const folder = new URL('../../fixtures/sip/', import.meta.url);

/** One message as it was on the wire: comment lines taken off, line ends as SIP has them. */
export function sample(name: string): Uint8Array {
  const text = readFileSync(new URL(name, folder), 'utf8')
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'))
    .join('\r\n')
    .trimEnd();
  const [head = '', ...body] = text.split('\r\n\r\n');
  return new TextEncoder().encode(`${head}\r\n\r\n${body.join('\r\n\r\n')}`);
}

const hex = z.string().transform((text) => new Uint8Array(Buffer.from(text, 'hex')));
const signed = z.object({ raw: z.string(), version: z.number(), signatureString: z.string(), signature: z.string() });

export const vectors = z
  .object({
    signSealKeys: z.object({
      exportedSessionKey: hex,
      ess: z.record(z.string(), z.string()),
    }),
    davenport: z.tuple([
      z.object({ key: hex, message: z.string(), seqNum: z.number(), signature: z.string() }),
      z.object({ masterKey: hex, signKeyClient: z.string() }),
      z.object({ signKey: hex, message: z.string(), seqNum: z.number(), signature: z.string() }),
    ]),
    sip: z.object({
      ocs2007r2_v4: z.object({
        user: z.string(),
        password: z.string(),
        domain: z.string(),
        workstation: z.string(),
        type2: hex,
        type3: z.string(),
        type3Flags: z.number(),
        clientChallenge: hex,
        timeLE: hex,
        request: signed,
        response: signed,
        derivedKeys: z.object({
          exportedSessionKey: hex,
          clientSignKey: z.string(),
          serverSignKey: z.string(),
          clientSealKey: z.string(),
          serverSealKey: z.string(),
        }),
      }),
      rtc3_v2_noEss: z.object({
        exportedSessionKey: hex,
        version: z.number(),
        signatureString: z.string(),
        signature: z.string(),
        response: z.string(),
      }),
      ringing_v4_withAssertedIdentity: z.object({ raw: z.string(), signatureString: z.string() }),
      epidToInstance: z.array(z.object({ epid: z.string(), instance: z.string(), gruuOpaque: z.string().optional() })),
      derivedLync2013WithMic: z.object({
        signatureString: z.string(),
        signature: z.string(),
        exportedSessionKey: hex,
        authenticateFlags: z.number(),
        clientSignKey: z.string(),
        clientSealKey: z.string(),
        serverSignKey: z.string(),
        serverSealKey: z.string(),
        challenge: hex,
        user: z.string(),
        domain: z.string(),
        password: z.string(),
        clientChallenge: hex,
        encryptedRandomSessionKey: z.string(),
      }),
    }),
  })
  .parse(JSON.parse(readFileSync(new URL('vectors.json', folder), 'utf8')));
