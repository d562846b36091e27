/**
 * What a meeting's page says: the document behind it, or the page with that document in its script.
 * [MS-CONFBAS 4.1; captures of join pages]
 */
import { mediaTypeOf, mediaTypes } from './mediaType.js';
import { childOf, parseXml } from './xml.js';

/** What programs ask the page's address with. */
export const meetingPageAccept = 'application/vnd.microsoft.lync.meeting+xml, text/html;q=0.5';

export interface MeetingPage {
  /** As the page says it; undefined where it names none. */
  readonly conferenceUri: string | undefined;
  /** What proves that the meeting's address is known. */
  readonly key: string | undefined;
  /** The page says by itself that there is no such meeting. */
  readonly isGone: boolean;
}

/** Most characters of a page that are searched; published ones have about 12,000. */
const longest = 500_000;

/** Reads an answer for a meeting's address. Never throws: a page that says nothing is a page without a URI. */
export function parseMeetingPage(contentType: string | undefined, text: string): MeetingPage {
  const type = mediaTypeOf(contentType);
  if (type.endsWith('+xml') || type === mediaTypes.xml || type === 'text/xml') return fromDocument(text);
  const page = text.slice(0, longest);
  const inScript = /\bescapedXML\s*=\s*(["'])([^"']*)\1/.exec(page)?.[2];
  const document = inScript === undefined ? nothing : fromDocument(unescaped(inScript));
  const isGone = /\bvalidMeeting\s*=\s*["']False["']/i.test(page);
  return document.conferenceUri === undefined
    ? { ...document, conferenceUri: launchLink(page), isGone }
    : { ...document, isGone };
}

const nothing: MeetingPage = { conferenceUri: undefined, key: undefined, isGone: false };

function fromDocument(text: string): MeetingPage {
  try {
    const root = parseXml(text.replace(/^\uFEFF/, ''), 'meeting document');
    const value = (name: string): string | undefined => {
      const found = childOf(root, name)?.text.trim() ?? '';
      return found === '' ? undefined : found;
    };
    return { conferenceUri: value('conf-uri'), key: value('conf-key'), isGone: false };
  } catch {
    return nothing;
  }
}

/** Ends of conference URIs that are looked at, and characters before each: a page has one link that opens a client. */
const mostEnds = 20;
const longestUri = 600;

/** The link that opens a client: conf:sip:…;gruu;opaque=app:conf:focus:id:…?required-media=audio */
function launchLink(page: string): string | undefined {
  let seen = 0;
  for (const { 0: end, index } of page.matchAll(/focus(?::|%3a)id(?::|%3a)[A-Za-z0-9]{1,64}/gi)) {
    const before = page.slice(Math.max(0, index - longestUri), index);
    const start = Math.max(before.lastIndexOf('sip:'), before.lastIndexOf('sip%3a'), before.lastIndexOf('sip%3A'));
    const uri = before.slice(start) + end;
    if (start >= 0 && !/[\s"'<>]/.test(uri)) return uri.replaceAll('&amp;', '&');
    seen += 1;
    if (seen === mostEnds) return undefined;
  }
  return undefined;
}

/** Text as scripts write it: \x3c and \u003c, and backslashes before other characters. */
function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|([\s\S]))/gi,
    (_all, short?: string, long?: string, char?: string) =>
      char ?? String.fromCharCode(parseInt(short ?? long ?? '', 16)),
  );
}
