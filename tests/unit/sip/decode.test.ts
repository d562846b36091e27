/** Decoders of the sign-in's data: published messages, a real handshake of OpenSSL, and whatever else may come. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSipHead } from '../../../shared/protocol/sip/message.js';
import { challengesIn } from '../../../shared/protocol/sip/authentication.js';
import { decodeGssapiData, decodeSignature } from '../../../shared/protocol/sip/decode/gssapiData.js';
import type { DecodedPart } from '../../../shared/protocol/sip/decode/parts.js';
import { signatureFields } from '../../../shared/protocol/sip/decode/signatureFields.js';
import { base64Of } from '../../../shared/session/bytes.js';
import { dskHandshake } from '../../../main/net/tlsDsk/index.js';
import { identity, Peer } from '../tlsDsk/peer.js';
import { sample, vectors } from './fixtures.js';

function decoded(data: Uint8Array | string): DecodedPart {
  const read = decodeGssapiData(typeof data === 'string' ? data : base64Of(data));
  if (read.kind !== 'decoded') throw new Error(`${read.kind}: not decoded`);
  return read.part;
}

function partNamed(part: DecodedPart, title: RegExp): DecodedPart {
  const found = part.parts?.find((each) => title.test(each.title));
  if (found === undefined) throw new Error(`no ${title} among ${(part.parts ?? []).map((each) => each.title).join()}`);
  return found;
}

const valueOf = (part: DecodedPart, name: string): string | undefined =>
  part.fields.find((field) => field.name === name)?.value;
const titles = (part: DecodedPart): readonly string[] => (part.parts ?? []).map(({ title }) => title);
const session = vectors.sip.ocs2007r2_v4;

describe('NTLM in gssapi-data', () => {
  it('shows what the challenge of a Lync 2013 server says', () => {
    const text = new TextDecoder().decode(sample('02-register-401-ntlm-challenge-lync2013.txt'));
    const [challenge] = challengesIn(parseSipHead(text));
    const part = decoded(challenge?.gssapiData ?? '');
    expect(part.title).toBe('NTLM type 2, challenge');
    expect(valueOf(part, 'Windows version')).toBe('6.1.7601');
    expect(valueOf(part, 'Challenge')).toBe('ca08067fc6e46a01');
    const info = partNamed(part, /^Target information/);
    expect(info.fields.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'Domain, NetBIOS: LYNC',
      'Computer, NetBIOS: LYNC2013-SERVER',
      'Domain, DNS: lync.loc',
      'Computer, DNS: LYNC2013-SERVER.lync.loc',
      'Forest, DNS: lync.loc',
      // The answer itself bears Date: Thu, 08 Dec 2016 09:39:41 GMT.
      expect.stringMatching(/^Server clock: 2016-12-08T09:39:41\./),
    ]);
    const flags = partNamed(part, /^Flags 0xe29882f3$/);
    expect(flags.fields.map(({ name }) => name)).toContain('DATAGRAM');
  });

  it('shows both messages of a recorded Communicator session', () => {
    expect(valueOf(decoded(session.type2), 'Challenge')).toBe('dd1baaf4e7e218d1');
    const part = decoded(new Uint8Array(Buffer.from(session.type3, 'hex')));
    expect(part.title).toBe('NTLM type 3, authenticate');
    expect(valueOf(part, 'User')).toBe(session.user);
    expect(valueOf(part, 'Domain')).toBe(session.domain);
    expect(valueOf(part, 'Workstation')).toBe(session.workstation);
    expect(valueOf(part, 'Proof')).toBe('8dc0c800ae76eca606d2b9fbebd04731');
    expect(valueOf(part, 'Client challenge')).toBe('d6ae875cb0fdaa41');
    expect(valueOf(part, 'Encrypted session key')).toBe('31cb739e1ca80a498591e8ae797115e4');
    expect(valueOf(part, 'MIC')).toBeUndefined();
    expect(titles(part)).toEqual(['Target information, as the client sends it back', 'Flags 0x62988255']);
  });

  it('says where a message is cut, and keeps what stands before', () => {
    const part = decoded(session.type2.subarray(0, 60));
    expect(valueOf(part, 'Challenge')).toBe('dd1baaf4e7e218d1');
    expect(titles(part)).toContain('Cut');
  });
});

describe('TLS in gssapi-data', () => {
  it('shows every message of a handshake with its suites and certificates', async () => {
    const [server, client] = await Promise.all([identity('pool01.contoso.local'), identity('lenea@contoso.com')]);
    const peer = new Peer({ identity: server });
    const handshake = dskHandshake({ certificate: client, way: 'own' });
    try {
      const hello = await handshake.start();
      const first = decoded(hello);
      expect(titles(first)).toEqual(['ClientHello']);
      const offered = (first.parts?.[0]?.fields ?? []).find(({ name }) => name.startsWith('Suites offered'));
      expect(offered?.value).toContain('TLS_RSA_WITH_AES_256_CBC_SHA (0x0035)');

      const answer = await peer.hello(hello);
      const second = decoded(answer);
      expect(titles(second)).toEqual(['ServerHello', 'Certificate', 'CertificateRequest', 'ServerHelloDone']);
      expect(valueOf(partNamed(second, /^ServerHello$/), 'Version')).toBe('TLS 1.2');
      expect(valueOf(partNamed(second, /^ServerHello$/), 'Suite')).toMatch(/^TLS_RSA_WITH_AES_\d+_CBC_SHA /);
      expect(partNamed(second, /^Certificate$/).certificates).toEqual([new Uint8Array(server.certificateDer)]);

      const third = decoded((await handshake.answer(answer)).out);
      expect(titles(third)).toEqual([
        'Certificate',
        'ClientKeyExchange',
        'CertificateVerify',
        'ChangeCipherSpec',
        'Finished, encrypted',
      ]);
      expect(partNamed(third, /^Certificate$/).certificates).toEqual([new Uint8Array(client.certificateDer)]);
    } finally {
      handshake.destroy();
      peer.destroy();
    }
  });

  it('names an alert, and says where records are cut', () => {
    const alert = decoded(Uint8Array.from([21, 3, 3, 0, 2, 2, 42]));
    expect(valueOf(partNamed(alert, /^Alert$/), 'Alert')).toBe('bad_certificate (fatal)');
    expect(titles(decoded(Uint8Array.from([22, 3, 1, 0, 200, 1])))).toEqual(['Not readable to the end']);
  });
});

describe('other values of gssapi-data', () => {
  it('are told apart: none, hidden, Kerberos, something else', () => {
    expect(decodeGssapiData('')).toEqual({ kind: 'empty' });
    expect(decodeGssapiData('*'.repeat(472))).toEqual({ kind: 'masked', length: 354 });
    expect(decodeGssapiData('not Base64!').kind).toBe('unknown');
    expect(decodeGssapiData(base64Of(Uint8Array.of(1, 2, 3))).kind).toBe('unknown');
    const request = decoded(new Uint8Array(Buffer.from('600d06092a864886f71201020201006e00', 'hex')));
    expect(valueOf(request, 'Mechanism')).toBe('Kerberos 5');
    expect(valueOf(request, 'Token')).toBe('AP-REQ');
    expect(valueOf(decoded(Uint8Array.of(0x6f, 0x10)), 'Token')).toBe('AP-REP');
  });
});

describe('signatures', () => {
  it('are read by the scheme that made them', () => {
    const ntlm = decodeSignature('NTLM', session.response.signature);
    expect(ntlm?.fields.map(({ value }) => value)).toEqual(['1', 'e615438a917661be', '100']);
    const old = decodeSignature('ntlm', vectors.sip.rtc3_v2_noEss.signature);
    expect(old?.fields[2]?.note).toMatch(/^Encrypted/);
    expect(decodeSignature('TLS-DSK', 'ab'.repeat(48))?.fields[0]?.value).toBe('HMAC-SHA-384');
    expect(decodeSignature('TLS-DSK', '3359c8ac2e6229b2eb9738ac707dc8c3e54f65f0')?.fields[0]?.value).toBe('HMAC-SHA-1');
    // Published answers: an RC4 ticket and an AES one. [MS-SIPREGE]
    const rc4 = '602306092A864886F71201020201011100FFFFFFFF104A8EDFA12CC095AAA663DF55824DCB';
    expect(decodeSignature('Kerberos', rc4)?.fields[1]?.value).toBe('Signature (RC4)');
    const aes = '040401ffffffffff00000000000000001516d27bd2ddfb27246db52a';
    expect(decodeSignature('Kerberos', aes)?.fields[0]?.value).toBe('Signature (AES)');
    expect(decodeSignature('NTLM', '*'.repeat(32))).toBeUndefined();
  });

  it('have their string taken apart, with the name of every field', () => {
    const named = (text: string): Record<string, string> =>
      Object.fromEntries(signatureFields(text).fields.map(({ name, value }) => [name, value]));
    const request = signatureFields(session.request.signatureString);
    expect([request.layout, request.fields.length]).toEqual(['version 3 and 4', 15]);
    expect(named(session.request.signatureString)).toMatchObject({
      crand: '13317733',
      'From tag': '3e49177a52',
      'To address': 'sip:user@cosmo.local',
      'To tag': '',
      Expires: '',
    });
    expect(named(session.response.signatureString)).toMatchObject({
      srand: '9616454F',
      snum: '1',
      Expires: '7200',
      Status: '200',
    });
    const old = vectors.sip.rtc3_v2_noEss.signatureString;
    expect(signatureFields(old).layout).toBe('version 2');
    expect(named(old)).toMatchObject({ 'To tag': 'B816D65C2300A32CFA6D371F2AF537FD', Expires: '900', Status: '200' });
    const asserted = vectors.sip.ringing_v4_withAssertedIdentity.signatureString;
    expect(named(asserted)['SIP identity']).toBe('SIP:recipient@company.com');
    expect(signatureFields('no brackets')).toEqual({
      layout: 'unknown',
      fields: [{ name: 'Field 1', value: 'no brackets' }],
    });
  });
});

/** Every text of a decoded tree, so that a lazy getter could not hide a throw. */
function size(part: DecodedPart): number {
  return (part.parts ?? []).reduce(
    (sum, each) => sum + size(each),
    part.fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0),
  );
}

describe('hostile bytes', () => {
  const ntlmHead = Uint8Array.from(Buffer.from('NTLMSSP\0', 'latin1'));
  const after = (head: Uint8Array) =>
    fc.uint8Array({ maxLength: 300 }).map((rest) => Uint8Array.from([...head, ...rest]));
  it('never throw and never grow beyond measure', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(1, 2, 3).chain((type) => after(Uint8Array.from([...ntlmHead, type, 0, 0, 0]))),
      fc.constantFrom(1, 2, 11, 12, 13, 15).chain((type) => after(Uint8Array.of(22, 3, 3, 0, 90, type, 0, 0))),
      after(Uint8Array.of(0x60, 0x20, 6)),
    );
    fc.assert(
      fc.property(anything, (bytes) => {
        const read = decodeGssapiData(base64Of(bytes));
        if (read.kind === 'decoded') expect(size(read.part)).toBeLessThan(200_000);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('NTLM', 'TLS-DSK', 'Kerberos', ''), (text, scheme) => {
        decodeSignature(scheme, text);
        decodeGssapiData(text);
        expect(signatureFields(text).fields.length).toBeGreaterThan(0);
      }),
    );
  });
  it('survive every change of one byte in a real message', () => {
    fc.assert(
      fc.property(fc.nat(session.type2.length - 1), fc.nat(255), (at, value) => {
        const changed = session.type2.slice();
        changed[at] = value;
        decodeGssapiData(base64Of(changed));
      }),
    );
  });
});
