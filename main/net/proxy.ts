/** Which proxy a URL goes through, and the CONNECT that opens the way (RFC 9110 9.3.6). No credential is ever sent to it. */
import type { Duplex } from 'node:stream';
import { getProxyForUrl } from 'proxy-from-env';
import { failed, FailureError } from '../../shared/failure.js';
import { limits } from './limits.js';

/** A system's own answer (PAC scripts, settings); undefined for a direct connection. */
export type ResolveProxy = (url: string) => Promise<string | undefined>;

/** A proxy without its credentials. */
export interface Proxy {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/**
 * The proxy for `url`, or undefined for a direct connection.
 * @param setting 'none', 'auto' or a URL
 * @throws FailureError('proxy', 'unknown') when what is configured cannot be used
 */
export async function chooseProxy(url: string, setting: string, resolve?: ResolveProxy): Promise<Proxy | undefined> {
  if (setting === 'none') return undefined;
  const configured = setting === 'auto' ? getProxyForUrl(url) || ((await resolve?.(url)) ?? '') : setting;
  return configured === '' ? undefined : readProxy(configured);
}

/** Reads a proxy address; a bare host:port is an HTTP proxy. User name and password are left out. */
export function readProxy(text: string): Proxy {
  const full = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    throw failed('proxy', 'unknown', 'The configured proxy is not an HTTP proxy; only those can be used.');
  }
  const tls = url.protocol === 'https:';
  return {
    url: `${url.protocol}//${url.host}`,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (tls ? 443 : 80) : Number(url.port),
    tls,
  };
}

export interface Tunnel {
  readonly request: Uint8Array;
  /** What came; the whole head when `status` is there. */
  readonly response: Uint8Array;
  readonly status?: number;
  readonly error?: Error;
}

/** Asks the proxy at the other end of `socket` for a way to `authority` (host:port). Never rejects. */
export function openTunnel(socket: Duplex, authority: string, waitMs: number, signal: AbortSignal): Promise<Tunnel> {
  const request = Buffer.from(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`, 'latin1');
  return new Promise((resolve) => {
    let response = Buffer.alloc(0);
    const finish = (error?: Error): void => {
      clearTimeout(deadline);
      signal.removeEventListener('abort', onAbort);
      socket.off('readable', onReadable).off('error', finish).off('end', onEnd).off('close', onEnd);
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(response.toString('latin1', 0, 16))?.[1];
      resolve({
        request,
        response,
        ...(status === undefined ? {} : { status: Number(status) }),
        ...(error === undefined ? {} : { error }),
      });
    };
    const onReadable = (): void => {
      const chunk: unknown = socket.read();
      if (!Buffer.isBuffer(chunk)) return;
      response = Buffer.concat([response, chunk]);
      const end = response.indexOf('\r\n\r\n');
      if (end >= 0) {
        const rest = response.subarray(end + 4);
        const opened = / 2\d\d/.test(response.toString('latin1', 0, 12));
        // After a 2xx the tunnel's own bytes begin; after anything else what came belongs to the refusal.
        if (opened && rest.length > 0) {
          response = response.subarray(0, end + 4);
          socket.unshift(rest);
        }
        finish();
      } else if (response.length > limits.proxyHeadBytes) {
        finish(Object.assign(new Error('the head of the answer does not end'), { code: 'UND_ERR_HEADERS_OVERFLOW' }));
      }
    };
    const onEnd = (): void =>
      finish(Object.assign(new Error('the proxy closed the connection'), { code: 'UND_ERR_CLOSED' }));
    const onAbort = (): void => finish(new Error('cancelled'));
    const deadline = setTimeout(
      () => finish(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
      waitMs,
    );
    signal.addEventListener('abort', onAbort);
    socket.on('readable', onReadable).on('error', finish).on('end', onEnd).on('close', onEnd);
    if (signal.aborted) onAbort();
    else socket.write(request);
  });
}

/** The refusal of a tunnel as a failure; returns when there is none. */
export function throwIfRefused(tunnel: Tunnel, proxyUrl: string): void {
  const { status } = tunnel;
  if (status !== undefined && status >= 200 && status < 300) return;
  if (status === 407) {
    const message = `The proxy ${proxyUrl} wants a sign-in of its own (407). No credential is sent to a proxy.`;
    throw new FailureError({ operation: 'proxy', code: 'proxy_authentication_required', message });
  }
  const words = status === undefined ? 'answered something that is not HTTP' : `refused the connection (${status})`;
  throw new FailureError({ operation: 'proxy', code: 'proxy_refused', message: `The proxy ${proxyUrl} ${words}.` });
}
