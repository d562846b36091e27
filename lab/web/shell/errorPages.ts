// The static error pages of IIS 7 and later: HTML of a fixed length for each status (401 is 1293 bytes on the wire).
import type { Answer } from './answer.js';

interface Page {
  readonly title: string;
  readonly text: string;
  readonly bytes: number;
}

const pages: Readonly<Record<number, Page>> = {
  400: { title: 'Bad Request', text: 'The request could not be understood by the server.', bytes: 1233 },
  401: {
    title: '401 - Unauthorized: Access is denied due to invalid credentials.',
    text: 'You do not have permission to view this directory or page using the credentials that you supplied.',
    bytes: 1293,
  },
  403: {
    title: '403 - Forbidden: Access is denied.',
    text: 'You do not have permission to view this directory or page using the credentials that you supplied.',
    bytes: 1233,
  },
  404: {
    title: '404 - File or directory not found.',
    text: 'What you are looking for might have been removed, renamed, or is temporarily unavailable.',
    bytes: 1245,
  },
  405: {
    title: '405 - HTTP verb used to access this page is not allowed.',
    text: 'The page cannot be displayed because an invalid method (HTTP verb) was used to attempt access.',
    bytes: 1293,
  },
  406: {
    title: '406 - Client browser does not accept the MIME type of the requested page.',
    text: 'The page cannot be opened by your browser because it does not accept this type of content.',
    bytes: 1346,
  },
  411: { title: 'Length Required', text: 'HTTP Error 411. The request must have a content length.', bytes: 1245 },
};

const style = `body { margin: 0; background: #eee; color: #000; font: 12px Verdana, Arial, sans-serif; }
#top { padding: 6px 2%; background: #555; color: #fff; font-size: 150%; }
#box { margin: 8px 2% 0 2%; padding: 10px; background: #fff; }
h2 { margin: 0; color: #c00; font-size: 140%; }
h3 { margin: 10px 0 0 0; font-size: 100%; }`;

/** The static page of an error status, padded with white space to the length of the page that IIS ships. */
export function errorPage(status: number, headers: readonly (readonly [string, string])[] = []): Answer {
  const page = pages[status] ?? { title: `${String(status)} - Error`, text: '', bytes: 0 };
  const html =
    `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"/>
<title>${page.title}</title>
<style type="text/css">
${style}
</style>
</head>
<body>
<div id="top">Server Error</div>
<div id="box">
<h2>${page.title}</h2>
<h3>${page.text}</h3>
</div>
</body>
</html>
`.replaceAll('\n', '\r\n');
  return {
    status,
    headers: [['Content-Type', 'text/html'], ...headers],
    body: Buffer.from(html.padEnd(page.bytes, ' '), 'latin1'),
    aspNet: false,
  };
}
