/** What Mcx says of itself at /mex. docs/protocol/mcx.md, step 3. [WS-MetadataExchange 1.1; WS-SecurityPolicy 1.2 8; MS-OCAUTHWS 3.1] */
import { failed } from '../../../shared/failure.js';
import { parseTicketPorts, type CertProvPort } from '../../../shared/protocol/certProvMetadata.js';
import { mediaTypeOf } from '../../../shared/protocol/mediaType.js';
import type { Reply, StepHandle, StepSpec } from '../../engine/api.js';
import { headerOf, hostOf, noteAnswer, unexpectedStatus } from '../answers.js';
import { learn, trustSecure, type LearnedLink } from '../documents.js';
import { meaningOfStatus } from './page.js';

export const mexSpec = {
  kind: 'mcx.mex',
  title: 'Ask how the mobility service is used',
  spec: { doc: 'WS-MetadataExchange', section: '4' },
} as const satisfies StepSpec;

/** Where Mcx is called, and who issues the tickets for it. */
export interface McxService {
  /** Trusted. A ticket is asked for this address. */
  readonly location: string;
  readonly issuer: LearnedLink;
}

/**
 * Reads the WSDL of the service.
 * @param url address of the service, trusted
 * @throws FailureError protocol/unexpected_status, parse/*, protocol/no_common_binding, trust/*
 */
export async function askForMetadata(step: StepHandle, url: string): Promise<McxService> {
  const mex = new URL(url);
  mex.pathname = `${mex.pathname.replace(/\/$/, '')}/mex`;
  const reply = await step.exchange({ method: 'GET', url: mex.href, expect: [200], understood: 'any' });
  noteAnswer(step, reply);
  if (reply.status !== 200) {
    step.meaning(meaningOfStatus(reply));
    throw unexpectedStatus(reply, 'The metadata of the mobility service was asked for');
  }
  const type = mediaTypeOf(headerOf(reply, 'Content-Type'));
  if (!/[/+]xml$/.test(type)) {
    step.meaning('Something else than the mobility service answered: its metadata is XML.');
    throw failed(
      'parse',
      'unexpected_media_type',
      `The metadata of the mobility service came as ${type === '' ? 'nothing named' : type}.`,
    );
  }
  return readMetadata(step, reply);
}

async function readMetadata(step: StepHandle, reply: Reply): Promise<McxService> {
  const ports = parseTicketPorts(reply.text, 'mobility service');
  for (const { name, location } of ports) step.fact('binding', `${name} ${location}`);
  const port = portForTicket(ports);
  const location = await trustSecure(step, learn(port.location, 'soap:address', reply));
  // Without a named issuer it is the web ticket service of the same host.
  const issuer = learn(port.issuer ?? '/WebTicket/WebTicketService.svc', 'IssuedToken Issuer', reply);
  step.fact('web-ticket-url', issuer.url);
  step.value(`200, ${port.name}`);
  step.meaning(
    `Mcx is called at ${hostOf(location)} with a web ticket${
      port.ticket === 'proof' ? ' whose key the client proves with a signature' : ''
    }; ${hostOf(issuer.url)} issues it.`,
  );
  return { location, issuer };
}

/** The port that takes a ticket as it is, else the one that wants it proven. */
function portForTicket(ports: readonly CertProvPort[]): CertProvPort {
  const port = ports.find(({ ticket }) => ticket === 'bearer') ?? ports.find(({ ticket }) => ticket === 'proof');
  if (port !== undefined) return port;
  const names = ports.map(({ name }) => name).join(', ');
  throw failed(
    'protocol',
    'no_common_binding',
    `The mobility service takes no web ticket; it announces ${names.slice(0, 300)}.`,
  );
}
