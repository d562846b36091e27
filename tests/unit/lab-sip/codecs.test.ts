/** The lab's own SIP codecs against published and recorded sessions, and against bytes nobody should send. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Association } from '../../../lab/sip/association.js';
import { gruuOf, instanceOf } from '../../../lab/sip/endpointId.js';
import { addressOfRecord, readAddress, readCredentials } from '../../../lab/sip/header.js';
import { limits, MessageReader, valueOf, writeMessage, type Read, type SipMessage } from '../../../lab/sip/message.js';
import { challengeFlags, makeChallenge, ntlmSignature, verifyWith } from '../../../lab/sip/ntlm.js';
import { signatureString } from '../../../lab/sip/signatureString.js';
import { dskSignature, hashOfSuite } from '../../../lab/sip/tlsDsk.js';
import { lync2013 } from '../../../lab/deployments/lync2013.js';
import type { LabUser } from '../../../lab/types.js';

interface Signed {
  readonly raw: string;
  readonly signatureString: string;
  readonly signature: string;
}
interface Vectors {
  readonly sip: {
    readonly ocs2007r2_v4: {
      readonly user: string;
      readonly password: string;
      readonly domain: string;
      readonly type2: string;
      readonly type3: string;
      readonly request: Signed;
      readonly response: Signed;
      readonly derivedKeys: { readonly exportedSessionKey: string };
    };
    readonly rtc3_v2_noEss: { readonly response: string; readonly signatureString: string };
    readonly ringing_v4_withAssertedIdentity: { readonly raw: string; readonly signatureString: string };
    readonly epidToInstance: readonly {
      readonly epid: string;
      readonly instance: string;
      readonly gruuOpaque?: string;
    }[];
  };
}

const vectors = (
  JSON.parse(readFileSync(new URL('../../fixtures/lab/sip-vectors.json', import.meta.url), 'utf8')) as Vectors
).sip;
const recorded = vectors.ocs2007r2_v4;
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

function read(text: string): SipMessage {
  const [first] = new MessageReader().push(Buffer.from(text.endsWith('\r\n\r\n') ? text : `${text}\r\n`));
  if (first === undefined || first.kind === 'lost') throw new Error(`not read: ${first?.why ?? 'nothing'}`);
  return first.message;
}

const account: LabUser = {
  sipAddress: 'user@cosmo.local',
  userName: `${recorded.domain}\\${recorded.user}`,
  upn: 'user@cosmo.local',
  password: recorded.password,
  home: 'pool01',
  expect: 'pass',
};
const challenge = {
  message: hex(recorded.type2),
  serverChallenge: hex(recorded.type2).subarray(24, 32),
  netbiosComputer: 'COSMO-OCS-R2',
};
/** When it was recorded, by the FILETIME in the client's answer. */
const recordedAt = Number(hex('59519a1727b9ca01').readBigUInt64LE(0) / 10_000n) - 11_644_473_600_000;

describe('a recorded NTLM session of Communicator 2007 R2', () => {
  const time = recordedAt;
  const verify = (now: number, answer = hex(recorded.type3), password = recorded.password) =>
    verifyWith(challenge, answer, now, (domain, user) =>
      domain === recorded.domain && user === recorded.user ? { ...account, password } : undefined,
    );

  test('is accepted with its password and gives the session key', () => {
    const verdict = verify(time);
    expect(verdict.ok && verdict.keys.sessionKey.toString('hex')).toBe(recorded.derivedKeys.exportedSessionKey);
  });

  test('its request and its answer have these strings and signatures', () => {
    const verdict = verify(time);
    if (!verdict.ok) throw new Error(verdict.why);
    for (const [side, sample] of [
      ['client', recorded.request],
      ['server', recorded.response],
    ] as const) {
      const message = read(sample.raw);
      const authentication =
        valueOf(message, 'proxy-authorization') ?? valueOf(message, 'authentication-info') ?? 'none';
      const parameters = readCredentials(authentication)?.parameters;
      const text = signatureString(message, {
        scheme: 'NTLM',
        random: parameters?.get(side === 'client' ? 'crand' : 'srand') ?? '',
        number: parameters?.get(side === 'client' ? 'cnum' : 'snum') ?? '',
        realm: parameters?.get('realm') ?? '',
        targetName: parameters?.get('targetname') ?? '',
        version: 4,
      });
      expect(text).toBe(sample.signatureString);
      expect(ntlmSignature(side, verdict.keys, text).toString('hex')).toBe(sample.signature.toLowerCase());
    }
  });

  test('an association takes the recorded request once', () => {
    const verdict = verify(time);
    if (!verdict.ok) throw new Error(verdict.why);
    const message = read(recorded.request.raw);
    const credentials = readCredentials(valueOf(message, 'proxy-authorization') ?? '');
    const session = { scheme: 'NTLM', keys: verdict.keys } as const;
    const association = new Association(session, account, '2BDBAC9D', 'cosmo-ocs-r2.cosmo.local', 4, Infinity);
    if (credentials === undefined) throw new Error('no credentials');
    expect(association.check(message, credentials)).toBe('good');
    expect(association.check(message, credentials)).toBe('replayed');
    const changed = { ...message, headers: [...message.headers, ['Expires', '0'] as const] };
    expect(association.check(changed, credentials)).toBe('wrong');
  });

  test('a wrong password, a changed proof, another challenge and a late answer are refused', () => {
    const changed = hex(recorded.type3);
    const proof = changed.readUInt32LE(24);
    changed[proof] = (changed[proof] ?? 0) ^ 1;
    expect(verify(time, hex(recorded.type3), 'Pa$$word1')).toMatchObject({ ok: false, why: 'wrong-password' });
    expect(verify(time, changed)).toMatchObject({ ok: false, why: 'wrong-password' });
    expect(verify(time + 20 * 60_000)).toMatchObject({ ok: false, why: 'stale-time' });
    expect(verify(time - 20 * 60_000)).toMatchObject({ ok: false, why: 'stale-time' });
  });

  test('an answer that gave up datagrams or session security is refused', () => {
    for (const bit of [0x40, 0x8_0000, 0x10]) {
      const weak = hex(recorded.type3);
      weak.writeUInt32LE((weak.readUInt32LE(60) & ~bit) >>> 0, 60);
      expect(verify(time, weak)).toMatchObject({ ok: false, why: 'weak-flags' });
    }
  });
});

test('a challenge has the flags and the layout of the recorded servers', () => {
  const made = makeChallenge(lync2013, 'fe01.lync2013.internal', hex('0123456789abcdef'), recordedAt).message;
  expect(made.readUInt32LE(20)).toBe(challengeFlags);
  expect(hex(recorded.type2).readUInt32LE(20)).toBe(challengeFlags);
  expect([made.readUInt16LE(12), made.readUInt32LE(16), made.readUInt32LE(44)]).toEqual([0, 56, 56]);
  expect(made.readUInt16LE(40)).toBe(made.length - 56);
});

describe('the signature string', () => {
  test('of version 2 leaves out the To URI', () => {
    const message = read(vectors.rtc3_v2_noEss.response);
    const fields = { scheme: 'NTLM', random: '0878F41B', number: '1', realm: 'SIP Communications Service' };
    expect(signatureString(message, { ...fields, targetName: 'ocs1.ocs.provo.novell.com', version: 2 })).toBe(
      vectors.rtc3_v2_noEss.signatureString,
    );
  });

  test('takes the asserted identity as written, and header names in any case', () => {
    const sample = vectors.ringing_v4_withAssertedIdentity;
    const fields = { scheme: 'NTLM', random: '1B6D47A1', number: '11', realm: 'SIP Communications Service' };
    const targetName = 'LOC-COMPANYT-FE03.COMPANY.COM';
    expect(signatureString(read(sample.raw), { ...fields, targetName, version: 4 })).toBe(sample.signatureString);
  });
});

test.each(vectors.epidToInstance)('epid $epid gives instance $instance', ({ epid, instance, gruuOpaque }) => {
  expect(instanceOf(epid)).toBe(instance);
  if (gruuOpaque !== undefined) expect(gruuOf('a@b.example', epid)).toContain(`opaque=user:epid:${gruuOpaque};gruu`);
});

test('signatures of TLS-DSK are as long as those seen in the field', () => {
  const key = Buffer.alloc(32, 7);
  const length = (suite: string): number =>
    dskSignature('server', { hash: hashOfSuite(suite), client: key, server: key }, 'x').length / 2;
  expect(length('AES128-SHA')).toBe(20);
  expect(length('ECDHE-RSA-AES256-SHA')).toBe(20);
  expect(length('ECDHE-RSA-AES256-GCM-SHA384')).toBe(48);
  expect(length('ECDHE-RSA-AES128-GCM-SHA256')).toBe(32);
  expect(length('RC4-MD5')).toBe(16);
});

describe('framing', () => {
  const sound = read(recorded.request.raw);
  const bytes = writeMessage({ ...sound, headers: sound.headers.filter(([name]) => name !== 'Content-Length') });

  test('finds messages however the stream is cut, keep-alives between them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 20 }), (cuts) => {
        const stream = Buffer.concat([Buffer.from('\r\n\r\n'), bytes, Buffer.from('\r\n\r\n'), bytes]);
        const reader = new MessageReader();
        const found: Read[] = [];
        let at = 0;
        for (const size of [...cuts, stream.length]) {
          found.push(...reader.push(stream.subarray(at, at + size)));
          at += size;
        }
        expect(found.map(({ kind }) => kind)).toEqual(['message', 'message']);
      }),
    );
  });

  test('never throws, and holds no more than its limits', () => {
    const grammar = fc.oneof(
      fc.constantFrom('REGISTER sip:a SIP/2.0\r\n', 'SIP/2.0 200 OK\r\n', '\r\n', 'Via: x\r\n', ' folded\r\n'),
      fc.constantFrom('Content-Length: 5\r\n', 'Content-Length: -1\r\n', 'l: 99999999\r\n', 'CSeq: 1 REGISTER\r\n'),
      fc.string({ maxLength: 60 }),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(grammar, fc.uint8Array({ maxLength: 80 })), { maxLength: 30 }), (parts) => {
        const reader = new MessageReader();
        for (const part of parts) reader.push(Buffer.from(part as string));
      }),
      { numRuns: 500 },
    );
    const flood = new MessageReader();
    const start = Buffer.from('REGISTER sip:a SIP/2.0\r\n');
    const reads = [start, ...Array.from({ length: 9 }, () => Buffer.alloc(limits.head / 8, 'a'))].flatMap((part) =>
      flood.push(part),
    );
    expect(reads).toMatchObject([{ kind: 'lost', why: 'the head is too long' }]);
  });

  test.each([
    ['GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'lost'],
    ['\x16\x03\x01\x00\xc8\x01', 'lost'],
    [bytes.toString().replace(/Content-Length: \d+\r\n/, ''), 'lost'],
    [bytes.toString().replace(/Content-Length: \d+/, 'Content-Length: 1048576'), 'lost'],
    [bytes.toString().replace(/Content-Length: \d+/, 'Content-Length: 0x0'), 'lost'],
    [bytes.toString().replace('Content-Length: 0', 'Content-Length: 0\r\nl: 4'), 'lost'],
    [bytes.toString().replace('Max-Forwards: 70\r\n', ''), 'bad'],
    [bytes.toString().replace('Max-Forwards: 70', 'Max-Forwards: 700'), 'bad'],
    [bytes.toString().replace('CSeq: 3 REGISTER', 'CSeq: 3 SUBSCRIBE'), 'bad'],
    [bytes.toString().replace('CSeq: 3 REGISTER', 'CSeq: x'), 'bad'],
    [bytes.toString().replace(/Call-ID: .*\r\n/, ''), 'bad'],
    [bytes.toString().replace('To: ', 'To: <sip:b@b>\r\nTo: '), 'bad'],
    [bytes.toString().replace('Event: registration', 'Event registration'), 'bad'],
  ])('%#: a message that is wrong is told from one that cannot be framed', (text, kind) => {
    expect(new MessageReader().push(Buffer.from(text, 'latin1')).map((one) => one.kind)).toEqual([kind]);
  });

  test('compact names and folded lines are read', () => {
    const message = read(
      'REGISTER sip:a SIP/2.0\r\nv: SIP/2.0/TLS h\r\nf: <sip:a@b>;tag=1\r\nt: <sip:a@b>\r\ni: x\r\n' +
        'CSeq: 1 REGISTER\r\nMax-Forwards: 70\r\nSupported: one,\r\n\ttwo\r\nl: 0\r\n\r\n',
    );
    expect(valueOf(message, 'from')).toBe('<sip:a@b>;tag=1');
    expect(valueOf(message, 'supported')).toBe('one, two');
  });
});

describe('header values', () => {
  test('a display name may hold brackets; parameters are those of the header', () => {
    const read = readAddress('"A <b> \\"c\\"" <sip:a@b.example;transport=tls>;tag=1;epid=c8ca638a15');
    expect(read?.uri).toBe('sip:a@b.example;transport=tls');
    expect([...(read?.parameters ?? [])]).toEqual([
      ['tag', '1'],
      ['epid', 'c8ca638a15'],
    ]);
    expect(addressOfRecord('SIPS:Anna@B.Example;transport=tls')).toBe('anna@b.example');
    expect(addressOfRecord('tel:+4930')).toBeUndefined();
  });

  test('credentials are read in any order; what is no list of parameters is none', () => {
    expect([...(readCredentials('NTLM qop="auth", version=4,gssapi-data=""')?.parameters ?? [])]).toEqual([
      ['qop', 'auth'],
      ['version', '4'],
      ['gssapi-data', ''],
    ]);
    expect(readCredentials('NTLM qop="auth" version')).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), (text) => {
        readCredentials(text);
        readAddress(text);
        addressOfRecord(text);
      }),
    );
  });
});
