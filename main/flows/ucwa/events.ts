/** The event channel, opened once: a GET that the server holds until there is news. docs/protocol/ucwa.md, step 11. [skype-docs UCWA, EventChannelDetails] */
import { FailureError } from '../../../shared/failure.js';
import { accepts } from '../../../shared/protocol/mediaType.js';
import { parseUcwaEvents } from '../../../shared/protocol/ucwaEvents.js';
import type { Side } from '../../../shared/session/model.js';
import type { StepHandle, StepSpec } from '../../engine/api.js';
import { headerOf } from '../answers.js';
import { askFor, demand, type Application } from './answers.js';

export const eventsSpec = {
  kind: 'ucwa.events',
  title: 'Open the event channel once',
  spec: { doc: 'UCWA EventChannelDetails', section: 'Event channel' },
} as const satisfies StepSpec;

/** How long it is listened to, ms. The server holds the request for minutes. */
const heldMs = 3000;

/** @param url of the channel, exactly as the server gave it */
export async function listenOnce(
  group: StepHandle,
  side: Side,
  application: Application,
  url: string | undefined,
): Promise<void> {
  if (url === undefined) {
    group.skip({ ...eventsSpec, side }, 'the application has no link to it');
    return;
  }
  await group.step({ ...eventsSpec, side }, async (step) => {
    const asked = step.elapsed();
    try {
      const reply = await step.exchange({
        ...askFor(application, url, accepts.json),
        waitMs: Math.min(heldMs, step.target.timeoutMs),
      });
      demand(step, reply, [200], 'The event channel was opened');
      const { events, resync } = parseUcwaEvents(headerOf(reply, 'Content-Type'), reply.text);
      for (const event of events.slice(0, 50)) step.fact('ucwa-event', event);
      step.value(`200, ${events.length} ${events.length === 1 ? 'event' : 'events'}`);
      step.meaning(
        resync === undefined
          ? 'The channel gave its news at once. A client asks for the next right away.'
          : 'The channel says that the client is out of step and has to read everything anew.',
      );
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      if (error.failure.operation === 'response' && error.failure.code === 'timeout') {
        step.value('held open');
        step.meaning(
          'Held open, as it should be: the server answers when there is news. This program gave up after its own time, which a client does not.',
        );
        return;
      }
      if (error.failure.code === 'connection_reset' || error.failure.code === 'connection_closed') {
        const seconds = Math.max(1, Math.round((step.elapsed() - asked) / 1000));
        step.meaning(
          `The connection was cut after about ${seconds} s, while the server held the request. Something on the way does not wait as long as the server does.`,
        );
      }
      throw error;
    }
  });
}
