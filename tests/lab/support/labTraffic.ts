/** Test-only observation of a lab in this process: every HTTP message as its servers read and write it, in clear. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import md4 from 'js-md4';
import { long, short, type Planted } from './secretSearch.js';

export interface Observed {
  readonly request: { readonly headers: readonly string[]; readonly body: () => Buffer };
  readonly response: { readonly headers: () => Readonly<Record<string, unknown>>; readonly body: () => Buffer };
}

/** Starts watching every HTTP server of this process; stop() ends it. */
export function watchLab(): { readonly exchanges: readonly Observed[]; stop(): void } {
  const exchanges: Observed[] = [];
  const onRequest = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const asked: Buffer[] = [];
    const answered: Buffer[] = [];
    const push = request.push.bind(request);
    request.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (chunk instanceof Uint8Array) asked.push(Buffer.from(chunk));
      return push(chunk, encoding);
    };
    for (const name of ['write', 'end'] as const) {
      const original = response[name].bind(response) as (...args: unknown[]) => unknown;
      response[name] = ((...args: unknown[]) => {
        const [chunk] = args;
        if (typeof chunk === 'string' || chunk instanceof Uint8Array) answered.push(Buffer.from(chunk as string));
        return original(...args);
      }) as never;
    }
    exchanges.push({
      request: { headers: request.rawHeaders, body: () => Buffer.concat(asked) },
      response: { headers: () => response.getHeaders(), body: () => Buffer.concat(answered) },
    });
  };
  subscribe('http.server.request.start', onRequest);
  return { exchanges, stop: () => unsubscribe('http.server.request.start', onRequest) };
}

/** The password, what follows from it, and every ticket, token, assertion, proof key and NTLM response that went by. */
export function plantedIn(exchanges: readonly Observed[], password: string): readonly Planted[] {
  const found = new Map<string, Planted>();
  const add = (planted: Planted, value: string): void => {
    if (value.length >= 8) found.set(`${planted.name} ${value}`, planted);
  };
  add(short('password', password), password);
  const hash = Buffer.from(md4.arrayBuffer(Buffer.from(password, 'utf16le')));
  add(short('NT hash', hash), hash.toString('hex'));
  for (const { request, response } of exchanges) {
    const asked = request.body().toString('utf8');
    const answered = response.body().toString('utf8');
    for (const text of [asked, answered]) {
      for (const [, value = ''] of text.matchAll(/<(?:\w+:)?BinarySecret\b[^>]*>([^<]+)</g))
        add(short('proof key', value), value);
      for (const [, value = ''] of text.matchAll(/<(?:\w+:)?SignatureValue\b[^>]*>([^<]+)</g)) {
        // Line breaks inside stay as they came; the first line tells enough.
        const line = value.trim().split(/\s/)[0] ?? '';
        add(long('assertion signature', line), line);
      }
    }
    for (const [, value = ''] of answered.matchAll(/"access_token"\s*:\s*"([^"]+)"/g)) {
      const token = value.replaceAll('\\/', '/').replace(/^cwt=/, '');
      add(long('access token', token), token);
    }
    for (let index = 0; index + 1 < request.headers.length; index += 2) {
      const value = request.headers[index + 1] ?? '';
      const name = (request.headers[index] ?? '').toLowerCase();
      if (name === 'authorization') addAuthorization(value, add);
      if (name === 'x-ms-webticket') {
        const assertion = Buffer.from(value.replace(/^opaque=/, ''), 'base64').toString('utf8');
        // What makes an assertion a ticket is its signature; the rest is the same XML in every one.
        const signature = /<(?:\w+:)?SignatureValue\b[^>]*>\s*([^<\s]+)/.exec(assertion)?.[1] ?? '';
        add(long('web ticket', signature), signature);
      }
      if (name === 'cookie') add(short('cookie', value), value);
    }
  }
  return [...found.values()];
}

function addAuthorization(value: string, add: (planted: Planted, value: string) => void): void {
  const [scheme = '', credentials = ''] = value.split(' ', 2);
  if (/^bearer$/i.test(scheme)) {
    const token = credentials.replace(/^cwt=/, '');
    add(long('bearer token', token), token);
  }
  if (/^basic$/i.test(scheme)) add(short('basic', credentials), credentials);
  const message = Buffer.from(credentials, 'base64');
  const start = message.indexOf('NTLMSSP\0', 0, 'latin1');
  if (start < 0 || message.readUInt32LE(start + 8) !== 3) return;
  // [MS-NLMP] 2.2.1.3: LM response at 12, NT response at 20, encrypted session key at 52, MIC at 72.
  const ntlm = message.subarray(start);
  for (const [name, at] of [
    ['LM response', 12],
    ['NT response', 20],
    ['session key', 52],
  ] as const) {
    const length = ntlm.readUInt16LE(at);
    const offset = ntlm.readUInt32LE(at + 4);
    // Only the proof is secret; the blob behind it repeats the server's public target information.
    const bytes = ntlm.subarray(offset, offset + Math.min(length, 16));
    if (bytes.length > 0 && bytes.some((byte) => byte !== 0)) add(short(`NTLM ${name}`, bytes), bytes.toString('hex'));
  }
}
