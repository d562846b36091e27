/** The SIP connections of one run: opened for a step, left with the last words when the run ends. */
import type { LookupRecord } from '../../net/lookup.js';
import type { ConnectionRecord } from '../../net/network.js';
import type { RunContext } from '../context.js';
import type { TrustRegistry } from '../trust.js';
import type { SipChannel, SipPlace } from './api.js';
import { Channel } from './channel.js';

export class SipChannels {
  readonly #context: RunContext;
  readonly #trust: TrustRegistry;
  readonly #all = new Set<Channel>();

  constructor(context: RunContext, trust: TrustRegistry) {
    this.#context = context;
    this.#trust = trust;
    context.signal.addEventListener('abort', () => void this.leaveAll());
  }

  /** Connects and shakes hands. @throws FailureError; the record of the failed connection is made */
  async open(stepId: string, place: SipPlace): Promise<SipChannel> {
    const { network, recorder, signal } = this.#context;
    let connectionId = '';
    const sink = {
      lookup: (lookup: LookupRecord) => void recorder.lookup({ ...lookup, id: recorder.id('l'), stepId }),
      connection: (first: ConnectionRecord) => {
        const id = recorder.id('c');
        connectionId = id;
        const tell = (record: ConnectionRecord): void => recorder.connection({ id, stepId, ...record });
        tell(first);
        return tell;
      },
    };
    const stream = await network.openTls(place, sink, signal);
    const channel = new Channel({
      context: this.#context,
      stepId,
      connectionId,
      stream,
      place,
      mayGetSecrets: () => this.#trust.isAllowed(place.host),
    });
    this.#all.add(channel);
    return channel;
  }

  /** Ends every connection; where an endpoint is still registered, it is taken out first. */
  async leaveAll(): Promise<void> {
    await Promise.all([...this.#all].map((channel) => channel.leave()));
  }
}
