/**
 * Signing in with a web ticket: challenge, metadata, ticket, user document, and on at the home pool where that is
 * another one. docs/protocol/web-ticket.md. [MS-OCDISCWS 3.1.5.4; MS-OCAUTHWS 3.2.4.1]
 */
import { failed, FailureError } from '../../shared/failure.js';
import { linkOf, type AutodiscoverDocument } from '../../shared/protocol/autodiscover.js';
import { accepts } from '../../shared/protocol/mediaType.js';
import type { StepHandle } from '../engine/api.js';
import { headerOf, headersOf, hostOf, meaningOfStranger, noteAnswer, reasonOf, unexpectedStatus } from './answers.js';
import { parseChallenges } from '../../shared/protocol/challenge.js';
import { skipAll, valueOf, type Place, type Walk } from './context.js';
import { isOnline, learn, learnLink, readDocument, trustSecure, type LearnedLink } from './documents.js';
import { goOnAtHomePool, homedOnline } from './homePool.js';
import { probeNtlm } from './ntlmExchange.js';
import { requestOnlineTicket, signsInOnline } from './onlineTicket.js';
import type { Root } from './redirects.js';
import { askHowTicketsAreIssued, type TicketService } from './ticketMetadata.js';
import { requestTicket, requestTicketWithToken, ticketRequest, type WebTicket } from './ticketRequest.js';
import { visit } from './trail.js';

const spec = { doc: 'MS-OCDISCWS', section: '3.1.5.4' } as const;
const challengeSpec = {
  kind: 'web-ticket.challenge',
  title: 'Ask for the user document without a ticket',
  spec,
} as const;
const userSpec = { kind: 'web-ticket.user', title: 'Ask for the user document with the ticket', spec } as const;
const mexSpec = { kind: 'web-ticket.mex', title: 'Ask how web tickets are issued' } as const;
const requestSpec = {
  kind: 'web-ticket.request',
  title: 'Ask for a web ticket',
  spec: { doc: 'MS-OCAUTHWS', section: '3.2.4.1' },
} as const;
const probeSpec = { kind: 'ntlm.probe', title: 'Ask for the NTLM challenge, without a password' } as const;

/**
 * @param myTurn resolves when a credential may be used; everything before needs none
 * @returns the user document of the home pool; undefined where nothing failed but there is no password
 * @throws FailureError what stopped it; the steps that could not be run are recorded as skipped
 */
export async function signInWithTicket(
  walk: Walk,
  place: Place,
  root: Root,
  myTurn: () => Promise<void>,
): Promise<AutodiscoverDocument | undefined> {
  const { step, side } = place;
  // 1. Ask for the user document. 2. The 401 names the ticket service.
  const challenge = await step.attempt({ ...challengeSpec, side }, (asking) => askWithoutTicket(asking, root));
  if (!challenge.ok) {
    skipAll(place, [mexSpec, requestSpec, userSpec], 'the ticket service is not known');
    throw new FailureError(challenge.failure);
  }
  const { userUrl, service } = challenge.value;

  // 3. Its metadata says which ways to sign in there are.
  const metadata = await askHowTicketsAreIssued(place, service);
  try {
    return await signInAt(walk, place, root, userUrl, metadata.service, myTurn);
  } finally {
    await metadata.settled;
  }
}

/** The half that needs a password, as far as there is one. */
async function signInAt(
  walk: Walk,
  place: Place,
  root: Root,
  userUrl: string,
  tickets: TicketService,
  myTurn: () => Promise<void>,
): Promise<AutodiscoverDocument | undefined> {
  const { step, side } = place;
  const online = signsInOnline(walk, userUrl, tickets.base.url);
  if (!online && (isOnline(userUrl) || isOnline(tickets.base.url))) {
    skipAll(place, [requestSpec, userSpec], 'the account is homed online');
    throw homedOnline(userUrl);
  }
  // 4. Ask for a ticket, when it is this way's turn. Without a password only the NTLM challenge is looked at.
  const isModern = walk.target.signIn === 'modern';
  if (isModern || walk.credentials.mode !== 'none') await myTurn();
  const unavailable = isModern ? walk.modern.unavailable : walk.credentials.unavailable;
  if (unavailable !== undefined) {
    if (!isModern && walk.credentials.mode === 'none') await probe(walk, place, tickets, userUrl);
    skipAll(place, [requestSpec, userSpec], unavailable);
    step.value(unavailable);
    step.meaning(`Everything before the sign-in works. The rest needs ${isModern ? 'a token' : 'a password'}.`);
    return undefined;
  }
  let ticket: WebTicket;
  try {
    ticket = online
      ? await requestOnlineTicket(walk, place, tickets, userUrl, requestSpec)
      : valueOf(
          await step.attempt({ ...requestSpec, side }, (asking) =>
            isModern
              ? requestTicketWithToken(walk, { step: asking, side }, tickets, userUrl)
              : requestTicket(walk, asking, tickets, userUrl),
          ),
        );
  } catch (error) {
    if (error instanceof FailureError) skipAll(place, [userSpec], 'there is no web ticket');
    throw error;
  }

  walk.tickets.keep(side, ticket, userUrl);

  // 5. The user document, or the way to the home pool.
  const user = valueOf(
    await step.attempt({ ...userSpec, side }, (asking) =>
      askWithTicket(asking, userUrl, ticket, accepts.autodiscoverXml),
    ),
  );
  if (user.redirect === undefined) return user.document;
  // 6. Another pool is the user's home: a new ticket there.
  const trail = visit(root.trail, userUrl);
  return goOnAtHomePool(place, user.redirect, trail, accepts.autodiscoverXml, (home, homeRoot) => {
    walk.endpoints.learnDocument(homeRoot.document, side);
    return signInWithTicket(walk, home, homeRoot, myTurn);
  });
}

interface TicketChallenge {
  readonly userUrl: string;
  readonly service: LearnedLink;
}

/** The user link answers 401 by design; NTLM and Kerberos are not taken here. */
export async function askWithoutTicket(step: StepHandle, root: Root): Promise<TicketChallenge> {
  const link = learnLink(root.document, 'User', root.reply);
  if (link === undefined) {
    throw failed('protocol', 'missing_link', `The root document of ${hostOf(root.reply.url)} has no User link.`);
  }
  const userUrl = await trustSecure(step, link);
  visit(root.trail, userUrl); // two pools that name each other would take a ticket from each in turn
  const reply = await step.exchange({
    method: 'GET',
    url: userUrl,
    headers: [['Accept', accepts.autodiscoverXml]],
    expect: [401],
    understood: 'any',
  });
  noteAnswer(step, reply);
  if (reply.status !== 401) {
    step.meaning(meaningOfStranger(reply));
    throw unexpectedStatus(reply, 'The user document was asked for without a ticket, and 401 should come');
  }
  const address = headerOf(reply, 'X-MS-WebTicketURL')?.trim() ?? '';
  if (address === '') {
    for (const { scheme } of parseChallenges(headersOf(reply, 'WWW-Authenticate'))) step.fact('scheme', scheme);
    step.meaning(
      'The 401 does not name the ticket service. Either something in front of the server answered, or it takes headers away.',
    );
    throw failed('protocol', 'missing_header', `${hostOf(userUrl)} answered 401 without X-MS-WebTicketURL.`);
  }
  const service = learn(address, 'X-MS-WebTicketURL', reply);
  step.fact('web-ticket-url', service.url);
  step.meaning(`As it should: the user document needs a web ticket, and ${hostOf(service.url)} issues it.`);
  return { userUrl, service };
}

interface UserAnswer {
  readonly document: AutodiscoverDocument;
  /** Present when another pool is the user's home. */
  readonly redirect: LearnedLink | undefined;
}

async function askWithTicket(step: StepHandle, url: string, ticket: WebTicket, accept: string): Promise<UserAnswer> {
  const reply = await step.exchange({
    method: 'GET',
    url,
    headers: [
      ['Accept', accept],
      ['X-MS-WebTicket', `opaque=${ticket.opaque}`],
    ],
    expect: [200],
    understood: 'any',
    carriesCredential: true,
  });
  noteAnswer(step, reply);
  if (reply.status === 401 || reply.status === 403) {
    const { id } = reasonOf(reply);
    step.meaning(
      'The server does not accept the ticket it issued. It may have expired, be meant for another address, or come from a server whose certificate or clock differs.',
    );
    throw unexpectedStatus(reply, `The ticket was shown to ${hostOf(url)}${id === undefined ? '' : ` (${id})`}`);
  }
  return readUserAnswer(step, reply, accept);
}

/** Reads what comes for a ticket or a token: the document, a redirect, or "no such user". */
export function readUserAnswer(step: StepHandle, reply: Parameters<typeof noteAnswer>[1], accept: string): UserAnswer {
  if (reply.status === 404) {
    step.meaning(
      'The sign-in worked, but the server does not know where this account is at home. It may not be enabled, or not replicated yet.',
    );
    throw failed(
      'protocol',
      'account_not_here',
      `${hostOf(reply.url)} answered 404: it has no home server for this account.`,
    );
  }
  if (reply.status !== 200) {
    step.meaning(meaningOfStranger(reply));
    throw unexpectedStatus(reply, 'The user document was asked for');
  }
  const document = readDocument(step, reply, 'user', accept);
  const redirect = learnLink(document, 'redirect', reply);
  if (redirect !== undefined) {
    step.fact('redirect-to', redirect.url);
    step.value('200 redirect');
    step.meaning(
      isOnline(redirect.url)
        ? `The account is homed online: the server sends clients on to ${hostOf(redirect.url)}.`
        : `The account is at home elsewhere: the server sends clients on to ${hostOf(redirect.url)}.`,
    );
    return { document, redirect };
  }
  const applications = linkOf(document, 'applications');
  step.value(`200 user`);
  step.meaning(
    applications === undefined
      ? `This is the user's home pool; the document lists ${document.links.length} links to its services.`
      : `This is the user's home pool; UCWA applications are created at ${hostOf(applications)}.`,
  );
  return { document, redirect: undefined };
}

async function probe(walk: Walk, { step, side }: Place, tickets: TicketService, appliesTo: string): Promise<void> {
  const windows = tickets.bindings.find(({ kind }) => kind === 'windows');
  if (windows === undefined) {
    step.skip({ ...probeSpec, side }, 'the ticket service announces no Windows sign-in');
    return;
  }
  await step.attempt({ ...probeSpec, side }, async (asking) => {
    const url = await trustSecure(asking, windows.link);
    await probeNtlm(asking, ticketRequest(walk, url, appliesTo).request);
  });
}
