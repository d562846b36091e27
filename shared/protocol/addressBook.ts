/**
 * The web query of the address book: who is found under a name. Its metadata, the question in SOAP 1.1 with a web ticket
 * as bearer, and the answer. [MS-DLX; WS-MetadataExchange 1.1; WSS SAML Token Profile 1.1]
 */
import { failed } from '../failure.js';
import { announcedPorts } from './metadataExchange.js';
import { ns, uri } from './namespaces.js';
import { attributeOf, childOf, escapeXml, firstOf, parseXml, type XmlElement } from './xml.js';

const contract = 'DistributionListExpander';
const action = `${contract}/IAddressBook/SearchAbEntry`;
/** Value of the SOAPAction header, quotes included. */
export const searchSoapAction = `"${action}"`;

export interface AddressBookPort {
  readonly name: string;
  /** Address as sent. */
  readonly location: string;
  /** Address of the web ticket service, as sent; undefined where the policy names none. */
  readonly issuer: string | undefined;
}

/**
 * The port for a web ticket as bearer; undefined where none is announced.
 * @throws FailureError parse/malformed_document, parse/unexpected_document when no port with an address is in it
 */
export function parseAddressBookMetadata(text: string): AddressBookPort | undefined {
  const { ports } = announcedPorts(text, 'address book service');
  const port = ports.find(({ name }) => /AddressBook\w*Bearer/i.test(name)) ?? ports.find(takesTicket);
  if (port === undefined) return undefined;
  const token = port.policy === undefined ? undefined : firstOf(port.policy, 'IssuedToken');
  const issuer = token === undefined ? undefined : childOf(token, 'Issuer');
  const address = issuer === undefined ? undefined : childOf(issuer, 'Address')?.text;
  return { name: port.name, location: port.location, issuer: address === '' ? undefined : address };
}

const takesTicket = ({ policy }: { readonly policy: XmlElement | undefined }): boolean =>
  policy !== undefined && firstOf(policy, 'IssuedToken') !== undefined;

export interface AddressBookQuestion {
  /** The address that the request goes to. */
  readonly endpoint: string;
  readonly messageId: string; // UUID
  /** user@domain without scheme: who is looked for. */
  readonly sipAddress: string;
  /** Most entries that are wanted. */
  readonly most: number;
  /** Content of wsse:Security: timestamp and assertion as they are. */
  readonly security: string;
}

/** The envelope. Only the address of those found is asked for. */
export function searchAddressBook({ endpoint, messageId, sipAddress, most, security }: AddressBookQuestion): string {
  return (
    `<s:Envelope xmlns:s="${ns.soap11}"><s:Header>` +
    `<wsa:To xmlns:wsa="${ns.addressing}">${escapeXml(endpoint)}</wsa:To>` +
    `<wsa:ReplyTo xmlns:wsa="${ns.addressing}"><wsa:Address>${uri.anonymous}</wsa:Address></wsa:ReplyTo>` +
    `<wsa:MessageID xmlns:wsa="${ns.addressing}">uuid:${escapeXml(messageId)}</wsa:MessageID>` +
    `<wsa:Action xmlns:wsa="${ns.addressing}">${action}</wsa:Action>` +
    `<wsse:Security s:mustUnderstand="1" xmlns:wsse="${ns.security}">${security}</wsse:Security>` +
    `</s:Header><s:Body><SearchAbEntry xmlns="${contract}" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/">` +
    `<AbEntryRequest><ChangeSearch xmlns:q1="${contract}" soapenc:arrayType="q1:AbEntryRequest.ChangeSearchQuery[1]">` +
    '<AbEntryRequest.ChangeSearchQuery><SearchOn>msRTCSIP-PrimaryUserAddress</SearchOn>' +
    `<Value>${escapeXml(sipAddress)}</Value></AbEntryRequest.ChangeSearchQuery></ChangeSearch>` +
    `<Metadata><FromDialPad>false</FromDialPad><MaxResultNum>${most}</MaxResultNum>` +
    '<ReturnList>msRTCSIP-PrimaryUserAddress</ReturnList></Metadata>' +
    '</AbEntryRequest></SearchAbEntry></s:Body></s:Envelope>'
  );
}

export interface AddressBookAnswer {
  readonly entries: number;
  /** The one word the service says beside them, as sent: "NoEntryFound". Which element carries it is not published. */
  readonly code: string | undefined;
}

/**
 * Counts the entries; who they are is not kept.
 * @throws FailureError parse/malformed_document, parse/unexpected_document when it is no answer to the question
 */
export function parseAddressBookAnswer(text: string): AddressBookAnswer {
  const envelope = parseXml(text, 'answer of the address book');
  const result = firstOf(envelope, 'SearchAbEntryResult');
  if (result === undefined) {
    throw failed(
      'parse',
      'unexpected_document',
      `The answer of the address book holds no SearchAbEntryResult; its root element is ${envelope.name}.`,
    );
  }
  const items = childOf(result, 'Items');
  return {
    entries: items === undefined ? 0 : items.children.filter(({ name }) => name === 'AbEntry').length,
    code: codeIn(result),
  };
}

/** A word of its own beside the entries: in an element, or as an attribute. */
function codeIn(result: XmlElement): string | undefined {
  const words = [result, ...result.children.filter(({ name }) => name !== 'Items')].flatMap((element) => [
    ...(element.children.length === 0 ? [element.text] : []),
    ...['ResponseStatus', 'StatusCode', 'Code'].flatMap((name) => attributeOf(element, name) ?? []),
  ]);
  return words.find((word) => /^[A-Za-z]{3,60}$/.test(word) && !/^(?:true|false)$/i.test(word));
}
