// What a meeting's address shows: the page of the web app, or for programs the document behind it (capture of a join
// page; clients that ask with Accept: application/vnd.microsoft.lync.meeting+xml).
import { randomUUID } from 'node:crypto';
import type { Services } from '../services.js';
import { aspNetAnswer, type Answer } from '../shell/answer.js';
import { errorPage } from '../shell/errorPages.js';
import type { WebRequest } from '../shell/request.js';
import { allPools } from '../topology.js';
import { xmlText } from '../xml.js';
import type { Conference } from './conferences.js';

const meetingXml = 'application/vnd.microsoft.lync.meeting+xml';

/** Organizer and id in a path of the simple URL: `/name/ID` on its own host, `/meet/name/ID` on a pool's. */
export function meetingPath(request: WebRequest): { readonly organizer: string; readonly id: string } | undefined {
  const isMeetHost = /^meet\./i.test(request.lab.url.hostname);
  const path = request.path.startsWith('/meet/') ? request.path.slice(5) : isMeetHost ? request.path : '';
  const [, organizer, id] = /^\/([^/]+)\/([a-z0-9]{4,64})$/.exec(path) ?? [];
  return organizer === undefined || id === undefined ? undefined : { organizer, id };
}

/** The page or document of a meeting's address; a meeting that is not there has a page too, which says so. */
export function answerJoin(
  services: Services,
  request: WebRequest,
  { organizer, id }: { readonly organizer: string; readonly id: string },
): Answer {
  if (request.method !== 'GET') return errorPage(405, [['Allow', 'GET, HEAD']]);
  if (services.policy.silentJoinPages === true) {
    return aspNetAnswer(
      200,
      'text/html; charset=utf-8',
      '<html><head><title>Welcome</title></head><body></body></html>',
    );
  }
  const conference = services.conferences.find(
    (one) => one.id.toLowerCase() === id && one.organizer.toLowerCase().startsWith(`${organizer}@`),
  );
  const isThere = conference !== undefined && conference.kind !== 'gone';
  const document = isThere ? describe(services, request, conference) : undefined;
  if ((request.header('Accept') ?? '').toLowerCase().includes(meetingXml)) {
    // What a program is told of a meeting that is not there is unverified.
    return document === undefined
      ? errorPage(404)
      : aspNetAnswer(200, meetingXml, document, [['Cache-Control', 'no-cache']]);
  }
  return aspNetAnswer(200, 'text/html; charset=utf-8', page(conference, document), [['Cache-Control', 'no-cache']]);
}

function describe(services: Services, request: WebRequest, conference: Conference): string {
  const pool = allPools(services.deployment).find(({ id }) => id === conference.poolId);
  const external = `https://${pool?.externalWebFqdn ?? ''}/ucwa/v1/applications`;
  const internal = `https://${pool?.internalWebFqdn ?? ''}/ucwa/v1/applications`;
  const url = request.lab.url.href;
  const elements: readonly (readonly [string, string])[] = [
    ['conf-uri', conference.uri],
    ['server-time', '72.002'],
    ['original-incoming-url', url],
    ['conf-key', conference.id],
    ['fallback-url', `${url}${request.lab.url.search === '' ? '?' : '&'}sl=`],
    ['ucwa-url', request.lab.site === 'internal' ? internal : external],
    ['ucwa-ext-url', external],
    ['ucwa-int-url', internal],
    ['telemetry-id', randomUUID()],
  ];
  return (
    '<?xml version="1.0" encoding="utf-8"?><conf-info xmlns:xsd="http://www.w3.org/2001/XMLSchema"' +
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.microsoft.com/rtc/2009/05/simplejoinconfdoc">' +
    elements.map(([name, text]) => `<${name}>${xmlText(text)}</${name}>`).join('') +
    '</conf-info>'
  );
}

function page(conference: Conference | undefined, document: string | undefined): string {
  const launch =
    conference === undefined || document === undefined ? '' : `conf:${conference.uri}%3Frequired-media=audio`;
  return `<html dir="LTR" xmlns="http://www.w3.org/1999/xhtml" class="reachJoinHtml"><head>
<meta http-equiv="content-type" content="text/html; charset=UTF-8">
<title>Skype for Business Web App</title>
<script type="text/javascript">
var escapedXML = "${escapeScript(document ?? '')}";
var validMeeting = "${document === undefined ? 'False' : 'True'}";
var lyncLaunchLink = "${launch}";
var errorCode = "${document === undefined ? '404' : '-1'}";
</script>
</head><body class="reachJoinBody">${launch === '' ? '<p>Sorry, this meeting is not there.</p>' : `<a href="${launch}">Join</a>`}</body></html>
`.replaceAll('\n', '\r\n');
}

// As the anti-XSS library of the product writes it: all but letters, digits and some punctuation as \xNN.
function escapeScript(text: string): string {
  return text.replace(
    /[^A-Za-z0-9 .,_-]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
