/** Answers that come from http.sys, IIS itself or the reverse proxy, so before any Lync web application. */
import type { LabResponse, ServerVersion } from '../types.js';

function page(
  status: number,
  reason: string,
  headers: readonly (readonly [string, string])[],
  lines: readonly string[],
): LabResponse {
  return { status, reason, headers, body: Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1') };
}

/** How http.sys refuses a request that reaches no web site; it closes the connection. */
export function httpSysError(status: number, reason: string, heading: string, text: string): LabResponse {
  return page(
    status,
    reason,
    [
      ['Content-Type', 'text/html; charset=us-ascii'],
      ['Server', 'Microsoft-HTTPAPI/2.0'],
      ['Connection', 'close'],
    ],
    [
      '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN""http://www.w3.org/TR/html4/strict.dtd">',
      `<HTML><HEAD><TITLE>${reason}</TITLE>`,
      '<META HTTP-EQUIV="Content-Type" Content="text/html; charset=us-ascii"></HEAD>',
      `<BODY><h2>${heading}</h2>`,
      `<hr><p>HTTP Error ${status}. ${text}</p>`,
      '</BODY></HTML>',
    ],
  );
}

export const unknownHost: LabResponse = httpSysError(
  404,
  'Not Found',
  'Not Found',
  'The requested resource is not found.',
);

export const invalidHost: LabResponse = httpSysError(
  400,
  'Bad Request',
  'Bad Request - Invalid Hostname',
  'The request hostname is invalid.',
);

export const tooLarge: LabResponse = httpSysError(
  413,
  'Request Entity Too Large',
  'Request Entity Too Large',
  'The request entity is too large.',
);

const iisVersions: Readonly<Record<ServerVersion, string>> = {
  '2010': '7.5',
  '2013': '7.5',
  '2015': '8.5',
  '2019': '10.0',
  se: '10.0',
};

/** The Server header of an IIS on the Windows that this server version usually runs on. */
export function iisServer(version: ServerVersion): string {
  return `Microsoft-IIS/${iisVersions[version]}`;
}

/** IIS's own 404 page, as a site without the URL rewrite rule or without the web components sends it. */
export function iisNotFound(version: ServerVersion): LabResponse {
  return page(
    404,
    'Not Found',
    [
      ['Content-Type', 'text/html'],
      ['Server', iisServer(version)],
      ['X-Powered-By', 'ASP.NET'],
    ],
    [
      '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">',
      '<html xmlns="http://www.w3.org/1999/xhtml">',
      '<head>',
      '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"/>',
      '<title>404 - File or directory not found.</title>',
      '</head>',
      '<body>',
      '<div id="header"><h1>Server Error</h1></div>',
      '<div id="content">',
      ' <div class="content-container"><fieldset>',
      '  <h2>404 - File or directory not found.</h2>',
      '  <h3>The resource you are looking for might have been removed, had its name changed, or is temporarily unavailable.</h3>',
      ' </fieldset></div>',
      '</div>',
      '</body>',
      '</html>',
    ],
  );
}

/** What a registrar's parking server says for every name and path. */
export function parkedPage(host: string): LabResponse {
  return page(
    200,
    'OK',
    [
      ['Server', 'nginx'],
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Cache-Control', 'no-cache'],
    ],
    [
      '<!doctype html>',
      '<html lang="en">',
      `<head><meta charset="utf-8"><title>${escapeHtml(host)}</title></head>`,
      '<body>',
      `<h1>${escapeHtml(host)}</h1>`,
      '<p>This domain has been registered and will soon hold a new web site.</p>',
      '</body>',
      '</html>',
    ],
  );
}

/** A redirect as IIS's HTTP Redirect module words it. */
export function iisRedirect(location: string, version: ServerVersion): LabResponse {
  return page(
    302,
    'Redirect',
    [
      ['Content-Type', 'text/html; charset=UTF-8'],
      ['Location', location],
      ['Server', iisServer(version)],
    ],
    [
      '<head><title>Document Moved</title></head>',
      `<body><h1>Object Moved</h1>This document may be found <a HREF="${escapeHtml(location)}">here</a></body>`,
    ],
  );
}

/** A listener of Forefront TMG or ISA that asks for HTTP authentication before it forwards anything. */
export function proxyChallenge(host: string): LabResponse {
  return page(
    401,
    'Unauthorized ( The server requires authorization to fulfill the request. Access to the Web server is denied. Contact the server administrator.  )',
    [
      ['WWW-Authenticate', 'Negotiate'],
      ['WWW-Authenticate', 'NTLM'],
      ['WWW-Authenticate', `Basic realm="${host}"`],
      ['Connection', 'close'],
      ['Pragma', 'no-cache'],
      ['Cache-Control', 'no-cache'],
      ['Content-Type', 'text/html'],
    ],
    [
      '<html><head><title>The page cannot be displayed</title></head>',
      '<body><h1>The page cannot be displayed</h1>',
      '<p>Error Code: 401 Unauthorized. The server requires authorization to fulfill the request. Access to the Web server is denied. Contact the server administrator. (12209)</p>',
      '</body></html>',
    ],
  );
}

/** Web Application Proxy with AD FS pre-authentication sends every anonymous client to the sign-in page. */
export function signInRedirect(signInHost: string, wanted: URL): LabResponse {
  const location = new URL(`https://${signInHost}/adfs/ls`);
  location.searchParams.set('version', '1.0');
  location.searchParams.set('action', 'signin');
  location.searchParams.set('realm', 'urn:AppProxy:com');
  location.searchParams.set('appRealm', '5d0f6a3b-9a0e-e411-80c4-00155d0a1f02');
  location.searchParams.set('returnUrl', wanted.href);
  return {
    status: 302,
    reason: 'Found',
    headers: [
      ['Location', location.href],
      ['Server', 'Microsoft-HTTPAPI/2.0'],
    ],
    body: Buffer.alloc(0),
  };
}

/** The AD FS form that the redirect leads to. */
export const signInPage: LabResponse = page(
  200,
  'OK',
  [
    ['Cache-Control', 'no-cache,no-store'],
    ['Pragma', 'no-cache'],
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Expires', '-1'],
    ['Server', 'Microsoft-HTTPAPI/2.0'],
    ['X-Frame-Options', 'DENY'],
  ],
  [
    '<!DOCTYPE html>',
    '<html lang="en-US"><head><title>Sign In</title></head>',
    '<body><form method="post" id="loginForm" autocomplete="off" action="/adfs/ls">',
    '<input id="userNameInput" name="UserName" type="email" placeholder="someone@example.com">',
    '<input id="passwordInput" name="Password" type="password" placeholder="Password">',
    '<span id="submitButton" role="button">Sign in</span>',
    '</form></body></html>',
  ],
);

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
