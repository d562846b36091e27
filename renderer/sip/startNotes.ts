/** What a start line says, in plain words. [RFC 3261 7, 21; MS-SIPREGE] */
import type { SipMessage } from '../../shared/session/model.js';

const methods: Readonly<Record<string, string>> = {
  REGISTER: 'Sign in: tell the registrar of this domain where the user can be reached.',
  OPTIONS: 'Ask whether a SIP server is there, and what it can do.',
  SUBSCRIBE: 'Ask to be told of something; with Expires 0, once.',
  NOTIFY: 'The server tells something and wants an answer.',
  BENOTIFY: 'The server tells something and wants no answer.',
  NEGOTIATE: 'Ask for compression of this connection.',
  SERVICE: 'Ask the server to do or set something.',
  MESSAGE: 'An instant message.',
  INVITE: 'Ask for a conversation or call.',
};

const statuses: Readonly<Record<number, string>> = {
  100: 'The server is at it.',
  101: 'The server is at it, and says what it does.',
  200: 'Done as asked.',
  301: 'The user’s home is another server: sign in there.',
  302: 'Ask at another address.',
  400: 'The server calls the request malformed.',
  401: 'The server wants to know who asks, and says which ways it takes. The first answer of every sign-in.',
  403: 'The server knows who asks, and forbids it.',
  404: 'The server knows no such user.',
  405: 'The server does not take this method.',
  407: 'The server wants to know who asks, and says which ways it takes.',
  408: 'The next server did not answer in time.',
  480: 'The user cannot be served at the moment.',
  481: 'The server does not know what this belongs to.',
  488: 'Not in this way.',
  489: 'There is no such subscription here.',
  500: 'Something broke inside the server.',
  501: 'The server does not know this method.',
  503: 'The server is stopping, overloaded or not complete.',
  504: 'A server behind this one could not be reached.',
};

/** A sentence for the start line, '' for one that needs none. */
export function startNote({ start }: SipMessage): string {
  if (start.kind === 'request') return methods[start.method.toUpperCase()] ?? '';
  return statuses[start.status] ?? '';
}

/** The line as on the wire. */
export function startLine({ start }: SipMessage): string {
  return start.kind === 'request'
    ? `${start.method} ${start.uri} SIP/2.0`
    : `SIP/2.0 ${start.status} ${start.reason}`.trim();
}
