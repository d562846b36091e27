/** Windows Authentication over connections: legs, reuse, SPNEGO, channel binding. */
import { createHash, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import { X509CertificateGenerator } from '@peculiar/x509';
import * as asn1js from 'asn1js';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSpnego } from '../../../lab/web/ntlm/spnego.js';
import { signFirst } from '../../../lab/web/ntlm/signing.js';
import { header, headers, lena, startLab, tom, type Lab } from './harness.js';
import { channelBinding, curlFlags, readType2, type1, type3, windowsFlags, type Type3Options } from './ntlmClient.js';
import { postWithNtlm, rst, soapHeaders, ticketUrl } from './ticketClient.js';

const lists = ['Negotiate', 'NTLM'];
const tokenOf = (value: string | undefined): Buffer => Buffer.from(value?.split(' ')[1] ?? '', 'base64');
const lenaNtlm = { user: 'lenae', domain: 'CONTOSO', password: lena.password };

async function sendToken(lab: Lab, connection: ReturnType<Lab['connect']>, scheme: string, token: Buffer, body = '') {
  return lab.send(ticketUrl, {
    connection,
    body,
    headers: [...soapHeaders, ['Authorization', `${scheme} ${token.toString('base64')}`]],
  });
}

/** Both legs with full control over the type 3 message; the status of the answer. */
async function signIn(
  lab: Lab,
  change: Partial<Type3Options>,
  options: { certificate?: Buffer; negotiate?: Buffer } = {},
) {
  const connection = lab.connect(options.certificate);
  const negotiate = options.negotiate ?? type1();
  const challenge = tokenOf(header(await sendToken(lab, connection, 'NTLM', negotiate), 'WWW-Authenticate'));
  const { message } = type3({ ...lenaNtlm, negotiate, challenge, ...change });
  const answer = await sendToken(lab, connection, 'NTLM', message, rst());
  return { answer, connection, message, challenge, negotiate };
}

describe('a request without credentials', () => {
  it('is offered Negotiate and NTLM with the stock page of 1293 bytes', async () => {
    const answer = await startLab().send(ticketUrl, { body: rst(), headers: soapHeaders });
    expect(answer.status).toBe(401);
    expect(headers(answer, 'WWW-Authenticate')).toEqual(lists);
    expect(answer.body).toHaveLength(1293);
    expect(header(answer, 'Content-Length')).toBe('1293');
  });

  it('is offered nothing when Windows authentication is off, whatever it sends', async () => {
    const lab = startLab('2015', { windowsAuth: 'none' });
    for (const sent of [
      soapHeaders,
      [...soapHeaders, ['Authorization', `NTLM ${type1().toString('base64')}`] as const],
    ]) {
      const answer = await lab.send(ticketUrl, { body: rst(), headers: sent });
      expect([answer.status, headers(answer, 'WWW-Authenticate')]).toEqual([401, []]);
    }
  });
});

describe('NTLM on a connection', () => {
  it.each([
    ['Windows, 40 bytes', type1(windowsFlags), 'NTLM'],
    ['curl, 32 bytes', type1(curlFlags, false), 'NTLM'],
    ['raw NTLM under Negotiate', type1(windowsFlags), 'Negotiate'],
  ])('takes %s', async (_, negotiate, scheme) => {
    const lab = startLab();
    const connection = lab.connect();
    const first = await sendToken(lab, connection, scheme, negotiate);
    expect(headers(first, 'WWW-Authenticate')).toHaveLength(1);
    expect(header(first, 'WWW-Authenticate')).toMatch(new RegExp(`^${scheme} TlRMTVNTUAAC`));
    const { message } = type3({ ...lenaNtlm, negotiate, challenge: tokenOf(header(first, 'WWW-Authenticate')) });
    expect((await sendToken(lab, connection, scheme, message, rst())).status).toBe(200);
  });

  it('takes DOMAIN\\sam, the DNS domain, no domain and both kinds of UPN', async () => {
    const lab = startLab();
    const forms: readonly (readonly [string, string])[] = [
      ['CONTOSO', 'LENAE'],
      ['contoso', 'lenae'],
      ['corp.contoso.net', 'lenae'],
      ['', 'lenae'],
      ['', 'lena@contoso.com'],
      ['', 'lenae@corp.contoso.net'],
    ];
    for (const [domain, user] of forms) {
      expect((await signIn(lab, { domain, user })).answer.status, `${domain}\\${user}`).toBe(200);
    }
    expect((await signIn(lab, { domain: 'FABRIKAM', user: 'lenae' })).answer.status).toBe(401);
    expect((await signIn(lab, { domain: '', user: 'lena@fabrikam.com' })).answer.status).toBe(401);
  });

  it('asks again from the start after a wrong password', async () => {
    const { answer } = await signIn(startLab(), { password: 'pass@word2' });
    expect([answer.status, headers(answer, 'WWW-Authenticate')]).toEqual([401, lists]);
  });

  it('takes a non-ASCII password', async () => {
    const answer = await postWithNtlm(startLab(), tom, { body: rst({ claim: 'sip:tom@contoso.com' }) });
    expect(answer.status).toBe(200);
  });

  it('stays authenticated on this connection and on no other', async () => {
    const lab = startLab();
    const { connection } = await signIn(lab, {});
    const again = { body: rst(), headers: soapHeaders };
    expect((await lab.send(ticketUrl, { ...again, connection })).status).toBe(200);
    expect((await lab.send(ticketUrl, { ...again, connection: lab.connect() })).status).toBe(401);
  });

  it('uses each challenge once', async () => {
    const lab = startLab();
    const wrong = await signIn(lab, { password: 'no' });
    const right = type3({ ...lenaNtlm, negotiate: wrong.negotiate, challenge: wrong.challenge });
    expect((await sendToken(lab, wrong.connection, 'NTLM', right.message, rst())).status).toBe(401);

    const good = await signIn(lab, {});
    expect((await sendToken(lab, good.connection, 'NTLM', good.message, rst())).status).toBe(401);
    expect((await sendToken(lab, lab.connect(), 'NTLM', good.message, rst())).status).toBe(401);
  });

  it('forgets a challenge after minutes and refuses a clock that is days off', async () => {
    const lab = startLab();
    const connection = lab.connect();
    const negotiate = type1();
    const challenge = tokenOf(header(await sendToken(lab, connection, 'NTLM', negotiate), 'WWW-Authenticate'));
    lab.clock.now += 6 * 60_000;
    const { message } = type3({ ...lenaNtlm, negotiate, challenge });
    expect((await sendToken(lab, connection, 'NTLM', message, rst())).status).toBe(401);
    expect((await signIn(lab, { time: Buffer.alloc(8) })).answer.status).toBe(401);
  });

  it('is not taken over to the other scheme half way', async () => {
    const lab = startLab();
    const connection = lab.connect();
    const negotiate = type1();
    const challenge = tokenOf(header(await sendToken(lab, connection, 'NTLM', negotiate), 'WWW-Authenticate'));
    const { message } = type3({ ...lenaNtlm, negotiate, challenge });
    expect((await sendToken(lab, connection, 'Negotiate', message, rst())).status).toBe(401);
  });

  it('checks the MIC when the client says there is one', async () => {
    const lab = startLab();
    expect((await signIn(lab, { mic: true })).answer.status).toBe(200);
    expect((await signIn(lab, { mic: true, negotiate: type1(curlFlags) })).answer.status).toBe(401);
  });

  it('refuses a response made for another server', async () => {
    const relayed: [number, Buffer] = [1, Buffer.from('MAILSERVER', 'utf16le')];
    expect((await signIn(startLab(), { changePair: relayed })).answer.status).toBe(401);
  });
});

describe('channel binding', () => {
  let rsa: Buffer;
  let ecdsa384: Buffer;
  beforeAll(async () => {
    const make = async (
      algorithm: webcrypto.RsaHashedKeyGenParams | (webcrypto.EcKeyGenParams & webcrypto.EcdsaParams),
    ): Promise<Buffer> => {
      const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
      const certificate = await X509CertificateGenerator.createSelfSigned(
        { name: 'CN=web1.contoso.com', keys, signingAlgorithm: algorithm },
        webcrypto,
      );
      return Buffer.from(certificate.rawData);
    };
    rsa = await make({
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: 'SHA-256',
    });
    ecdsa384 = await make({ name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' });
  });

  it('must fit the certificate of the connection, hashed as the certificate was signed', async () => {
    const lab = startLab();
    const status = async (certificate: Buffer | undefined, binding: Buffer): Promise<number> =>
      (await signIn(lab, { channelBinding: binding, mic: true }, certificate === undefined ? {} : { certificate }))
        .answer.status;
    expect(await status(rsa, channelBinding(rsa))).toBe(200);
    expect(await status(ecdsa384, channelBinding(ecdsa384, 'sha384'))).toBe(200);
    expect(await status(ecdsa384, channelBinding(ecdsa384, 'sha256'))).toBe(401);
    expect(await status(rsa, channelBinding(ecdsa384))).toBe(401);
    expect(await status(undefined, channelBinding(rsa))).toBe(401);
    expect(await status(rsa, Buffer.alloc(16))).toBe(200);
    expect(await status(rsa, createHash('md5').digest().subarray(0, 8))).toBe(401);
  });
});

describe('SPNEGO', () => {
  const ntlm = '1.3.6.1.4.1.311.2.2.10';
  const kerberos = '1.2.840.48018.1.2.2';
  const tagged = (tag: number, value: asn1js.BaseBlock) =>
    new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber: tag }, value: [value] });
  const octets = (bytes: Buffer) => new asn1js.OctetString({ valueHex: new Uint8Array(bytes) });
  const mechTypes = (oids: readonly string[]) =>
    new asn1js.Sequence({ value: oids.map((value) => new asn1js.ObjectIdentifier({ value })) });

  function init(oids: readonly string[], token?: Buffer): Buffer {
    const fields = [tagged(0, mechTypes(oids)), ...(token === undefined ? [] : [tagged(2, octets(token))])];
    const spnego = new asn1js.Constructed({
      idBlock: { tagClass: 2, tagNumber: 0 },
      value: [
        new asn1js.ObjectIdentifier({ value: '1.3.6.1.5.5.2' }),
        tagged(0, new asn1js.Sequence({ value: fields })),
      ],
    });
    return Buffer.from(spnego.toBER());
  }

  function response(token: Buffer, mic?: Buffer): Buffer {
    const fields = [tagged(2, octets(token)), ...(mic === undefined ? [] : [tagged(3, octets(mic))])];
    return Buffer.from(tagged(1, new asn1js.Sequence({ value: fields })).toBER());
  }

  /** negState, supportedMech, responseToken, mechListMIC as an independent parser reads them. */
  function read(bytes: Buffer) {
    const { result } = asn1js.fromBER(new Uint8Array(bytes));
    const outer = result as asn1js.Constructed;
    const fields = (outer.valueBlock.value[0] as asn1js.Sequence).valueBlock.value as asn1js.Constructed[];
    const field = (tag: number) => fields.find((each) => each.idBlock.tagNumber === tag)?.valueBlock.value[0];
    const hex = (tag: number) =>
      Buffer.from((field(tag) as asn1js.OctetString | undefined)?.valueBlock.valueHexView ?? []);
    return {
      state: (field(0) as asn1js.Enumerated).valueBlock.valueDec,
      mech: (field(1) as asn1js.ObjectIdentifier | undefined)?.valueBlock.toString(),
      token: hex(2),
      mic: hex(3),
    };
  }

  it('wraps both legs, and the last answer completes', async () => {
    const lab = startLab();
    const connection = lab.connect();
    const negotiate = type1();
    const first = await sendToken(lab, connection, 'Negotiate', init([ntlm], negotiate));
    const challenge = read(tokenOf(header(first, 'WWW-Authenticate')));
    expect([first.status, challenge.state, challenge.mech]).toEqual([401, 1, ntlm]);
    const { message } = type3({ ...lenaNtlm, negotiate, challenge: challenge.token });
    const last = await sendToken(lab, connection, 'Negotiate', response(message), rst());
    expect([last.status, read(tokenOf(header(last, 'WWW-Authenticate'))).state]).toEqual([200, 0]);
  });

  it('checks and returns the signature over the list of mechanisms', async () => {
    const lab = startLab();
    const list = Buffer.from(mechTypes([ntlm]).toBER());
    for (const [signed, status] of [
      [list, 200],
      [Buffer.from('other'), 401],
    ] as const) {
      const connection = lab.connect();
      const negotiate = type1();
      const first = await sendToken(lab, connection, 'Negotiate', init([ntlm], negotiate));
      const challenge = read(tokenOf(header(first, 'WWW-Authenticate'))).token;
      const { message, sessionKey, flags } = type3({ ...lenaNtlm, negotiate, challenge, mic: true });
      const mic = signFirst('client', flags, sessionKey, signed) ?? Buffer.alloc(0);
      const last = await sendToken(lab, connection, 'Negotiate', response(message, mic), rst());
      expect(last.status).toBe(status);
      if (status === 200) {
        expect(read(tokenOf(header(last, 'WWW-Authenticate'))).mic).toEqual(
          signFirst('server', flags, sessionKey, list),
        );
      }
    }
  });

  it('chooses NTLM when the client tried Kerberos first', async () => {
    const lab = startLab();
    const connection = lab.connect();
    const kerberosFirst = init([kerberos, ntlm], Buffer.from('60820102', 'hex'));
    const chosen = read(
      tokenOf(header(await sendToken(lab, connection, 'Negotiate', kerberosFirst), 'WWW-Authenticate')),
    );
    expect([chosen.state, chosen.mech, chosen.token.length]).toEqual([1, ntlm, 0]);
    const negotiate = type1();
    const second = await sendToken(lab, connection, 'Negotiate', response(negotiate));
    const challenge = read(tokenOf(header(second, 'WWW-Authenticate'))).token;
    expect(readType2(challenge).target.toString('utf16le')).toBe('CONTOSO');
    const { message } = type3({ ...lenaNtlm, negotiate, challenge });
    expect((await sendToken(lab, connection, 'Negotiate', response(message), rst())).status).toBe(200);
  });

  it('starts over for a client that can do Kerberos only', async () => {
    const lab = startLab();
    const answer = await sendToken(lab, lab.connect(), 'Negotiate', init([kerberos], Buffer.from('6082', 'hex')));
    expect([answer.status, headers(answer, 'WWW-Authenticate')]).toEqual([401, lists]);
  });

  it('never throws on other bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readSpnego(Buffer.from(bytes));
      }),
    );
    const whole = init([ntlm], type1());
    for (let length = 0; length < whole.length; length++) expect(readSpnego(whole.subarray(0, length))).toBeNull();
  });
});
