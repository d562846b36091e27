// The event channel of one application: a GET that is held until something happens, with its rules of acknowledgement
// (skype-docs, UCWA EventChannelDetails; web.md 7.3).
import type { Link, Resource } from './representation.js';
import type { Reason } from './errors.js';

export interface UcwaEvent {
  readonly type: 'added' | 'updated' | 'deleted' | 'started' | 'completed';
  readonly link: Link;
  readonly embedded?: Resource;
  /** Of a completed operation. */
  readonly status?: 'Success' | 'Failure';
  readonly reason?: Reason;
}

export interface Sender extends Link {
  readonly events: readonly UcwaEvent[];
}

export type Polled =
  | { readonly kind: 'events'; readonly ack: number; readonly senders: readonly Sender[] }
  /** The client's number is out of range; it is to go on at `ack`. */
  | { readonly kind: 'resync'; readonly ack: number }
  | { readonly kind: 'replaced' }
  /** The application went away meanwhile. */
  | { readonly kind: 'gone' };

export interface PollChoice {
  readonly ack: number;
  readonly priority: number;
  readonly holdMs: number;
}

interface Held {
  readonly priority: number;
  readonly timer: NodeJS.Timeout;
  release(outcome: Polled): void;
}

export interface EventChannel {
  /** Lets the client know, now or with its next GET. */
  post(...senders: readonly Sender[]): void;
  poll(choice: PollChoice): Promise<Polled>;
  /** Whether a GET is held at this moment. */
  isHeld(): boolean;
  close(): void;
}

/** @param onRelease called when a held GET was answered, with the time that counts as the last sign of life */
export function createEventChannel(onRelease: () => void): EventChannel {
  // The number that the next GET has to carry, and what was sent for the number before it.
  let expected = 1;
  let sent: readonly Sender[] | undefined;
  let waiting: Sender[] = [];
  let held: Held | undefined;
  const letGo = (outcome: Polled): void => {
    const released = held;
    held = undefined;
    if (released === undefined) return;
    clearTimeout(released.timer);
    onRelease();
    released.release(outcome);
  };
  const take = (): Polled => {
    const ack = expected;
    sent = waiting;
    waiting = [];
    expected += 1;
    return { kind: 'events', ack, senders: sent };
  };
  return {
    post: (...senders) => {
      waiting.push(...senders);
      if (held !== undefined) letGo(take());
    },
    poll: ({ ack, priority, holdMs }) => {
      // The answer before was lost on its way: it is sent again.
      if (ack === expected - 1 && sent !== undefined) return Promise.resolve({ kind: 'events', ack, senders: sent });
      if (ack !== expected) {
        return Promise.resolve({ kind: 'resync', ack: sent === undefined ? expected : expected - 1 });
      }
      if (held !== undefined && priority < held.priority) return Promise.resolve({ kind: 'replaced' });
      letGo({ kind: 'replaced' });
      if (waiting.length > 0) return Promise.resolve(take());
      return new Promise((release) => {
        const timer = setTimeout(() => letGo(take()), holdMs);
        // A held GET must not keep the process of whoever runs the lab alive.
        timer.unref();
        held = { priority, timer, release };
      });
    },
    isHeld: () => held !== undefined,
    close: () => letGo({ kind: 'gone' }),
  };
}
