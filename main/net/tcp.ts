/** One TCP connection to the first address that answers: tried in order, each with a head start (RFC 8305). */
import { connect, isIPv6, type Socket } from 'node:net';
import { limits } from './limits.js';

/** Takes turns between the families, beginning with the first address's, so that one broken family costs one delay. */
export function interleaved(addresses: readonly string[]): readonly string[] {
  const [first] = addresses;
  if (first === undefined) return [];
  const sameFamily = (address: string): boolean => isIPv6(address) === isIPv6(first);
  const leading = addresses.filter(sameFamily);
  const others = addresses.filter((address) => !sameFamily(address));
  return leading
    .flatMap((address, i) => [address, ...(others[i] === undefined ? [] : [others[i]])])
    .concat(others.slice(leading.length))
    .slice(0, limits.addresses);
}

/**
 * Connects to one of `addresses`.
 * @throws the first address's error when all failed; an ETIMEDOUT error after `waitMs`
 */
export function connectTcp(
  addresses: readonly string[],
  port: number,
  waitMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const open = new Set<Socket>();
    let firstError: Error | undefined;
    let next = 0;
    let stagger: NodeJS.Timeout | undefined;
    const finish = (winner: Socket | undefined, error: Error | undefined): void => {
      clearTimeout(deadline);
      clearTimeout(stagger);
      signal.removeEventListener('abort', onAbort);
      for (const socket of open) if (socket !== winner) socket.destroy();
      open.clear();
      if (winner === undefined) reject(error ?? new Error('no address to connect to'));
      else resolve(winner);
    };
    const onAbort = (): void => finish(undefined, new Error('cancelled'));
    const tryNext = (): void => {
      clearTimeout(stagger);
      const host = addresses[next];
      next += 1;
      if (host === undefined) {
        if (open.size === 0) finish(undefined, firstError);
        return;
      }
      const socket = connect({ host, port, noDelay: true, autoSelectFamily: false });
      open.add(socket);
      const onError = (error: Error): void => {
        firstError ??= error;
        if (open.delete(socket)) tryNext();
      };
      socket.on('error', onError);
      socket.once('connect', () => {
        if (!open.has(socket)) return;
        finish(socket, undefined);
        // Whoever takes the socket listens for its errors from the next tick on.
        setImmediate(() => socket.off('error', onError));
      });
      stagger = setTimeout(tryNext, limits.attemptDelayMs);
    };
    const deadline = setTimeout(
      () => finish(undefined, Object.assign(new Error(`no connection within ${waitMs} ms`), { code: 'ETIMEDOUT' })),
      waitMs,
    );
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else tryNext();
  });
}
