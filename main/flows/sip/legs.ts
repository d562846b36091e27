/** One REGISTER of a handshake and its answer, as a step. docs/protocol/sip.md, steps 5 and 6. [MS-SIPAE 3.2.5.2] */
import type { SipText } from '../../../shared/protocol/sip/message.js';
import { registerRequest, type SipDialogue, type SipIdentity } from '../../../shared/protocol/sip/requests.js';
import type { Run, SipChannel, SipReply, SipSend, StepHandle } from '../../engine/api.js';
import type { Side } from '../../../shared/session/model.js';
import { noteAnswer } from './answers.js';
import type { Association } from './association.js';
import { identityOn, newBranch, newDialogue, type Endpoint } from './endpoint.js';

/** All REGISTERs of one registration: the same Call-ID and tag, numbers that count up. */
export class Registering {
  readonly me: SipIdentity;
  readonly dialogue: SipDialogue;
  private count = 0;

  constructor(
    readonly run: Run,
    readonly step: StepHandle,
    readonly side: Side,
    readonly channel: SipChannel,
    readonly endpoint: Endpoint,
  ) {
    this.me = identityOn(channel, endpoint, run);
    this.dialogue = newDialogue(run.random);
  }

  /** The next REGISTER, without authorization. */
  next(expires?: number): SipText {
    this.count += 1;
    return registerRequest(this.me, this.dialogue, this.count, newBranch(this.run.random), expires);
  }

  /** Takes the endpoint out again. */
  farewell(association: Association): SipSend {
    return { ...association.sign(this.next(0)), expect: [200], carriesCredential: true };
  }

  /** From the last leg on the server may have registered the endpoint: a cancelled walk must not leave it there. */
  leaveWith(association: Association): void {
    this.channel.lastWords(() => this.farewell(association));
  }

  /** Runs `body` as the next leg. @throws FailureError */
  leg<T>(title: string, body: (leg: StepHandle) => Promise<T>): Promise<T> {
    const spec = { kind: 'sip.leg', side: this.side, title, spec: { doc: 'MS-SIPAE', section: '3.2.5.2' } } as const;
    return this.step.step(spec, body);
  }

  /** Sends one message and records what came back. */
  async ask(
    leg: StepHandle,
    message: SipText,
    expect: readonly number[],
    more: { readonly signed?: string; readonly carriesCredential?: boolean } = {},
  ): Promise<SipReply> {
    const reply = await this.channel.request(leg, { message, expect, ...more });
    noteAnswer(leg, reply, this.run.now());
    return reply;
  }
}
