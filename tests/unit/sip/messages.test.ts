/** SIP messages: the published ones, any cut of the stream, and whatever else a peer may send. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../../shared/failure.js';
import { authInfoIn, authorizationField, challengesIn } from '../../../shared/protocol/sip/authentication.js';
import { countContacts } from '../../../shared/protocol/sip/contacts.js';
import {
  hostPortOf,
  parameterValue,
  parseNameAddress,
  parseVia,
  splitMembers,
} from '../../../shared/protocol/sip/fields.js';
import { SipFramer, sipLimits, type Framed } from '../../../shared/protocol/sip/framing.js';
import { parseSipHead, sipHeader, sipHeaders, writeSip, type SipText } from '../../../shared/protocol/sip/message.js';
import { parseProvisioning, provisioningTable } from '../../../shared/protocol/sip/provisioning.js';
import {
  diagnosticsIn,
  readRegistration,
  readServerHints,
  redirectOf,
} from '../../../shared/protocol/sip/registration.js';
import { okTo } from '../../../shared/protocol/sip/requests.js';
import { sample } from './fixtures.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder().decode(data);

function only(data: Uint8Array): SipText {
  const [framed, ...more] = new SipFramer().push(data);
  if (framed?.ok !== true || more.length > 0) throw new Error('one whole message was expected');
  return framed.message;
}

describe('the published messages', () => {
  it('offers three schemes', () => {
    const message = only(sample('01-register-401-three-schemes-lync2013.txt'));
    expect(message.start).toEqual({ kind: 'response', status: 401, reason: 'Unauthorized' });
    expect(challengesIn(message)).toEqual([
      expect.objectContaining({ scheme: 'NTLM', targetName: 'LYNC2013-SERVER.lync.loc', version: 4, gssapiData: '' }),
      expect.objectContaining({ scheme: 'Kerberos', targetName: 'sip/LYNC2013-SERVER.lync.loc' }),
      expect.objectContaining({
        scheme: 'TLS-DSK',
        realm: 'SIP Communications Service',
        stsUri: 'https://LYNC2013-SERVER.lync.loc:443/CertProv/CertProvisioningService.svc',
      }),
    ]);
    expect(readServerHints(message)).toMatchObject({
      server: 'RTC/5.0',
      product: 'Lync Server 2013',
      date: Date.UTC(2016, 11, 1, 8, 21, 44),
      isRemote: false,
      seenAs: '192.168.66.57:13982',
    });
  });

  it('brings the NTLM challenge', () => {
    const [challenge] = challengesIn(only(sample('02-register-401-ntlm-challenge-lync2013.txt')));
    expect(challenge).toMatchObject({ scheme: 'NTLM', opaque: '78D29AC8' });
    expect(challenge?.gssapiData.startsWith('TlRMTVNTUAACAAAA')).toBe(true);
  });

  it('registers', () => {
    const message = only(sample('03-register-200-sfb2015.txt'));
    expect(readRegistration(message, 'E0DE506B-A705-59CC-9BFA-D37593141231')).toEqual({
      expires: 300,
      gruu: 'sip:user6@skype2015.loc;opaque=user:epid:a1De4AWnzFmb-tN1kxQSMQAA;gruu',
      endpoints: 1,
      allowEvents: expect.arrayContaining(['vnd-microsoft-provisioning-v2', 'presence.wpending']) as string[],
      supported: [
        'adhoclist',
        'msrtc-event-categories',
        'ms-keepalive-deregister',
        'ms-userservices-state-notification',
      ],
      registerAction: undefined,
      isPrimary: undefined,
      primaryType: undefined,
      keepAliveSeconds: undefined,
    });
    expect(authInfoIn(message)).toMatchObject({ srand: 'AE4D44F8', snum: '1', opaque: '0999F355', version: 4 });
    const older = readRegistration(
      only(sample('06-register-200-ocs2007r2.txt')),
      '34d859db-6585-5f91-a3b4-de853c15347d',
    );
    expect(older).toMatchObject({ expires: 7200, registerAction: 'added', keepAliveSeconds: 300 });
  });

  it('sends on to the home server', () => {
    const message = only(sample('04-register-301-home-server.txt'));
    expect(redirectOf(message)).toEqual({ host: '192.168.74.5', port: 5061, isTls: true });
  });

  it('tells limited mode from the other header fields of a Kerberos answer', () => {
    const message = only(sample('11-kerberos-200-auth-info.txt'));
    expect(readRegistration(message, 'x')).toMatchObject({ isPrimary: true, primaryType: 'central', expires: 7200 });
    expect(authInfoIn(message)).toMatchObject({ scheme: 'Kerberos', snum: '1', version: undefined });
  });

  it('explains refusals', () => {
    const timeOut = only(sample('15-tls-dsk-504-sfb2015-sha1.txt'));
    expect(diagnosticsIn(timeOut)[0]).toMatch(/^1009;/);
    expect(authInfoIn(timeOut)?.rspauth).toHaveLength(40);
    const remote = only(sample('16-tls-dsk-500-sfb2019-sha384.txt'));
    expect(readServerHints(remote)).toMatchObject({ isRemote: true, seenAs: '192.168.1.1:58350' });
    expect(authInfoIn(remote)?.rspauth).toHaveLength(96);
  });

  it('is written as it was read', () => {
    const known = sample('05-register-ntlm-third-leg-oc2007r2.txt');
    expect(text(writeSip(only(known)))).toBe(text(known));
  });
});

describe('header fields', () => {
  it('takes compact names, folded lines and any case', () => {
    const head = parseSipHead('SIP/2.0 200 OK\r\nv: SIP/2.0/TLS a;x=1\r\nCALL-ID:  1\r\nk: a,\r\n b\r\nK: c\r\n\r\n');
    expect(sipHeader(head, 'Via')).toBe('SIP/2.0/TLS a;x=1');
    expect(sipHeader(head, 'i')).toBe('1');
    expect(sipHeaders(head, 'Supported').flatMap(splitMembers)).toEqual(['a', 'b', 'c']);
    expect(head.headers.map(([name]) => name)).toEqual(['v', 'CALL-ID', 'k', 'K']);
  });

  it('takes addresses apart', () => {
    const contact = parseNameAddress('"A, \\"B\\" <x>" <sip:a@b.example;gruu>;tag=1;+sip.instance="<urn:uuid:1;2>";lr');
    expect(contact).toMatchObject({ display: 'A, "B" <x>', uri: 'sip:a@b.example;gruu' });
    expect(parameterValue(contact, '+SIP.instance')).toBe('<urn:uuid:1;2>');
    expect(parameterValue(contact, 'lr')).toBe('');
    expect(parameterValue(contact, 'epid')).toBeUndefined();
    expect(parseNameAddress('sip:a@b;tag=7')).toMatchObject({
      uri: 'sip:a@b',
      parameters: [{ name: 'tag', value: '7' }],
    });
    expect(splitMembers('<sip:a;b,c>;d="e,f", <sip:g>')).toEqual(['<sip:a;b,c>;d="e,f"', '<sip:g>']);
    expect(hostPortOf('sips:u@[2001:db8::1]:5061;x')).toEqual({ host: '2001:db8::1', port: 5061 });
    expect(hostPortOf('sip:a.example')).toEqual({ host: 'a.example', port: undefined });
    for (const bad of ['http://a', 'sip:', 'sip:a:99999', 'sip:a b', 'tel:1']) expect(hostPortOf(bad)).toBeUndefined();
    expect(parseVia('SIP/2.0/tls 1.2.3.4:5;received=6.7.8.9')).toMatchObject({ transport: 'tls', sentBy: '1.2.3.4:5' });
  });

  it('writes no value that ends a line', () => {
    const message: SipText = {
      start: { kind: 'request', method: 'OPTIONS', uri: 'sip:a\r\nEvil: 1' },
      headers: [['X', 'a\r\n\r\nb']],
      body: bytes('c'),
    };
    expect(text(writeSip(message))).toBe('OPTIONS sip:a Evil: 1 SIP/2.0\r\nX: a b\r\nContent-Length: 1\r\n\r\nc');
    const [name, value] = authorizationField(
      { scheme: 'NTLM', realm: 'a", x="b', targetName: 't', opaque: undefined, version: 4, gssapiData: '' },
      407,
    );
    expect(`${name}: ${value}`).toBe(
      'Proxy-Authorization: NTLM qop="auth", realm="a, x=b", targetname="t", gssapi-data="", version=4',
    );
  });

  it('keeps letters beyond ASCII, read and written', () => {
    const wire = bytes('NOTIFY sip:a SIP/2.0\r\nFrom: "Žlutý" <sip:b>\r\nms-diagnostics: 1;reason="Ärger"\r\n\r\n');
    const asked = only(wire);
    expect(diagnosticsIn(asked)).toEqual(['1;reason="Ärger"']);
    expect(text(writeSip(okTo(asked, 'new', 'me')))).toContain('From: "Žlutý" <sip:b>');
  });

  it('answers a request with what belongs to it', () => {
    const asked = parseSipHead(
      'NOTIFY sip:a SIP/2.0\r\nVia: v1\r\nVia: v2\r\nf: <sip:b>;tag=1\r\nt: <sip:c>\r\ni: 9\r\nCSeq: 2 NOTIFY\r\nX: y\r\n\r\n',
    );
    const answered = text(writeSip(okTo(asked, 'new', 'me')));
    expect(answered.split('\r\n').slice(0, 8)).toEqual([
      'SIP/2.0 200 OK',
      'Via: v1',
      'Via: v2',
      'f: <sip:b>;tag=1',
      't: <sip:c>;tag=new',
      'i: 9',
      'CSeq: 2 NOTIFY',
      'User-Agent: me',
    ]);
  });
});

describe('framing', () => {
  const stream = [
    bytes('\r\n\r\n'),
    sample('01-register-401-three-schemes-lync2013.txt'),
    bytes('\r\n'),
    bytes('NOTIFY sip:a SIP/2.0\r\nl: 7\r\n\r\na\r\n\r\nbc'),
    sample('04-register-301-home-server.txt'),
    bytes('SIP/2.0 200 OK\nContent-Length: 1\n\nx'),
  ];
  const whole = Uint8Array.from(stream.flatMap((part) => [...part]));

  it('finds the messages in any cut of the stream', () => {
    const wanted = new SipFramer().push(whole).map(shown);
    expect(wanted).toHaveLength(4);
    expect(wanted[1]).toBe('NOTIFY sip:a SIP/2.0\r\nl: 7\r\n\r\na\r\n\r\nbc');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 }), (sizes) => {
        const framer = new SipFramer();
        const found: string[] = [];
        for (let at = 0, i = 0; at < whole.length; i += 1) {
          const size = sizes[i % sizes.length] ?? 1;
          found.push(...framer.push(whole.slice(at, at + size)).map(shown));
          at += size;
        }
        expect(found).toEqual(wanted);
        expect(framer.pending).toHaveLength(0);
      }),
    );
  });

  it.each([
    ['another protocol', 'HTTP/1.1 400 Bad Request\r\n', 'malformed_answer'],
    ['garbage', '\u0016\u0003\u0001 garbage\n', 'malformed_answer'],
    ['a line that is no field', 'SIP/2.0 200 OK\r\nnothing\r\n\r\n', 'malformed_answer'],
    ['a length that is none', 'SIP/2.0 200 OK\r\nContent-Length: -1\r\n\r\n', 'malformed_answer'],
    ['two lengths', 'SIP/2.0 200 OK\r\nContent-Length: 1\r\nl: 2\r\n\r\n', 'malformed_answer'],
    ['a body without bounds', 'SIP/2.0 200 OK\r\nContent-Length: 99999999\r\n\r\n', 'too_large'],
    ['a head without end', `SIP/2.0 200 OK\r\nX: ${'a'.repeat(sipLimits.headBytes)}`, 'too_large'],
    ['fields without end', `SIP/2.0 200 OK\r\n${'A: b\r\n'.repeat(300)}\r\n`, 'too_large'],
  ])('stops at %s, keeping its bytes', (_what, data, code) => {
    const framer = new SipFramer();
    const [framed] = framer.push(bytes(data));
    expect(framed?.ok).toBe(false);
    if (framed?.ok === false) {
      expect(framed.failure.code).toBe(code);
      expect(text(framed.bytes)).toBe(data);
    }
    expect(framer.push(sample('04-register-301-home-server.txt'))).toEqual([]);
  });

  it('never throws, whatever comes', () => {
    const pieces = fc.constantFrom(
      'SIP/2.0 200 OK\r\n',
      'Content-Length: 3\r\n',
      '\r\n',
      'abc',
      'From: <sip:',
      '\n',
      ' x',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 40 }))), (parts) => {
        const framer = new SipFramer();
        for (const framed of parts.flatMap((part) => framer.push(bytes(part)))) {
          if (!framed.ok) continue;
          const { message } = framed;
          challengesIn(message);
          authInfoIn(message);
          readRegistration(message, 'i');
          readServerHints(message);
          redirectOf(message);
        }
      }),
      { numRuns: 500 },
    );
  });

  const shown = (framed: Framed): string => (framed.ok ? text(framed.bytes) : `broken: ${framed.failure.message}`);
});

describe('documents', () => {
  const document = `<provisionGroupList xmlns="http://schemas.microsoft.com/2006/09/sip/provisiongrouplist-notification">
    <provisionGroup name="ServerConfiguration"><absExternalServerUrl>https://web.example/abs</absExternalServerUrl><mrasUri/></provisionGroup>
    <provisionGroup name="ucPolicy"><instance><property name="allowCallForwarding">true</property></instance></provisionGroup>
    <provisionGroup name="publicationGrammar"><grammar xmlns="x"><PhotoUsage>1</PhotoUsage></grammar></provisionGroup>
    <provisionGroup name="endpointConfiguration"><propertyEntryList><property name="PhotoUsage">AllPhotos</property><property name="Own">1</property></propertyEntryList></provisionGroup>
  </provisionGroupList>`;

  it('reads the three shapes of provisioning into one table', () => {
    const groups = parseProvisioning(document);
    expect(groups.map(({ name, entries }) => [name, entries.length])).toEqual([
      ['ServerConfiguration', 2],
      ['ucPolicy', 1],
      ['publicationGrammar', 1],
      ['endpointConfiguration', 2],
    ]);
    expect(provisioningTable(groups).map(({ label, value, source }) => [label, value, source])).toEqual([
      ['Address book, outside', 'https://web.example/abs', 'ServerConfiguration/absExternalServerUrl'],
      ['Audio/Video Edge (empty: none)', '', 'ServerConfiguration/mrasUri'],
      ['May forward calls', 'true', 'ucPolicy/allowCallForwarding'],
      ['Photos', 'AllPhotos', 'endpointConfiguration/PhotoUsage'],
      ['Own', '1', 'endpointConfiguration/Own'],
    ]);
    expect(() => parseProvisioning('<html/>')).toThrow(/its root is html/);
    expect(() => parseProvisioning('<a')).toThrow(FailureError);
  });

  it('counts contacts', () => {
    const list = `<contactList deltaNum="1"><group id="1" name="~"/><contact uri="a"/><contact uri="b"/></contactList>`;
    expect(countContacts(list)).toEqual({ contacts: 2, groups: 1 });
    expect(() => countContacts('<x/>')).toThrow(FailureError);
  });
});
