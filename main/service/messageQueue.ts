/** What a walk tells its page, in order: events that come close together travel in one message. */
import type { WalkMessage } from '../../shared/ipc.js';
import type { SessionEvent } from '../../shared/session/events.js';

/** One frame of a 60 Hz screen: the page cannot show more often than that. */
const frameMs = 16;

/** Holds messages until release(), then passes them on at most once a frame. */
export class MessageQueue {
  #messages: WalkMessage[] = [];
  /** Events of the last message, as long as nothing else came after them. */
  #events: SessionEvent[] | undefined;
  #timer: NodeJS.Timeout | undefined;
  #state: 'held' | 'open' | 'closed' = 'held';
  readonly #walkId: string;
  readonly #push: (message: WalkMessage) => void;

  constructor(walkId: string, push: (message: WalkMessage) => void) {
    this.#walkId = walkId;
    this.#push = push;
  }

  event(event: SessionEvent): void {
    if (this.#events === undefined) {
      this.#events = [];
      this.#messages.push({ type: 'events', walkId: this.#walkId, events: this.#events });
    }
    this.#events.push(event);
    this.#plan();
  }

  message(message: WalkMessage): void {
    this.#events = undefined;
    this.#messages.push(message);
    this.#plan();
  }

  /** From now on messages go out: the page knows the walk's id. */
  release(): void {
    if (this.#state === 'held') this.#state = 'open';
    this.#plan();
  }

  /** Sends what is left. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#state !== 'open') return;
    const messages = this.#messages;
    this.#messages = [];
    this.#events = undefined;
    for (const message of messages) this.#push(message);
  }

  /** Drops what is left: nobody listens any more. */
  close(): void {
    this.#state = 'closed';
    this.#messages = [];
    clearTimeout(this.#timer);
  }

  #plan(): void {
    if (this.#state !== 'open' || this.#messages.length === 0) return;
    this.#timer ??= setTimeout(() => this.flush(), frameMs);
  }
}
