/** What a running walk waits for, in words, and when it gives up. */
import type { Session, SipMessage } from '../../shared/session/model.js';
import { finalAnswer, transactionsOf, wantsAnswer } from '../state/sipTransactions.js';

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
  const sip = openRequest(session);
  if (sip !== undefined) {
    const host = session.connections.find(({ id }) => id === sip.connectionId)?.host ?? 'the registrar';
    const what = sip.start.kind === 'request' ? sip.start.method : 'it';
    return { text: `Waiting for ${host} to answer ${what}`, sinceMs: sip.atMs };
  }
  const step = session.steps.findLast((each) => each.outcome === 'running' && each.kind !== 'walk');
  return { text: step?.title ?? 'The walk begins' };
}

/** The newest SIP request, while it has no answer. */
function openRequest({ sipMessages, connections }: Session): SipMessage | undefined {
  const last = transactionsOf(sipMessages).findLast(({ request }) => request?.direction === 'sent');
  const { request } = last ?? {};
  if (last === undefined || request === undefined || !wantsAnswer(request)) return undefined;
  const isOpen = connections.find(({ id }) => id === request.connectionId)?.endedMs === undefined;
  return isOpen && finalAnswer(last) === undefined ? request : undefined;
}

function hostOf(url: string): string {
  return /^[a-z][\w+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1] ?? url;
}
