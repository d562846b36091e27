// Reads a SearchAbEntry call in its SOAP 1.1 envelope: the security header and the question ([MS-DLX], web.md 11).
import { XMLSerializer, type Element } from '@xmldom/xmldom';
import { childrenOf, descend, parseXml, textOf } from '../xml.js';
import { ns } from '../webTicket/namespaces.js';

export const contract = 'DistributionListExpander';
export const searchAction = `${contract}/IAddressBook/SearchAbEntry`;

export interface Search {
  /** The assertion as the client sent it; undefined where there is not exactly one. */
  readonly assertion: string | undefined;
  /** Ms since 1970; undefined where the timestamp is missing or cannot be read. */
  readonly created: number | undefined;
  readonly expires: number | undefined;
  /** Attribute and value, in lower case. */
  readonly rows: readonly (readonly [attribute: string, value: string])[];
  readonly most: number;
  readonly attributes: readonly string[];
}

/** Null for what WCF answers with 400 before any code of the service runs. */
export function readSearch(body: Buffer): Search | null {
  const envelope = parseXml(body.toString('utf8'));
  if (envelope === null || envelope.namespaceURI !== ns.soap11 || envelope.localName !== 'Envelope') return null;
  const request = descend(envelope, [ns.soap11, 'Body'], [contract, 'SearchAbEntry'], [contract, 'AbEntryRequest']);
  if (request === undefined) return null;
  const security = descend(envelope, [ns.soap11, 'Header'], [ns.wsse, 'Security']);
  const assertion = only(security, ns.saml, 'Assertion');
  const timestamp = only(security, ns.wsu, 'Timestamp');
  const search = descend(request, [contract, 'ChangeSearch']);
  const rows = search === undefined ? [] : childrenOf(search, contract, 'AbEntryRequest.ChangeSearchQuery');
  const metadata = descend(request, [contract, 'Metadata']);
  return {
    assertion: assertion === undefined ? undefined : new XMLSerializer().serializeToString(assertion),
    created: timeIn(timestamp, 'Created'),
    expires: timeIn(timestamp, 'Expires'),
    rows: rows.map((row) => [lower(row, 'SearchOn'), lower(row, 'Value')] as const),
    most: Number(textOf(descend(metadata, [contract, 'MaxResultNum'])) ?? '0'),
    attributes: (textOf(descend(metadata, [contract, 'ReturnList'])) ?? '').split(',').map((name) => name.trim()),
  };
}

const lower = (row: Element, name: string): string =>
  (textOf(descend(row, [contract, name])) ?? '').trim().toLowerCase();

function timeIn(timestamp: Element | undefined, name: string): number | undefined {
  const time = Date.parse(textOf(descend(timestamp, [ns.wsu, name])) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function only(security: Element | undefined, namespace: string, name: string): Element | undefined {
  const found = security === undefined ? [] : childrenOf(security, namespace, name);
  return found.length === 1 ? found[0] : undefined;
}
