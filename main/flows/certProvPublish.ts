/** Asking for the certificate itself, with a ticket in the message and a proof of its key. docs/protocol/certificate.md, steps 2 and 4. [MS-OCAUTHWS 3.1.4.1; WSS 1.1] */
import { failed } from '../../shared/failure.js';
import {
  getAndPublishCert,
  parsePublishResponse,
  publishSoapAction,
  ticketReference,
  timestamp,
} from '../../shared/protocol/certProv.js';
import type { Reply, StepHandle } from '../engine/api.js';
import { readIssued, signTimestamp, type CertificateRequest, type IssuedCertificate } from '../net/certProv/index.js';
import type { ClientCertificate } from '../net/tlsDsk/index.js';
import { faultOf, hostOf, meaningOfStranger, noteAnswer, reasonOf, unexpectedStatus } from './answers.js';
import type { Walk } from './context.js';
import type { WebTicket } from './ticketRequest.js';

export interface Publishing {
  readonly walk: Walk;
  readonly made: CertificateRequest;
  /** Trusted. */
  readonly location: string;
  readonly deviceId: string;
}

/** Statuses of "this ticket will not do": 500 is a SOAP fault. */
const refusals: readonly number[] = [401, 403, 500];

/**
 * Tries a ticket that was issued for another address. A refusal is what most servers answer, so it is no failure.
 * @returns undefined when the server refuses the ticket
 * @throws FailureError for anything else than a certificate or such a refusal
 */
export async function publishWithHeld(
  step: StepHandle,
  publishing: Publishing,
  ticket: WebTicket,
): Promise<ClientCertificate | undefined> {
  const reply = await publish(step, publishing, ticket, [200, ...refusals]);
  if (!refusals.includes(reply.status) || !isRefusal(reply)) return readCertificate(step, publishing, reply);
  noteFault(step, reply);
  step.value(`${reply.status}, as expected`);
  step.meaning(
    'The ticket was issued for another service and this one does not take it. That is usual: the client asks for a ticket of its own next.',
  );
  return undefined;
}

/** @throws FailureError protocol/unexpected_status for a refusal; protocol/unexpected_document for ErrorInfo */
export async function publishWith(
  step: StepHandle,
  publishing: Publishing,
  ticket: WebTicket,
): Promise<ClientCertificate> {
  return readCertificate(step, publishing, await publish(step, publishing, ticket, [200]));
}

async function publish(
  step: StepHandle,
  { walk, made, location, deviceId }: Publishing,
  ticket: WebTicket,
  expect: readonly number[],
): Promise<Reply> {
  const reply = await step.exchange({
    method: 'POST',
    url: location,
    headers: [
      ['Content-Type', 'text/xml; charset=utf-8'],
      ['SOAPAction', publishSoapAction],
    ],
    body: getAndPublishCert({
      endpoint: location,
      messageId: walk.run.random.uuid(),
      requestId: walk.run.random.uuid(),
      deviceId,
      sipAddress: walk.target.sipAddress,
      certificateRequest: made.request,
      security: securityOf(walk, ticket),
    }),
    expect,
    understood: 'any',
    carriesCredential: true,
  });
  noteAnswer(step, reply);
  return reply;
}

/** Timestamp with the ticket's lifetime, the ticket as it came, and the signature that proves its key. */
function securityOf(walk: Walk, ticket: WebTicket): string {
  const from = ticket.notBefore ?? secondsOf(walk.run.now());
  const to = ticket.notAfter ?? secondsOf(walk.run.now() + 5 * 60_000);
  const time = timestamp(from, to);
  const { proofKey, assertionId } = ticket;
  if (proofKey === undefined || assertionId === undefined) return time + ticket.assertion;
  return time + ticket.assertion + signTimestamp(time, proofKey, ticketReference(assertionId));
}

const secondsOf = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** A fault of the service, or a status that says it alone; not the page of something in front of it. */
function isRefusal(reply: Reply): boolean {
  return reply.status !== 500 || faultOf(reply) !== undefined;
}

function readCertificate(step: StepHandle, { walk, made }: Publishing, reply: Reply): ClientCertificate {
  if (reply.status !== 200) {
    noteFault(step, reply);
    const { id } = reasonOf(reply);
    step.meaning(
      id === undefined && faultOf(reply) === undefined
        ? meaningOfStranger(reply)
        : 'The certificate service refuses the request, although the ticket was issued for it. What it says is in the answer.',
    );
    throw unexpectedStatus(reply, 'A client certificate was asked for');
  }
  const response = parsePublishResponse(reply.text);
  if (response.kind === 'error') throw refused(step, reply, response.info);
  const issued = readIssued(response.token, made.key);
  noteCertificate(step, issued, walk.run.now());
  return issued.client;
}

function refused(step: StepHandle, reply: Reply, info: string): Error {
  const said = info === '' ? 'no reason' : info;
  step.fact('error-info', said);
  step.value('200, ErrorInfo');
  step.meaning(
    `The answer is 200, but it carries an error in place of a certificate: ${said}. The service took the ticket and could not make or store the certificate.`,
  );
  return failed(
    'protocol',
    'unexpected_document',
    `${hostOf(reply.url)} gave no certificate; its ErrorInfo says: ${said}.`,
  );
}

function noteFault(step: StepHandle, reply: Reply): void {
  const fault = faultOf(reply);
  if (fault !== undefined) step.fact('fault', `${fault.code}: ${fault.errorReason ?? fault.reason}`);
}

function noteCertificate(step: StepHandle, { record }: IssuedCertificate, now: number): void {
  step.fact('certificate', record.der);
  const { fields } = record;
  step.value('200 certificate');
  if (fields === undefined) {
    step.meaning('A certificate came, but its fields cannot be read.');
    return;
  }
  step.fact('certificate-subject', fields.subject);
  step.fact('certificate-issuer', fields.issuer);
  step.fact('certificate-serial', fields.serialNumber);
  step.fact('certificate-not-before', fields.notBefore);
  step.fact('certificate-not-after', fields.notAfter);
  step.fact('certificate-key', fields.publicKey);
  step.fact('certificate-signature', fields.signatureAlgorithm);
  step.fact('certificate-sha256', fields.sha256);
  step.meaning(`A certificate came for ${fields.subject}, issued by ${fields.issuer}. ${validity(fields, now)}`);
}

function validity(
  { notBefore, notAfter }: { readonly notBefore: string; readonly notAfter: string },
  now: number,
): string {
  const [from, to] = [Date.parse(notBefore), Date.parse(notAfter)];
  if (from > now) {
    return `It is not valid yet: by this computer's clock it begins in ${lengthOf(from - now)}. One of the two clocks is wrong.`;
  }
  if (to <= now) {
    return `It has already expired, ${lengthOf(now - to)} ago by this computer's clock. One of the two clocks is wrong.`;
  }
  return `It is good for ${lengthOf(to - now)}.`;
}

function lengthOf(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 120) return minutes === 1 ? 'one minute' : `${minutes} minutes`;
  return minutes < 72 * 60 ? `about ${Math.round(minutes / 60)} hours` : `about ${Math.round(minutes / 1440)} days`;
}
