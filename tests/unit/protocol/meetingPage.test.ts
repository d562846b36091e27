/** What the page of a meeting says, in the forms it comes in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConference } from '../../../main/flows/meeting/address.js';
import { parseMeetingPage } from '../../../shared/protocol/meetingPage.js';

const uri = 'sip:lena@contoso.com;gruu;opaque=app:conf:focus:id:K7Q2M9XD';
const document =
  '<?xml version="1.0" encoding="utf-8"?><conf-info xmlns="http://schemas.microsoft.com/rtc/2009/05/simplejoinconfdoc">' +
  `<conf-uri>${uri}</conf-uri><server-time>72.002</server-time><conf-key>K7Q2M9XD</conf-key></conf-info>`;
const escaped = document.replace(
  /[^A-Za-z0-9 .,_-]/g,
  (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`,
);
const html = 'text/html; charset=utf-8';
const meeting = 'application/vnd.microsoft.lync.meeting+xml';

describe('a page', () => {
  it.each([
    ['as the document for programs', meeting, document],
    ['with the document in its script', html, `<script>var escapedXML = "${escaped}";\r\nvar validMeeting = "True";`],
  ])('%s, names conference and key', (_form, type, text) => {
    expect(parseMeetingPage(type, text)).toEqual({ conferenceUri: uri, key: 'K7Q2M9XD', isGone: false });
  });

  it.each([
    [`<a href="conf:${uri}%3Frequired-media=audio">Join</a>`, uri],
    [`var lyncLaunchLink = "conf:${uri}%3Frequired-media=audio";`, uri],
    ['<a href="conf:sip%3Alena%40contoso.com%3Bgruu%3Bopaque%3Dapp%3Aconf%3Afocus%3Aid%3AK7Q2M9XD">', undefined],
  ])('with only the link for clients: %s', (text, plain) => {
    const { conferenceUri } = parseMeetingPage(html, `<html>${text}</html>`);
    expect(conferenceUri).toBe(
      plain ?? 'sip%3Alena%40contoso.com%3Bgruu%3Bopaque%3Dapp%3Aconf%3Afocus%3Aid%3AK7Q2M9XD',
    );
  });

  it('says that there is no such meeting', () => {
    const text = 'var escapedXML = "";\nvar validMeeting = "False";\nvar lyncLaunchLink = "";';
    expect(parseMeetingPage(html, text)).toEqual({ conferenceUri: undefined, key: undefined, isGone: true });
  });

  it.each([
    ['', ''],
    [html, '<html><body>Welcome</body></html>'],
    [meeting, '<conf-info><conf-uri/></conf-info>'],
    [meeting, '<conf-info'],
    [html, `var escapedXML = "${escaped.slice(0, 40)}";`],
  ])('%s %s names nothing', (type, text) => {
    expect(parseMeetingPage(type, text).conferenceUri).toBeUndefined();
  });
});

it('reads whatever comes without throwing, and soon', () => {
  const words = fc.constantFrom('sip:', 'conf:', 'focus:id:', 'K7', 'escapedXML = "', '\\x3c', '"', '<', '@', ' ');
  const text = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 60 }).map((parts) => parts.join('')),
  );
  fc.assert(fc.property(fc.constantFrom(html, meeting, ''), text, (type, page) => void parseMeetingPage(type, page)));
  // A page made to be searched for long.
  const { conferenceUri = '' } = parseMeetingPage(html, 'sip:'.repeat(100_000) + 'focus:id:'.repeat(20_000));
  expect(readConference(conferenceUri)).toBeUndefined();
});
