/**
 * What a registered endpoint asks for: its settings (in-band provisioning) and how many contacts there are. One query
 * each, answered in the 200, by NOTIFY or by BENOTIFY. docs/protocol/sip.md, step 8. [MS-SIPREGE 3.1, 4.2; MS-SIP 2.2.1]
 */
import { failed } from '../../../shared/failure.js';
import { contactsEvent, countContacts } from '../../../shared/protocol/sip/contacts.js';
import { fullName, sipHeader, type SipText } from '../../../shared/protocol/sip/message.js';
import {
  parseProvisioning,
  provisioningEvent,
  provisioningTable,
  type ProvisioningGroup,
} from '../../../shared/protocol/sip/provisioning.js';
import {
  contactOf,
  contactsSubscribe,
  okTo,
  provisioningSubscribe,
  type SipDialogue,
} from '../../../shared/protocol/sip/requests.js';
import type { SipReceived, StepHandle } from '../../engine/api.js';
import { noteAnswer, refusal } from './answers.js';
import type { Association } from './association.js';
import { hex, newBranch, newDialogue } from './endpoint.js';
import type { Registering } from './legs.js';
import { textOf } from './places.js';

export interface Registered {
  readonly at: Registering;
  readonly association: Association;
  readonly gruu: string | undefined;
  readonly allowEvents: readonly string[];
}

/** Most settings that are kept as facts of the step; all of them are in the message. */
const mostFacts = 120;

/** Asks for the settings. Never throws for network or protocol trouble. @returns undefined where none came */
export async function askForProvisioning(registered: Registered): Promise<readonly ProvisioningGroup[] | undefined> {
  const { at } = registered;
  const spec = {
    kind: 'sip.provisioning',
    side: at.side,
    title: 'Ask for the settings of this user (in-band provisioning)',
    spec: { doc: 'MS-SIPREGE', section: '4.2.2' },
  } as const;
  if (!offers(registered, provisioningEvent)) {
    at.step.skip(spec, 'the registrar does not offer it');
    return undefined;
  }
  const asked = await at.step.attempt(spec, async (step) => {
    const dialogue = newDialogue(at.run.random);
    const message = provisioningSubscribe(at.me, dialogue, newBranch(at.run.random), contact(registered));
    const body = await subscribe(registered, step, message, dialogue, 'The settings were asked for');
    const groups = parseProvisioning(body);
    const table = provisioningTable(groups);
    for (const { name, entries } of groups) step.fact('provisioning-group', `${name} ${entries.length}`);
    for (const { topic, label, value, source } of table.slice(0, mostFacts)) {
      step.fact('provisioning', `${topic}: ${label} = ${value} (${source})`);
    }
    step.value(`${groups.length} groups, ${table.length} settings`);
    step.meaning('The registrar gave this user the settings that a client works with: policies, addresses, dial plan.');
    return groups;
  });
  return asked.ok ? asked.value : undefined;
}

/** Counts the contacts; the list itself is not kept. Never throws for network or protocol trouble. */
export async function countRoamingContacts(registered: Registered): Promise<void> {
  const { at } = registered;
  const spec = {
    kind: 'sip.contacts',
    side: at.side,
    title: 'Ask for the contact list, to count it',
    spec: { doc: 'MS-SIP', section: '2.2.1' },
  } as const;
  if (!offers(registered, contactsEvent)) {
    at.step.skip(spec, 'the registrar does not offer it');
    return;
  }
  await at.step.attempt(spec, async (step) => {
    const dialogue = newDialogue(at.run.random);
    const message = contactsSubscribe(at.me, dialogue, newBranch(at.run.random), contact(registered));
    const body = await subscribe(registered, step, message, dialogue, 'The contact list was asked for');
    const { contacts, groups } = countContacts(body);
    step.fact('contact-count', String(contacts));
    step.value(`${contacts} ${contacts === 1 ? 'contact' : 'contacts'}`);
    step.meaning(
      `The contact list can be read: ${contacts} in ${groups} ${groups === 1 ? 'group' : 'groups'}. Who they are is not kept.`,
    );
  });
}

/** Sends the SUBSCRIBE and gives back the document, whichever way it comes. */
async function subscribe(
  { at, association }: Registered,
  step: StepHandle,
  request: SipText,
  { callId }: SipDialogue,
  asked: string,
): Promise<string> {
  const { channel, run } = at;
  const { message, signed } = association.sign(request);
  const reply = await channel.request(step, { message, signed, expect: [200], carriesCredential: true });
  noteAnswer(step, reply, run.now());
  demandSigned(at, association, step, reply, `The ${reply.status} to the SUBSCRIBE`);
  if (reply.status !== 200 && reply.status !== 202) throw refusal(step, reply, 'SUBSCRIBE', channel.place);
  if (reply.message.body.length > 0) return textIn(reply.message);
  const isOurs = ({ start, headers }: SipText): boolean =>
    start.kind === 'request' && /^(?:BE)?NOTIFY$/i.test(start.method) && sipHeader({ headers }, 'Call-ID') === callId;
  const notified = await channel.nextRequest(step, isOurs);
  answerNotify(at, association, step, notified);
  if (notified.message.body.length > 0) return textIn(notified.message);
  throw failed('protocol', 'missing_link', `${asked}; ${textOf(channel.place)} sent none.`);
}

/**
 * What is not signed by the server of this sign-in is neither read nor answered.
 * @throws FailureError protocol/missing_header, protocol/unexpected_document
 */
function demandSigned(
  { channel }: Registering,
  association: Association,
  step: StepHandle,
  received: SipReceived,
  what: string,
): void {
  const verdict = association.check(received);
  step.fact('sip-rspauth', verdict);
  if (verdict === 'verified') return;
  const from = `${what} of ${textOf(channel.place)}`;
  step.meaning(`An answer came, but its signature is ${verdict}: nobody knows who sent it, so it is not read.`);
  throw verdict === 'missing'
    ? failed('protocol', 'missing_header', `${from} is not signed.`)
    : failed('protocol', 'unexpected_document', `The signature of ${lower(from)} is not the one of this sign-in.`);
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** NOTIFY is answered, signed; BENOTIFY wants no answer. @throws FailureError where it is not signed itself */
export function answerNotify(at: Registering, association: Association, step: StepHandle, notified: SipReceived): void {
  const { start } = notified.message;
  if (start.kind !== 'request') return;
  demandSigned(at, association, step, notified, `The ${start.method.toUpperCase()}`);
  if (start.method.toUpperCase() !== 'NOTIFY') return;
  const ok = okTo(notified.message, hex(at.run.random, 5), at.me.userAgent);
  const { message, signed } = association.sign(ok);
  at.channel.respond(step, notified, { message, signed, expect: [], carriesCredential: true });
}

function offers({ allowEvents }: Registered, event: string): boolean {
  // A server that lists nothing is asked all the same.
  return allowEvents.length === 0 || allowEvents.some((known) => fullName(known) === fullName(event));
}

function contact({ at, gruu }: Registered): string {
  return gruu === undefined ? contactOf(at.me) : `<${gruu}>`;
}

const textIn = ({ body }: SipText): string => new TextDecoder().decode(body);
