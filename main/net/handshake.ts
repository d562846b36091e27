/** One TLS handshake (RFC 8446, RFC 5246), verified but never refused: what is wrong with it is recorded. */
import type { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { checkServerIdentity, connect, type SecureContext, type TLSSocket } from 'node:tls';
import type { Failure } from '../../shared/failure.js';
import type { TlsHandshake } from '../../shared/session/model.js';
import { base64Of } from '../../shared/session/bytes.js';
import { certificateRecord } from './certificate.js';
import { failureFrom, timeoutFailure } from './failures.js';
import { limits, type Elapsed } from './limits.js';

export interface HandshakeResult {
  readonly tls: TlsHandshake;
  readonly socket?: TLSSocket;
  /** DER of the server's certificate. */
  readonly leaf?: Uint8Array;
  readonly failure?: Failure;
}

/** Shakes hands over `socket` for `host`. Never rejects; the socket is destroyed when it fails. */
export function shakeHands(options: {
  readonly socket: Duplex;
  readonly host: string;
  readonly context: SecureContext;
  readonly waitMs: number;
  readonly elapsed: Elapsed;
  readonly signal: AbortSignal;
  readonly what: string;
  /** How it differs from a handshake for HTTP; absent: it does not. */
  readonly special?: { readonly sni: boolean; readonly alpn: readonly string[]; readonly wantsStaple: boolean };
}): Promise<HandshakeResult> {
  const { host, elapsed, signal, special } = options;
  const serverName = special?.sni === false ? '' : host;
  let stapled: Uint8Array | undefined;
  const startedMs = elapsed();
  return new Promise((resolve) => {
    const socket = connect({
      socket: options.socket,
      // An address is no server name (RFC 6066, section 3).
      ...(isIP(host) === 0 && serverName !== '' ? { servername: host } : {}),
      secureContext: options.context,
      ...(special?.alpn.length === 0 ? {} : { ALPNProtocols: [...(special?.alpn ?? ['http/1.1'])] }),
      ...(special?.wantsStaple === true ? { requestOCSP: true } : {}),
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined, // checked and recorded below, apart from the chain
    });
    const finish = (result: HandshakeResult): void => {
      clearTimeout(deadline);
      signal.removeEventListener('abort', onAbort);
      socket.off('secureConnect', onSecure).off('error', onError).off('close', onClose);
      if (result.failure !== undefined) socket.on('error', () => undefined).destroy();
      resolve(result);
    };
    const fail = (failure: Failure): void =>
      finish({ tls: { serverName, startedMs, endedMs: elapsed(), chain: [] }, failure });
    const onError = (error: Error): void => fail(failureFrom(error, 'handshake', options.what));
    const onClose = (): void =>
      onError(Object.assign(new Error('closed during the handshake'), { code: 'UND_ERR_CLOSED' }));
    const onAbort = (): void => onError(new Error('cancelled'));
    const onSecure = (): void => {
      const { chain, identity } = readPeer(socket, host);
      const leaf = chain[0];
      finish({
        socket,
        tls: {
          ...settled(socket, serverName, chain, identity),
          ...(stapled === undefined ? {} : { stapled: base64Of(stapled) }),
          startedMs,
          endedMs: elapsed(),
        },
        ...(leaf === undefined ? {} : { leaf }),
      });
    };
    const deadline = setTimeout(() => fail(timeoutFailure('handshake', options.what, options.waitMs)), options.waitMs);
    signal.addEventListener('abort', onAbort);
    socket.on('OCSPResponse', (response: Buffer | null) => {
      if (response !== null && response.length > 0) stapled = new Uint8Array(response);
    });
    socket.on('secureConnect', onSecure).on('error', onError).on('close', onClose);
    if (signal.aborted) onAbort();
  });
}

/** A server that may understand an older protocol only: it is asked again with old settings. */
export function mayBeTooOld(failure: Failure): boolean {
  const words = `${failure.native?.code ?? ''} ${failure.native?.message ?? ''}`;
  return (
    (failure.code === 'tls_alert' || failure.code === 'tls_failed') &&
    /protocol.?version|unsupported.?protocol|handshake.?failure|wrong.?version|version.?too.?low|dh.?key|no.?protocols/i.test(
      words,
    )
  );
}

function settled(
  socket: TLSSocket,
  serverName: string,
  chain: readonly Uint8Array[],
  nameMatches: boolean,
): Omit<TlsHandshake, 'startedMs' | 'endedMs'> {
  const protocol = socket.getProtocol();
  const cipher = socket.getCipher();
  const code = socket.authorized ? undefined : String(socket.authorizationError);
  return {
    serverName,
    ...(protocol === null ? {} : { protocol }),
    cipher: cipher.standardName || cipher.name,
    ...(typeof socket.alpnProtocol === 'string' ? { alpn: socket.alpnProtocol } : {}),
    chain: chain.map(certificateRecord),
    verification: { trusted: socket.authorized, ...(code === undefined ? {} : { code }), nameMatches },
  };
}

/**
 * The chain as sent, in the order sent. getPeerCertificate(true) gives a chain put together with the store's roots;
 * getPeerX509Certificate() walks the Certificate message itself, and uses it up: it must be called once, and last.
 */
function readPeer(
  socket: TLSSocket,
  host: string,
): { readonly chain: readonly Uint8Array[]; readonly identity: boolean } {
  const chain: Uint8Array[] = [];
  let certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
  const identity = certificate !== undefined && nameMatches(host, certificate);
  while (certificate !== undefined && chain.length < limits.chainLength) {
    chain.push(new Uint8Array(certificate.raw));
    certificate = certificate.issuerCertificate;
  }
  return { chain, identity };
}

function nameMatches(host: string, certificate: X509Certificate): boolean {
  try {
    return checkServerIdentity(host, certificate.toLegacyObject()) === undefined;
  } catch {
    return false; // names that cannot be read match nothing
  }
}

/** Address and port of one end, as far as the socket knows. */
export function endsOf(socket: Socket): {
  readonly remote?: { readonly address: string; readonly port: number };
  readonly local?: { readonly address: string; readonly port: number };
} {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  return {
    ...(remoteAddress === undefined || remotePort === undefined
      ? {}
      : { remote: { address: remoteAddress, port: remotePort } }),
    ...(localAddress === undefined || localPort === undefined
      ? {}
      : { local: { address: localAddress, port: localPort } }),
  };
}
