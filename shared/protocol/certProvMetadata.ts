/** What the certificate provisioning service announces at /mex: where certificates are asked for, and which service issues the tickets for it. [WS-MetadataExchange 1.1; WS-SecurityPolicy 1.2 8; MS-OCAUTHWS 3.1] */
import { failed } from '../failure.js';
import { announcedPorts } from './metadataExchange.js';
import { allOf, childOf, firstOf, type XmlElement } from './xml.js';

/**
 * How a ticket is shown: 'proof': the client signs with the ticket's key (EndorsingSupportingTokens). 'bearer': the
 * ticket alone (SignedSupportingTokens). 'none': the port takes no ticket.
 */
export type TicketUse = 'proof' | 'bearer' | 'none';

export interface CertProvPort {
  readonly name: string;
  /** Address as sent. */
  readonly location: string;
  readonly ticket: TicketUse;
  /** Address of the web ticket service, as sent; undefined where the policy names none. */
  readonly issuer: string | undefined;
}

/** @throws FailureError parse/malformed_document, parse/unexpected_document when no port with an address is in it */
export function parseCertProvMetadata(text: string): readonly CertProvPort[] {
  return parseTicketPorts(text, 'certificate provisioning service');
}

/**
 * The ports of any service that takes web tickets, and how each takes them.
 * @param what names the service in failures
 * @throws FailureError parse/malformed_document, parse/unexpected_document when no port with an address is in it
 */
export function parseTicketPorts(text: string, what: string): readonly CertProvPort[] {
  return announcedPorts(text, what).ports.map(({ name, location, policy }) => ({
    name,
    location,
    ticket: ticketUseOf(name, policy),
    issuer: policy === undefined ? undefined : issuerOf(policy),
  }));
}

/**
 * The port for a web ticket: the one that wants it proven, as the product has it, else one that takes it as it is.
 * @throws FailureError protocol/no_common_binding when there is neither
 */
export function portForTicket(ports: readonly CertProvPort[]): CertProvPort {
  const port = ports.find(({ ticket }) => ticket === 'proof') ?? ports.find(({ ticket }) => ticket === 'bearer');
  if (port !== undefined) return port;
  const names = ports.map(({ name }) => name).join(', ');
  throw failed(
    'protocol',
    'no_common_binding',
    `The certificate provisioning service takes no web ticket; it announces ${names === '' ? 'no name' : names}.`,
  );
}

/** What the policy says goes first, then the port's name. */
function ticketUseOf(name: string, policy: XmlElement | undefined): TicketUse {
  const takes = (tokens: string): boolean =>
    policy !== undefined && allOf(policy, tokens).some((element) => firstOf(element, 'IssuedToken') !== undefined);
  if (takes('EndorsingSupportingTokens') || takes('SignedEndorsingSupportingTokens')) return 'proof';
  if (takes('SignedSupportingTokens') || takes('SupportingTokens')) return 'bearer';
  if (/WebTicketProof/i.test(name)) return 'proof';
  return /WebTicketBearer/i.test(name) ? 'bearer' : 'none';
}

function issuerOf(policy: XmlElement): string | undefined {
  const token = firstOf(policy, 'IssuedToken');
  const issuer = token === undefined ? undefined : childOf(token, 'Issuer');
  const address = issuer === undefined ? undefined : childOf(issuer, 'Address')?.text;
  return address === '' ? undefined : address;
}
