/** No secret leaves the recorder, in whatever form a server gives it back; nothing else is touched. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { latin1Of } from '../../../shared/session/bytes.js';
import type { Message } from '../../../shared/session/model.js';
import { readRequest, readResponse } from '../../../main/net/httpMessage.js';
import { formsOf } from '../../../main/engine/secrets/literals.js';
import { Masker } from '../../../main/engine/secrets/masker.js';
import { findShaped } from '../../../main/engine/secrets/structure.js';

const password = 'Pä$$ w&rd"<1>/\'+~';

function http(head: readonly string[], body: string | Buffer): Buffer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body, 'utf8');
  return Buffer.concat([
    Buffer.from([...head, `Content-Length: ${bytes.length}`, '', ''].join('\r\n'), 'latin1'),
    bytes,
  ]);
}

const asRequest = (masker: Masker, head: readonly string[], body: string | Buffer = ''): Message =>
  masker.message(readRequest(http(head, body)), 'us');

async function asResponse(masker: Masker, body: string | Buffer, ...headers: string[]): Promise<Message> {
  return masker.message(await readResponse(http(['HTTP/1.1 200 OK', ...headers], body), 'GET', false), 'them');
}

/** Everything a record shows, as one text. */
const shown = (message: Message): string =>
  [latin1Of(message.wire), latin1Of(message.body.decoded), ...message.headers.map((pair) => pair.join(': '))].join(
    '\n',
  );

/** Ranges and filler agree, and lengths are kept. */
function expectSound(message: Message, original: Buffer): void {
  const wire = Buffer.from(message.wire, 'base64');
  expect(wire.length).toBe(original.length);
  const restored = Buffer.from(wire);
  for (const { offset, length } of message.masked) {
    expect(wire.subarray(offset, offset + length).every((byte) => byte === 0x2a)).toBe(true);
    original.copy(restored, offset, offset, offset + length);
  }
  expect(restored.equals(original)).toBe(true);
}

describe('what the structure shows', () => {
  const ntlm = (type: number): Buffer =>
    Buffer.concat([Buffer.from('NTLMSSP\0', 'latin1'), Buffer.from([type, 0, 0, 0]), Buffer.alloc(48, 0x41 + type)]);
  const spnego = (inner: Buffer): Buffer => Buffer.concat([Buffer.from('a1400403a2', 'hex'), inner]);

  test.each([
    ['Authorization: Basic Y29udG9zbzpzZWNyZXQx', 'Y29udG9zbzpzZWNyZXQx', 'authorization'],
    ['authorization:   Bearer cwt=AAEBabcdef0123', 'AAEBabcdef0123', 'access-token'],
    ['AUTHORIZATION: Custom abcdefghij', 'abcdefghij', 'authorization'],
    ['Authorization: abcdefghij', 'abcdefghij', 'authorization'],
    ['Proxy-Authorization: Digest username="a", response="0123456789"', '0123456789', 'authorization'],
    [`Authorization: NTLM ${ntlm(3).toString('base64')}`, ntlm(3).toString('base64'), 'ntlm-response'],
    [
      `Authorization: Negotiate ${spnego(ntlm(3)).toString('base64')}`,
      spnego(ntlm(3)).toString('base64'),
      'ntlm-response',
    ],
    ['Authorization: Negotiate YIIZkerberos0ticket', 'YIIZkerberos0ticket', 'authorization'],
    ['X-MS-WebTicket: opaque=PHNhbWw6QXNzZXJ0aW9u', 'PHNhbWw6QXNzZXJ0aW9u', 'web-ticket'],
    ['x-ms-webticket: cwtcwtcwtcwt', 'cwtcwtcwtcwt', 'web-ticket'],
    ['Cookie: a=one11111; b="two22222"', 'one11111', 'cookie'],
    ['Cookie: a=one11111; b="two22222"', 'two22222', 'cookie'],
    ['X-Folded: x\r\n ?access_token=folded0secret', 'folded0secret', 'access-token'],
    ['Location: https://a.test/x?access_token=abc.def.ghi&y=1', 'abc.def.ghi', 'access-token'],
  ])('%s', (header, secret, kind) => {
    const head = ['GET /x HTTP/1.1', 'Host: a.test', header];
    const message = asRequest(new Masker(false), head);
    expect(shown(message)).not.toContain(secret);
    expect(message.masked.map((range) => range.kind)).toContain(kind);
    expectSound(message, http(head, ''));
  });

  test('schemes, names and NTLM without responses stay readable', () => {
    const masker = new Masker(false);
    for (const header of [
      `Authorization: NTLM ${ntlm(1).toString('base64')}`,
      `Authorization: Negotiate ${spnego(ntlm(1)).toString('base64')}`,
      `WWW-Authenticate: NTLM ${ntlm(2).toString('base64')}`,
      `WWW-Authenticate: Negotiate ${spnego(ntlm(2)).toString('base64')}`,
      'WWW-Authenticate: MsRtcOAuth href="https://a.test/WebTicket/oauthtoken",grant_type="urn:microsoft.rtc:windows,password"',
      'X-MS-WebTicketSupported: cwt,saml',
    ]) {
      expect(asRequest(masker, ['GET / HTTP/1.1', header]).masked).toEqual([]);
    }
    expect(asRequest(masker, ['GET / HTTP/1.1', 'Authorization: Bearer abcdefgh']).headers).toContainEqual([
      'Authorization',
      'Bearer ********',
    ]);
    expect(asRequest(masker, ['GET / HTTP/1.1', 'X-MS-WebTicket: opaque=abcdefgh']).headers).toContainEqual([
      'X-MS-WebTicket',
      'opaque=********',
    ]);
    expect(asRequest(masker, ['GET / HTTP/1.1', 'Set-Cookie: s=abcdefgh; path=/; HttpOnly']).headers).toContainEqual([
      'Set-Cookie',
      's=********; path=/; HttpOnly',
    ]);
  });

  const assertion =
    '<saml:Assertion AssertionID="id-1"><saml:Advice><saml:Assertion>inner0</saml:Assertion></saml:Advice>outer0</saml:Assertion>';
  test.each([
    ['a SAML assertion, with one inside', `<a>${assertion}<b>after</b></a>`, ['inner0', 'outer0', 'id-1'], 'after'],
    [
      'another prefix and case',
      `<a><SAML2:ASSERTION x='1'>s3cret0</SAML2:ASSERTION  ><b>after</b></a>`,
      ['s3cret0'],
      'after',
    ],
    [
      'no prefix',
      `<a><Assertion xmlns="urn:oasis:names:tc:SAML:1.0:assertion">s3cret0</Assertion><b>after</b></a>`,
      ['s3cret0'],
      'after',
    ],
    [
      'an empty one and a later one',
      '<a><x:Assertion ID="s3cret0"/><b>after</b><x:Assertion>s3cret1</x:Assertion></a>',
      ['s3cret0', 's3cret1'],
      'after',
    ],
    [
      'escaped in a fault',
      '<d>&lt;saml:Assertion&gt;s3cret0&lt;/saml:Assertion&gt;<b>after</b></d>',
      ['s3cret0'],
      'after',
    ],
    ['in CDATA', '<d><![CDATA[<saml:Assertion>s3cret0</saml:Assertion>]]><b>after</b></d>', ['s3cret0'], 'after'],
    [
      'in a JSON string',
      '{"a":"\\u003csaml:Assertion\\u003es3cret0\\u003c/saml:Assertion\\u003e","b":"after"}',
      ['s3cret0'],
      'after',
    ],
    ['cut in the middle', '<a><b>before</b><saml:Assertion><x>s3cret0', ['s3cret0'], 'before'],
    ['cut in its tag', '<a><b>before</b><saml:Assertion AssertionID="s3cret0', ['s3cret0'], 'before'],
    [
      'a proof key',
      '<wst:BinarySecret u:Id="x" Type="y">s3cret0=</wst:BinarySecret><b>after</b>',
      ['s3cret0'],
      'after',
    ],
    ['a proof key in CDATA', '<BinarySecret><![CDATA[s3cret0]]></BinarySecret><b>after</b>', ['s3cret0'], 'after'],
    [
      'a security token',
      '<w:BinarySecurityToken ValueType="v">s3cret0</w:BinarySecurityToken><b>after</b>',
      ['s3cret0'],
      'after',
    ],
    ['a password, cut', '<b>before</b><wsse:Password Type="t">s3cr', ['s3cr'], 'before'],
    [
      'a token in JSON',
      '{"access_token":"s3cret0\\"more","expires_in":28289,"b":"after"}',
      ['s3cret0', 'more'],
      'after',
    ],
    ['a JSON name in escapes', '{"access\\u005ftoken" : "s3cret0","b":"after"}', ['s3cret0'], 'after'],
    ['a JSON string that does not end', '{"b":"before","refresh_token":"s3cret0', ['s3cret0'], 'before'],
    ['cwt= anywhere', 'the token cwt=AAEB0secret/+== of <b>after</b>', ['AAEB0secret'], 'after'],
    ['cwt= percent-encoded', 'x=1&ms_rtc_renew=cwt%3dAAEB0secret&b=after', ['AAEB0secret'], 'after'],
    ['a form', 'grant_type=password&username=CONTOSO%5cada&password=s3cret%260&b=after', ['s3cret'], 'after'],
    [
      'NTLM type 3 in a page',
      `<p>NTLM ${ntlm(3).toString('base64')}</p>after`,
      [ntlm(3).toString('base64').slice(20, 40)],
      'after',
    ],
  ])('%s', async (_name, body, secrets, kept) => {
    const message = await asResponse(new Masker(false), body);
    for (const secret of secrets) expect(shown(message)).not.toContain(secret);
    expect(latin1Of(message.body.decoded)).toContain(kept);
    expectSound(message, http(['HTTP/1.1 200 OK'], body));
  });

  test('UTF-16 documents', async () => {
    const text = '\ufeff<a><saml:Assertion>s3cret0</saml:Assertion>after</a>';
    const body = Buffer.from(text, 'utf16le');
    const message = await asResponse(new Masker(false), body);
    expect(Buffer.from(message.body.decoded, 'base64').toString('utf16le')).not.toContain('s3cret0');
    expect(Buffer.from(message.body.decoded, 'base64').toString('utf16le')).toContain('after');
    expect(latin1Of(message.wire)).not.toContain('s\x003\x00c\x00');
  });

  test('what is no secret stays as it is', async () => {
    const bodies = [
      '<wsdl:definitions><wsp:Policy wsu:Id="WebTicketServiceAuth_policy"><sp:SignedSupportingTokens/></wsp:Policy></wsdl:definitions>',
      '{"_links":{"user":{"href":"https://a.test/Autodiscover/AutodiscoverService.svc/root/oauth/user"}}}',
      '<html><form><input type="password" name="password"></form></html>',
      '<t:TokenType>urn:component:Microsoft.Rtc.WebAuthentication.2010:user-cwt-1</t:TokenType>',
      '{"error":"invalid_grant"}',
    ];
    for (const body of bodies) expect((await asResponse(new Masker(false), body)).masked).toEqual([]);
  });
});

describe('known secrets', () => {
  test('are found in every form, wherever they stand', async () => {
    const masker = new Masker(false);
    masker.add('password', password);
    for (const form of formsOf(Buffer.from(password, 'utf8'))) {
      const body = Buffer.concat([Buffer.from('<p>before '), form, Buffer.from(' after</p>')]);
      const message = await asResponse(masker, body);
      const decoded = Buffer.from(message.body.decoded, 'base64');
      expect(decoded.includes(form)).toBe(false);
      expect(Buffer.from(message.wire, 'base64').includes(form)).toBe(false);
      expect(decoded.includes('before')).toBe(true);
      expect(decoded.includes('after')).toBe(true);
    }
  });

  test('in base64 at any alignment, also of UTF-16LE', async () => {
    const masker = new Masker(false);
    masker.add('password', 'Tr0ub4dor');
    for (const lead of ['', 'x', 'xy', 'xyz']) {
      for (const encoding of ['utf8', 'utf16le'] as const) {
        const body = Buffer.from(`${lead}Tr0ub4dor${lead}`, encoding).toString('base64');
        const decoded = Buffer.from(
          latin1Of((await asResponse(masker, body)).body.decoded).replaceAll('*', ''),
          'base64',
        );
        expect(decoded.toString(encoding)).not.toMatch(/ub4d/);
      }
    }
  });

  test('a ticket is learned from its answer and masked in what follows', async () => {
    const masker = new Masker(false);
    const ticket =
      '<saml:Assertion AssertionID="SamlSecurityToken-1"><ds:SignatureValue>abcdefgh</ds:SignatureValue></saml:Assertion>';
    await asResponse(masker, `<wst:RequestedSecurityToken>${ticket}</wst:RequestedSecurityToken>`);
    for (const echo of [
      Buffer.from(ticket).toString('base64'),
      encodeURIComponent(ticket),
      Buffer.from(ticket).toString('hex'),
      JSON.stringify(ticket),
    ]) {
      const text = masker.text(`the ticket ${echo} was bad`);
      expect(text).toMatch(/^the ticket .*\*.* was bad$/s);
      expect(text).not.toContain(echo.slice(40, 60));
    }
  });

  test('an echo of a ticket may be cut', async () => {
    const masker = new Masker(false);
    const token = `cwt=${'AAEBHAEFAAAAAAAFFQAAAK1f'.repeat(8)}`;
    await asResponse(masker, JSON.stringify({ access_token: token }));
    expect(masker.text(`bad token "${token.slice(4, 60)}..."`)).not.toContain(token.slice(10, 30));
  });

  test('are masked across chunk boundaries, framing untouched', async () => {
    const wire = Buffer.from(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n12\r\n{"access_token":"s3\r\n6;x=y\r\ncret01\r\nD\r\n2345678","a":"b"}\r\n0\r\n\r\n'
        .replace('\r\n12\r\n', '\r\n13\r\n')
        .replace('\r\nD\r\n', '\r\n11\r\n'),
    );
    const read = await readResponse(wire, 'GET', false);
    expect(read.complete).toBe(true);
    const message = new Masker(false).message(read, 'them');
    expect(latin1Of(message.wire)).toContain('13\r\n{"access_token":"**\r\n6;x=y\r\n******\r\n11\r\n*******","a":"b"}');
    expect(latin1Of(message.body.decoded)).toBe('{"access_token":"***************","a":"b"}');
    expect(message.masked).toHaveLength(3);
    expectSound(message, wire);
  });

  test('compressed bytes with a secret in them are masked as a whole', async () => {
    const masker = new Masker(false);
    const body = gzipSync('{"access_token":"s3cret0123"}');
    const message = await asResponse(masker, body, 'Content-Encoding: gzip');
    expect(latin1Of(message.body.decoded)).toBe('{"access_token":"**********"}');
    expect(message.masked).toEqual([{ offset: message.headLength, length: body.length, kind: 'access-token' }]);
    const harmless = await asResponse(masker, gzipSync('nothing'), 'Content-Encoding: gzip');
    expect(harmless.masked).toEqual([]);
    const unknown = await asResponse(masker, 'who knows', 'Content-Encoding: zstd');
    expect(latin1Of(unknown.body.decoded)).toBe('*********');
  });

  test('short words do not mask the world, but where the structure tells', async () => {
    const masker = new Masker(false);
    masker.add('password', 'abc');
    expect(masker.text('abc abc')).toBe('abc abc');
    expect(latin1Of((await asResponse(masker, 'grant_type=password&password=abc&x=abc')).body.decoded)).toBe(
      'grant_type=password&password=***&x=abc',
    );
    // A server may call anything a password: that must not blind the rest of the session.
    await asResponse(masker, '{"password":"required"}');
    expect(masker.text('a user name is required')).toBe('a user name is required');
  });

  test('keeping secrets masks nothing', async () => {
    const masker = new Masker(true);
    masker.add('password', password);
    const body = `{"access_token":"${password}"}`;
    const message = await asResponse(masker, body, 'Set-Cookie: a=b12345678');
    expect(message.masked).toEqual([]);
    expect(Buffer.from(message.body.decoded, 'base64').toString()).toBe(body);
    expect(masker.text(password)).toBe(password);
  });
});

test('the patterns take strangers’ documents in their stride', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '&lt;',
    'Assertion',
    'saml:',
    '/',
    '"',
    ':',
    'access_token',
    '\\',
    ' ',
    '=',
    'cwt=',
    '<![CDATA[',
    ']]>',
    'Password',
    'x',
    '%3c',
    'TlRMTVNTUAAD',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      for (const { from, to } of findShaped(text)) {
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 3000 },
  );
  // Shapes that make careless patterns run for minutes.
  for (const bad of [
    '<Password ',
    '<Password>x   ',
    '"a":',
    '%3cPassword%20',
    '<Assertion ',
    '"\\',
    'password=',
    'cwt=',
    'access_token="',
    '&lt;Password ',
    '" : "',
  ]) {
    findShaped(bad.repeat(100_000));
    findShaped(bad + ' '.repeat(300_000) + 'x');
  }
}, 20_000);
