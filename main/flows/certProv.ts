/**
 * Getting a client certificate for TLS-DSK: metadata, the ticket in hand, a ticket for this service, and the
 * certificate. docs/protocol/certificate.md. [MS-OCAUTHWS 3.1; MS-SIPAE 3.2.5.1]
 */
import { failed, FailureError } from '../../shared/failure.js';
import { parseCertProvMetadata, portForTicket, type CertProvPort } from '../../shared/protocol/certProvMetadata.js';
import { mediaTypeOf } from '../../shared/protocol/mediaType.js';
import type { Attempt, SipLearned, StepHandle } from '../engine/api.js';
import type { CertificateRequest } from '../net/certProv/index.js';
import type { ClientCertificate } from '../net/tlsDsk/index.js';
import { headerOf, hostOf, noteAnswer, unexpectedStatus } from './answers.js';
import { publishWith, publishWithHeld } from './certProvPublish.js';
import { skipAll, valueOf, type Place, type Walk } from './context.js';
import { isOnline, learn, trustSecure, type LearnedLink } from './documents.js';
import { homedOnline } from './homePool.js';
import { requestOnlineTicket, signsInOnline } from './onlineTicket.js';
import { askHowTicketsAreIssued, type TicketService } from './ticketMetadata.js';
import { requestTicket, type WebTicket } from './ticketRequest.js';

const spec = { doc: 'MS-OCAUTHWS', section: '3.1.4.1' } as const;
const mexSpec = {
  kind: 'cert-prov.mex',
  title: 'Ask how certificates are given out',
  spec: { doc: 'WS-MetadataExchange', section: '4' },
} as const;
const heldSpec = { kind: 'cert-prov.publish', title: 'Ask for a certificate with the ticket in hand', spec } as const;
const ticketSpec = {
  kind: 'cert-prov.ticket',
  title: 'Ask for a web ticket for the certificate service',
  spec: { doc: 'MS-OCAUTHWS', section: '3.2.4.1' },
} as const;
const publishSpec = { kind: 'cert-prov.publish', title: 'Ask for a certificate with its own ticket', spec } as const;

export interface CertProvRequest {
  /** sts-uri of the TLS-DSK challenge, as sent. */
  readonly stsUri: string;
  /** Where it was learned: the registrar's 401. */
  readonly learned: SipLearned;
  /** UUID of our endpoint without braces, as in +sip.instance: a server keeps one certificate for each. */
  readonly deviceId: string;
  /** Key and PKCS #10: a key takes its time, so it is begun before it is needed. */
  readonly key: Promise<CertificateRequest>;
  /**
   * Resolves when a credential may be used, or to the reason why none will be: all before it needs none and is asked
   * while others sign in.
   */
  readonly myTurn: () => Promise<string | undefined>;
}

/** What the service announces, ready to be used. */
interface Service {
  readonly port: CertProvPort;
  /** Where the certificate is asked for, trusted. */
  readonly location: string;
  readonly issuer: LearnedLink;
}

/**
 * Gets a certificate with at most one use of the password. Never throws for network or protocol trouble.
 * @returns undefined as the value where nothing failed but there is no password
 */
export function provisionCertificate(
  walk: Walk,
  { step, side }: Place,
  request: CertProvRequest,
): Promise<Attempt<ClientCertificate | undefined>> {
  const title = `Get a client certificate from ${hostOf(request.stsUri)}`;
  return step.attempt({ kind: 'cert-prov', side, title, spec }, async (group) => {
    const certificate = await provision(walk, { step: group, side }, request);
    if (certificate !== undefined) {
      group.meaning('There is a certificate now: it signs the user in with TLS-DSK, without the password.');
    }
    return certificate;
  });
}

async function provision(walk: Walk, place: Place, request: CertProvRequest): Promise<ClientCertificate | undefined> {
  const { step, side } = place;
  // 1. The metadata say where to ask, and who issues the tickets for it.
  const metadata = await step.attempt({ ...mexSpec, side }, (asking) => askHow(walk, { step: asking, side }, request));
  if (!metadata.ok) {
    skipAll(place, [heldSpec, ticketSpec, publishSpec], 'it is not known where certificates are given out');
    throw new FailureError(metadata.failure);
  }
  const service = metadata.value;
  const online = signsInOnline(walk, service.location, service.issuer.url);
  if (!online && (isOnline(service.location) || isOnline(service.issuer.url))) {
    skipAll(place, [heldSpec, ticketSpec, publishSpec], 'the account is homed online');
    throw homedOnline(service.location);
  }

  // 2. The ticket in hand was issued for another address, but some servers take it.
  await walk.order.over(`${side}/web-ticket`);
  const held = walk.tickets.held(side, walk.run.now(), service.location);
  if (held === undefined) {
    step.skip({ ...heldSpec, side }, 'there is no web ticket in hand');
    if (isPasswordMissing(place, walk.credentials.unavailable)) return undefined;
  }
  const made = await makeRequest(step, request.key);
  const publishing = { walk, made, location: service.location, deviceId: request.deviceId };
  if (held !== undefined) {
    const early = await step.attempt({ ...heldSpec, side }, (asking) => publishWithHeld(asking, publishing, held));
    if (early.ok && early.value !== undefined) return early.value;
    if (!early.ok) {
      skipAll(place, [ticketSpec, publishSpec], 'another ticket would not change this answer');
      throw new FailureError(early.failure);
    }
    if (isPasswordMissing(place, walk.credentials.unavailable)) return undefined;
  }

  // 3. A ticket for this very address. It is the registrar's last use of the password: others need not wait longer.
  const tickets = await askHowTicketsAreIssued(place, service.issuer);
  let ticket: WebTicket;
  try {
    if (isPasswordMissing(place, await request.myTurn())) return undefined;
    ticket = await ticketFor(walk, place, service, tickets.service);
  } finally {
    walk.order.end('sip');
    await tickets.settled;
  }
  // 4. The certificate.
  return valueOf(await step.attempt({ ...publishSpec, side }, (asking) => publishWith(asking, publishing, ticket)));
}

function isPasswordMissing(place: Place, unavailable: string | undefined): boolean {
  if (unavailable === undefined) return false;
  skipAll(place, [ticketSpec, publishSpec], unavailable);
  place.step.value(unavailable);
  place.step.meaning('A certificate is given out for a web ticket, and a web ticket for the password.');
  return true;
}

async function makeRequest(step: StepHandle, key: Promise<CertificateRequest>): Promise<CertificateRequest> {
  const made = await key;
  for (const secret of made.secrets) step.secret('other', secret);
  return made;
}

async function askHow(walk: Walk, { step, side }: Place, { stsUri, learned }: CertProvRequest): Promise<Service> {
  if (!/^https:\/\//i.test(stsUri.trim())) {
    step.meaning('A certificate is asked for with a web ticket, which must never travel over plain HTTP.');
    throw failed('trust', 'insecure_link', `The registrar names ${stsUri.slice(0, 200)}, which is not https.`);
  }
  const base = await step.trust(stsUri, learned);
  walk.endpoints.learnTrusted(base.href, side, learned.field);
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/mex`;
  const reply = await step.exchange({ method: 'GET', url: url.href, expect: [200], understood: 'any', urgent: true });
  noteAnswer(step, reply);
  if (reply.status !== 200) {
    step.meaning(
      reply.status === 404 || reply.status === 403
        ? 'The certificate service is not there, or not published: a reverse proxy must pass /CertProv/* on to the pool. Without it nobody gets a certificate from here.'
        : 'The certificate service does not describe itself, so clients cannot ask it for a certificate.',
    );
    throw unexpectedStatus(reply, 'The metadata of the certificate provisioning service was asked for');
  }
  const type = mediaTypeOf(headerOf(reply, 'Content-Type'));
  if (!/[/+]xml$/.test(type)) {
    step.meaning('Something else than the certificate service answered: its metadata is XML.');
    throw failed(
      'parse',
      'unexpected_media_type',
      `The metadata of the certificate provisioning service came as ${type === '' ? 'nothing named' : type}.`,
    );
  }
  const ports = parseCertProvMetadata(reply.text);
  for (const { name, location } of ports) step.fact('binding', `${name} ${location}`);
  const port = portForTicket(ports);
  const location = await trustSecure(step, learn(port.location, 'soap:address', reply));
  // Without a named issuer it is the web ticket service of the same host.
  const issuer = learn(port.issuer ?? '/WebTicket/WebTicketService.svc', 'IssuedToken Issuer', reply);
  step.fact('web-ticket-url', issuer.url);
  step.value(`200, ${port.name}`);
  step.meaning(
    `Certificates are given out at ${hostOf(location)} for a web ticket${
      port.ticket === 'proof' ? ' whose key the client proves with a signature' : ''
    }; ${hostOf(issuer.url)} issues it.`,
  );
  return { port, location, issuer };
}

async function ticketFor(walk: Walk, place: Place, service: Service, tickets: TicketService): Promise<WebTicket> {
  const { step, side } = place;
  const refuse = (): void => skipAll(place, [publishSpec], 'there is no web ticket for it');
  if (signsInOnline(walk, service.location, service.issuer.url)) {
    try {
      return await requestOnlineTicket(walk, place, tickets, service.location, ticketSpec);
    } catch (error) {
      if (error instanceof FailureError) refuse();
      throw error;
    }
  }
  const ticket = await step.attempt({ ...ticketSpec, side }, (asking) =>
    requestTicket(walk, asking, tickets, service.location),
  );
  if (!ticket.ok) refuse();
  return valueOf(ticket);
}
