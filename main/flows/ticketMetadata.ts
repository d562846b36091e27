/** How a web ticket service issues tickets, asked in both ways that clients use. docs/protocol/web-ticket.md, step 3. [WS-MetadataExchange; MS-OCAUTHWS] */
import {
  parseTicketMetadata,
  transferGet,
  type BindingKind,
  type TicketMetadata,
} from '../../shared/protocol/metadataExchange.js';
import { mediaTypeOf } from '../../shared/protocol/mediaType.js';
import { failed } from '../../shared/failure.js';
import type { Reply, StepHandle } from '../engine/api.js';
import { headerOf, hostOf, noteAnswer, unexpectedStatus } from './answers.js';
import type { Place } from './context.js';
import { learn, trustSecure, type LearnedLink } from './documents.js';

/** One way to get a ticket, its address not yet trusted. */
export interface TicketBindingLink {
  readonly kind: BindingKind;
  readonly port: string;
  readonly link: LearnedLink;
}

export interface TicketService {
  /** As the 401 named it. */
  readonly base: LearnedLink;
  readonly bindings: readonly TicketBindingLink[];
}

const spec = { doc: 'WS-MetadataExchange', section: '4' } as const;

/** The first good answer, and the end of both questions. */
export interface TicketServiceAnswers {
  readonly service: TicketService;
  /** The caller waits for it before its step ends. */
  readonly settled: Promise<unknown>;
}

/**
 * Asks with GET and with a WS-Transfer Get at once; one good answer is enough to go on. Where neither comes, Windows
 * sign-in at the base address is what is left to try: its 401 says whether it is offered.
 */
export async function askHowTicketsAreIssued(place: Place, service: LearnedLink): Promise<TicketServiceAnswers> {
  const { step, side } = place;
  const get = step.attempt(
    { kind: 'web-ticket.mex', side, title: 'Ask how web tickets are issued (GET)', spec },
    async (asking) => {
      const url = mexOf(await trustSecure(asking, service));
      return readMetadata(asking, await asking.exchange({ method: 'GET', url, expect: [200], understood: 'any' }));
    },
  );
  const transfer = step.attempt(
    { kind: 'web-ticket.mex', side, title: 'Ask how web tickets are issued (WS-Transfer Get)', spec },
    async (asking) => {
      const base = await trustSecure(asking, service);
      const reply = await asking.exchange({
        method: 'POST',
        url: mexOf(base),
        headers: [
          ['Content-Type', 'application/soap+xml; charset=utf-8'],
          // Mobile clients say for whom they ask: policies may differ by user.
          ['X-User-Identity', asking.target.sipAddress],
        ],
        body: transferGet(base),
        expect: [200],
        understood: 'any',
      });
      return readMetadata(asking, reply);
    },
  );
  const settled = Promise.allSettled([get, transfer]);
  const first = await get;
  const answer = first.ok ? first : await transfer;
  const bindings = answer.ok ? answer.value : [{ kind: 'windows', port: 'not announced', link: service } as const];
  return { service: { base: service, bindings }, settled };
}

function mexOf(base: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/mex`;
  return url.href;
}

function readMetadata(step: StepHandle, reply: Reply): readonly TicketBindingLink[] {
  noteAnswer(step, reply);
  if (reply.status !== 200) {
    step.meaning('The ticket service does not describe itself. Clients that read its metadata cannot sign in here.');
    throw unexpectedStatus(reply, 'The metadata of the web ticket service was asked for');
  }
  const type = mediaTypeOf(headerOf(reply, 'Content-Type'));
  if (!/[/+]xml$/.test(type)) {
    step.meaning('Something else than the ticket service answered: its metadata is XML.');
    throw failed(
      'parse',
      'unexpected_media_type',
      `The metadata of the web ticket service came as ${type === '' ? 'nothing named' : type}.`,
    );
  }
  const metadata = parseTicketMetadata(reply.text);
  for (const { port, location } of metadata.bindings) step.fact('binding', `${port} ${location}`);
  if (metadata.authorizationUri !== undefined) step.fact('authorization-uri', metadata.authorizationUri);
  step.value(`200, ${metadata.bindings.length} ${metadata.bindings.length === 1 ? 'binding' : 'bindings'}`);
  step.meaning(meaningOf(metadata));
  return metadata.bindings.map(({ kind, port, location }) => ({
    kind,
    port,
    link: learn(location, 'soap:address', reply),
  }));
}

const words: Readonly<Record<BindingKind, string>> = {
  windows: 'Windows sign-in (NTLM or Kerberos)',
  username: 'user name and password in the message',
  certificate: 'a client certificate',
  pin: 'phone number and PIN',
  anonymous: 'a conference key',
  federated: 'a federated sign-in',
  other: 'something this program does not know',
};

function meaningOf(metadata: TicketMetadata): string {
  const kinds = [...new Set(metadata.bindings.map(({ kind }) => words[kind]))];
  const modern = metadata.authorizationUri;
  return `Tickets are issued for: ${kinds.join('; ')}.${
    modern === undefined ? '' : ` Modern authentication is offered too, by ${hostOf(modern)}.`
  }`;
}
