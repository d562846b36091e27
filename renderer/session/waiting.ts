/** What a running walk waits for, in words, and when it gives up. */
import type { Session } from '../../shared/session/model.js';

export interface Waiting {
  readonly text: string;
  /** ms since the session's start. */
  readonly sinceMs?: number;
}

/** The oldest wait that has no end yet: it is what holds the walk up. */
export function waitingFor(session: Session): Waiting {
  const exchange = session.exchanges.find((each) => each.endedMs === undefined && each.failure === undefined);
  const connection = session.connections.find(
    (each) =>
      each.endedMs === undefined &&
      each.failure === undefined &&
      (each.tls === undefined ? each.connectedMs === undefined : each.tls.endedMs === undefined),
  );
  if (connection !== undefined) {
    const what = connection.tls === undefined ? 'to accept the connection' : 'to finish the TLS handshake';
    return { text: `Waiting for ${connection.host} ${what}`, sinceMs: connection.startedMs };
  }
  if (exchange !== undefined)
    return { text: `Waiting for ${hostOf(exchange.request.url)} to answer`, sinceMs: exchange.startedMs };
  const step = session.steps.findLast((each) => each.outcome === 'running' && each.kind !== 'walk');
  return { text: step?.title ?? 'The walk begins' };
}

function hostOf(url: string): string {
  return /^[a-z][\w+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1] ?? url;
}
