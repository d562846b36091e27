/** SIP messages as people think of them: a request of either side, and what answers it. */
import type { Session, SipMessage } from '../../shared/session/model.js';
import { memoLast } from '../common/memo.js';

export interface SipTransaction {
  /** Absent where an answer came that nobody asked for, or bytes that are no message. */
  readonly request?: SipMessage;
  readonly answers: readonly SipMessage[];
}

/** Requests with their answers, in the order they began. */
export function transactionsOf(messages: readonly SipMessage[]): readonly SipTransaction[] {
  const open = new Map<string, { readonly request: SipMessage; readonly answers: SipMessage[] }>();
  const all: SipTransaction[] = [];
  for (const message of messages) {
    const asked = message.answersId === undefined ? undefined : open.get(message.answersId);
    if (asked !== undefined) asked.answers.push(message);
    else if (message.start.kind === 'request') {
      const transaction = { request: message, answers: [] };
      open.set(message.id, transaction);
      all.push(transaction);
    } else all.push({ answers: [message] });
  }
  return all;
}

/** The message that began it. */
export function firstOf({ request, answers }: SipTransaction): SipMessage {
  const first = request ?? answers[0];
  if (first === undefined) throw new Error('a transaction has a message');
  return first;
}

/** The answer that ends it: the last one, where that is no provisional one. */
export function finalAnswer({ answers }: SipTransaction): SipMessage | undefined {
  const last = answers.at(-1);
  return last !== undefined && statusOfAnswer(last) < 200 && last.failure === undefined ? undefined : last;
}

/** 0 for a request, and for bytes that are no message. */
export function statusOfAnswer({ start }: SipMessage): number {
  return start.kind === 'response' ? start.status : 0;
}

/** BENOTIFY and ACK are not answered. */
export function wantsAnswer({ start }: SipMessage): boolean {
  return start.kind === 'request' && !/^(?:BENOTIFY|ACK)$/i.test(start.method);
}

/** The server asked. */
export function isFromServer(transaction: SipTransaction): boolean {
  return firstOf(transaction).direction === 'received';
}

const carriers = memoLast(
  (messages: Session['sipMessages']): ReadonlySet<string> => new Set(messages.map(({ connectionId }) => connectionId)),
);

/** Whether SIP went over a connection. */
export function carriesSip(session: Pick<Session, 'sipMessages'>, connectionId: string): boolean {
  return carriers(session.sipMessages).has(connectionId);
}
