/**
 * What a registrar tells anybody: OPTIONS, and a REGISTER without credentials, whose 401 lists the ways to sign in.
 * docs/protocol/sip.md, steps 3 and 4. [RFC 3261 11; MS-SIPAE 3.2.5.2; MS-SIPCOMP 3.2]
 */
import { failed } from '../../../shared/failure.js';
import { challengesIn, type SipChallenge } from '../../../shared/protocol/sip/authentication.js';
import { sipHeader } from '../../../shared/protocol/sip/message.js';
import { negotiateRequest, optionsRequest, registerRequest } from '../../../shared/protocol/sip/requests.js';
import type { Run, SipChannel, SipReply, StepHandle } from '../../engine/api.js';
import type { Place } from '../context.js';
import { noteAnswer, refusal } from './answers.js';
import { identityOn, newBranch, newDialogue, type Endpoint } from './endpoint.js';
import { textOf } from './places.js';

/** Answers to OPTIONS that all prove the same. */
const anyServer = [200, 401, 403, 404, 405, 407, 481, 483, 501];

/** OPTIONS. Any SIP answer is good; which one each version gives is not documented. */
export async function askOptions(
  run: Run,
  { step, side }: Place,
  channel: SipChannel,
  endpoint: Endpoint,
): Promise<void> {
  const title = `Ask ${textOf(channel.place)} whether a SIP server is there (OPTIONS)`;
  await step.attempt({ kind: 'sip.options', side, title, spec: { doc: 'RFC 3261', section: '11' } }, async (asking) => {
    const me = identityOn(channel, endpoint, run);
    const message = optionsRequest(me, newDialogue(run.random), newBranch(run.random));
    const reply = await channel.request(asking, { message, expect: anyServer });
    noteAnswer(asking, reply, run.now());
    asking.meaning(
      reply.status === 401 || reply.status === 407
        ? 'A SIP server is there. It wants to know who asks, as registrars do for every request of a client.'
        : `A SIP server is there: it answers ${reply.status}. Which answer a server gives here differs by version; every one proves the same.`,
    );
  });
}

/**
 * REGISTER without credentials.
 * @returns what is offered
 * @throws FailureError when the answer is no challenge
 */
export async function probeRegister(
  run: Run,
  { step, side }: Place,
  channel: SipChannel,
  endpoint: Endpoint,
): Promise<readonly SipChallenge[]> {
  const title = 'Ask to register without a password';
  const spec = { kind: 'sip.probe', side, title, spec: { doc: 'MS-SIPAE', section: '3.2.5.2' } } as const;
  return step.step(spec, async (asking) => {
    const message = registerRequest(
      identityOn(channel, endpoint, run),
      newDialogue(run.random),
      1,
      newBranch(run.random),
    );
    const reply = await channel.request(asking, { message, expect: [401] });
    noteAnswer(asking, reply, run.now());
    const offers = offersOf(asking, reply, channel);
    const names = [...new Set(offers.map(({ scheme }) => scheme))];
    asking.value(`${reply.status} ${names.join(', ')}`);
    asking.meaning(`As it should: the registrar wants a sign-in, and offers ${names.join(', ')}.`);
    return offers;
  });
}

/** Reads the challenges of a 401 or 407, and records them. @throws FailureError when there are none */
export function offersOf(step: StepHandle, reply: SipReply, { place }: SipChannel): readonly SipChallenge[] {
  if (reply.status !== 401 && reply.status !== 407) throw refusal(step, reply, 'REGISTER without credentials', place);
  const offers = challengesIn(reply.message);
  for (const { scheme, realm, targetName, version, stsUri } of offers) {
    step.fact('scheme', scheme);
    step.fact('sip-offer', `${scheme} realm="${realm}" targetname="${targetName}" version=${version}`);
    if (stsUri !== undefined) step.fact('sts-uri', stsUri);
  }
  if (offers.length > 0) return offers;
  step.meaning(
    'The 401 names no way to sign in: all of them may be switched off, or something on the way takes headers away.',
  );
  throw failed('protocol', 'missing_header', `${textOf(place)} answered ${reply.status} and offers no way to sign in.`);
}

/** NEGOTIATE on a connection of its own, which is closed again: nothing is ever sent compressed. */
export async function probeCompression(run: Run, { step, side }: Place, place: SipChannel['place']): Promise<void> {
  const title = `Ask ${textOf(place)} for compression (NEGOTIATE)`;
  await step.attempt(
    { kind: 'sip.compression', side, title, spec: { doc: 'MS-SIPCOMP', section: '3.2' } },
    async (asking) => {
      const channel = await asking.sip(place);
      try {
        const me = {
          address: '',
          domain: '',
          epid: '',
          instance: '',
          userAgent: '',
          msOpaque: '',
          local: channel.local,
        };
        const message = negotiateRequest(me, newDialogue(run.random), newBranch(run.random), textOf(place));
        const reply = await channel.request(asking, { message, expect: [200, 400, 401, 405, 481, 483, 488, 501] });
        noteAnswer(asking, reply, run.now());
        const granted = /^\s*LZ77-8K\s*$/i.test(sipHeader(reply.message, 'Compression') ?? '');
        asking.fact('sip-compression', reply.status === 200 && granted ? 'accepted' : 'refused');
        asking.meaning(
          reply.status === 200 && granted
            ? 'The server would compress this connection. Nothing was sent compressed: the layout of the packet header is not published, so how the answers would look here is untested.'
            : 'The server goes on without compression, which is as good.',
        );
      } finally {
        channel.close();
      }
    },
  );
}
