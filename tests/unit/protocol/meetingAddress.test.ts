/** Meeting addresses as people paste them, and as nobody should. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConference, readMeeting } from '../../../main/flows/meeting/address.js';

const uri = 'sip:john@contoso.com;gruu;opaque=app:conf:focus:id:G03W98W4';

describe('conference URIs', () => {
  it.each([
    uri,
    `conf:${uri}`,
    `conf:${uri}%3Frequired-media=audio`,
    `conf:${uri}?required-media=audio`,
    `meet:${uri}`,
    `<${uri}>`,
    `  Join online meeting <conf:${uri}%3Frequired-media=audio>\r\nFirst online meeting?`,
    'SIP:john@CONTOSO.com;gruu;opaque=app:conf:focus:id:G03W98W4',
    'sip:john@contoso.com;gruu;opaque=app:conf:focus:id:G03W98W4;extra=1',
    'conf:sip%3Ajohn%40contoso.com%3Bgruu%3Bopaque%3Dapp%3Aconf%3Afocus%3Aid%3AG03W98W4',
  ])('%s', (text) => {
    expect(readMeeting(text)).toEqual({
      kind: 'uri',
      uri,
      organizer: 'john@contoso.com',
      domain: 'contoso.com',
      id: 'G03W98W4',
    });
  });

  it.each([
    ['', 'nothing'],
    ['sip:john@contoso.com', 'a user'],
    ['sip:john@contoso.com;gruu;opaque=app:conf:focus:id:', 'no id'],
    ['sip:john@contoso.com;gruu;opaque=app:conf:focus:id:../etc', 'an id that is none'],
    ['sip:john@contoso.com;gruu;opaque=app:conf:audio-video:id:G03W98W4', 'another part of a conference'],
    ['sip:john@co.uk;gruu;opaque=app:conf:focus:id:G03W98W4', 'a domain that is nobody’s'],
    ['sip:john@localhost;gruu;opaque=app:conf:focus:id:G03W98W4', 'a host without domain'],
    ['sip:jo hn@contoso.com;gruu;opaque=app:conf:focus:id:G03W98W4', 'a user with a blank'],
    // As printed in a published sample, where signs were lost.
    ['sip%John%contoso.com;gruu;opaque=app:conf:focus:id:G03W98W4', 'a misprint'],
  ])('%s is none: %s', (text) => {
    expect(readMeeting(text)).toBeUndefined();
    expect(readConference(text)).toBeUndefined();
  });
});

describe('links of invitations', () => {
  // The first one with its URI is published: "Launching Lync Web App", 2010.
  it.each([
    ['https://meet.inframss.dk/tu27/7Q3DSSYV', 'tu27@inframss.dk'],
    ['https://meet.contoso.com/anna.berg/7Q3DSSYV', 'anna.berg@contoso.com'],
    ['https://contoso.com/meet/anna/7Q3DSSYV', 'anna@contoso.com'],
    ['https://contoso.co.uk/meet/anna/7Q3DSSYV', 'anna@contoso.co.uk'],
    ['https://meet.contoso.co.uk/anna/7Q3DSSYV', 'anna@contoso.co.uk'],
    ['https://lync.contoso.com/meet/anna/7Q3DSSYV', 'anna@contoso.com'],
    ['https://lync.contoso.com/fabrikam.com/meet/anna/7Q3DSSYV', 'anna@fabrikam.com'],
    ['https://pool.contoso.com/meet/fabrikam.com/anna/7Q3DSSYV', 'anna@fabrikam.com'],
    ['https://pool.contoso.com/meet/anna.contoso.com/7Q3DSSYV', 'anna@contoso.com'],
    ['https://pool.contoso.com/meet/anna@fabrikam.com/7Q3DSSYV', 'anna@fabrikam.com'],
    ['https://meet.emea.contoso.com/anna/7Q3DSSYV', 'anna@emea.contoso.com'],
  ])('%s is a meeting of %s', (url, organizer) => {
    const read = readMeeting(url);
    expect(read).toMatchObject({ kind: 'url', url, id: '7Q3DSSYV' });
    expect(read?.kind === 'url' && read.guess.organizer).toBe(organizer);
    expect(read?.kind === 'url' && read.guess.uri).toBe(`sip:${organizer};gruu;opaque=app:conf:focus:id:7Q3DSSYV`);
  });

  const plain = 'https://meet.contoso.com/anna/7Q3DSSYV';
  it.each([
    `${plain}?sl=1`,
    `${plain}?sl=`,
    `${plain}/`,
    `${plain}#top`,
    'http://meet.contoso.com/anna/7Q3DSSYV',
    'HTTPS://MEET.contoso.com/anna/7Q3DSSYV',
    `Join Skype Meeting<${plain}>`,
    `Click ${plain}.`,
    `lync15:confjoin?url=${encodeURIComponent(plain)}`,
    `ms-sfb://confjoin?url=${encodeURIComponent(plain)}`,
    `https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(plain)}&data=05%7C01&reserved=0`,
  ])('%s is the same', (text) => {
    expect(readMeeting(text)).toMatchObject({ kind: 'url', url: plain });
  });

  it('keeps a port', () => {
    expect(readMeeting('https://meet.contoso.com:4443/anna/7Q3DSSYV')).toMatchObject({
      url: 'https://meet.contoso.com:4443/anna/7Q3DSSYV',
    });
  });

  it.each([
    'https://meet.contoso.com/',
    'https://meet.contoso.com/anna',
    'https://user:secret@meet.contoso.com/anna/7Q3DSSYV',
    'https://203.0.113.9/meet/anna/7Q3DSSYV',
    'https://co.uk/meet/anna/7Q3DSSYV',
    'https://meet.contoso.com/a/b/c/d/e/f/7Q3DSSYV',
    'ftp://meet.contoso.com/anna/7Q3DSSYV',
    'https://meet.contoso.com/anna/%ZZ',
    `https://x.safelinks.protection.outlook.com/?url=${'https%3A%2F%2Fx.safelinks.protection.outlook.com%2F%3Furl%3D'.repeat(9)}`,
  ])('%s is none', (text) => {
    expect(readMeeting(text)).toBeUndefined();
  });
});

describe('whatever is pasted', () => {
  const words = fc.constantFrom(
    ...['<', '>', ' ', 'https://', 'conf:', 'sip:', 'meet.', 'contoso.com', '/', 'anna', '@', ';', '%', '%40', '?url='],
    ...['opaque=app:conf:focus:id:', 'G03W98W4', '\u0000', 'ü', 'https://a.safelinks.protection.outlook.com/?url='],
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 30 }).map((parts) => parts.join('')),
  );

  it('never throws, and what is read is whole and reads the same again', () => {
    fc.assert(
      fc.property(text, (pasted) => {
        const read = readMeeting(pasted);
        if (read === undefined) return;
        const { domain, organizer, id } = read.kind === 'uri' ? read : read.guess;
        expect(organizer.endsWith(`@${domain}`)).toBe(true);
        expect(domain).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
        expect(id).toMatch(/^[A-Za-z0-9]{4,64}$/);
        expect(readMeeting(read.kind === 'uri' ? read.uri : read.url)).toEqual(read);
      }),
      { numRuns: 2000 },
    );
  });
});
