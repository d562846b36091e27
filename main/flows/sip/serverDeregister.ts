/** The registrar took the endpoint out by itself, and says so in a NOTIFY. docs/protocol/sip.md, step 9. [MS-SIPREGE, registration event] */
import { failed } from '../../../shared/failure.js';
import { isRegistrationNotify, readRegistrationEnd } from '../../../shared/protocol/sip/registrationEvent.js';
import { textOf } from './places.js';
import { answerNotify, type Registered } from './subscriptions.js';

/**
 * Reads such a NOTIFY where one has come; nobody waits for it.
 * @returns whether the endpoint is gone from the server
 */
export async function heedDeregistration({ at, association }: Registered): Promise<boolean> {
  const notified = at.channel.received(isRegistrationNotify);
  if (notified === undefined) return false;
  const spec = {
    kind: 'sip.deregister',
    side: at.side,
    title: 'Read that the registrar ended the registration by itself (NOTIFY)',
    spec: { doc: 'MS-SIPREGE', section: '3.3' },
  } as const;
  const read = await at.step.attempt(spec, async (step) => {
    const end = readRegistrationEnd(notified.message);
    const where = textOf(at.channel.place);
    if (end?.diagnostics !== undefined) step.fact('diagnostics', end.diagnostics);
    answerNotify(at, association, step, notified);
    if (end === undefined) {
      throw failed('parse', 'malformed_answer', `${where} sent a NOTIFY of the registration that cannot be read.`);
    }
    step.fact('sip-ended-by-server', end.event);
    step.value(end.event);
    step.meaning(
      `${meanings[end.event] ?? 'The server ended the registration.'} A client shows its user as signed out.`,
    );
  });
  return read.ok;
}

const meanings: Readonly<Record<string, string>> = {
  rejected:
    'The server takes this user no longer: the account was disabled or moved, or a policy forbids the endpoint.',
  unregistered: 'The server removed the registration, as an administrator or another endpoint of the user asked for.',
  deactivated: 'The server asks the client to register anew, perhaps at another server: it is being stopped or moved.',
};
