/**
 * What the web ticket service announces at /mex: one port a way to sign in. WSDL comes plain, in wsx:Metadata, or in
 * a SOAP envelope around that. [WS-MetadataExchange 1.1; WSDL 1.1; MS-OCAUTHWS]
 */
import { failed } from '../failure.js';
import { ns, uri } from './namespaces.js';
import { allOf, attributeOf, childOf, escapeXml, firstOf, parseXml, type XmlElement } from './xml.js';

export type BindingKind =
  | 'windows' // NTLM or Negotiate at the base address
  | 'username' // WS-Security UsernameToken at /Auth
  | 'certificate'
  | 'pin'
  | 'anonymous' // conference key
  | 'federated' // WS-Federation or Live ID token
  | 'other';

export interface TicketBinding {
  readonly port: string;
  /** Address as sent. */
  readonly location: string;
  readonly kind: BindingKind;
}

export interface TicketMetadata {
  readonly bindings: readonly TicketBinding[];
  /** af:OAuth authorizationUri: modern authentication is offered. */
  readonly authorizationUri: string | undefined;
  /** af:MSWebAuthentication LiveIdEnvironment: PRODUCTION, PPE or INT. */
  readonly liveIdEnvironment: string | undefined;
}

/** One port of a service description, with the policy that goes for it. */
export interface AnnouncedPort {
  readonly name: string;
  /** Address as sent. */
  readonly location: string;
  readonly policy: XmlElement | undefined;
}

/**
 * The ports with an address, of every WSDL in the answer.
 * @param what names the service in failures: "web ticket service"
 * @throws FailureError parse/malformed_document, parse/unexpected_document when no port with an address is in it
 */
export function announcedPorts(
  text: string,
  what: string,
): {
  readonly document: XmlElement;
  readonly ports: readonly AnnouncedPort[];
} {
  const document = parseXml(text, `metadata of the ${what}`);
  const definitions = allOf(document, 'definitions');
  if (definitions.length === 0) {
    throw failed(
      'parse',
      'unexpected_document',
      `The metadata of the ${what} holds no WSDL; its root element is ${document.name}.`,
    );
  }
  const policies = new Map<string, XmlElement>();
  for (const policy of definitions.flatMap((wsdl) => allOf(wsdl, 'Policy'))) {
    const id = attributeOf(policy, 'Id');
    if (id !== undefined && !policies.has(id)) policies.set(id, policy);
  }
  const ports = definitions.flatMap((wsdl) => allOf(wsdl, 'port').flatMap((port) => portOf(port, wsdl, policies)));
  if (ports.length === 0) {
    throw failed('parse', 'unexpected_document', `The metadata of the ${what} announces no port with an address.`);
  }
  return { document, ports };
}

/** @throws FailureError parse/malformed_document, parse/unexpected_document when no port with an address is in it */
export function parseTicketMetadata(text: string): TicketMetadata {
  const { document, ports } = announcedPorts(text, 'web ticket service');
  const oauth = firstOf(document, 'OAuth');
  const environment = firstOf(document, 'LiveIdEnvironment')?.text;
  return {
    bindings: ports.map(({ name, location, policy }) => ({
      port: name,
      location,
      kind: kindOf(name, location, policy),
    })),
    authorizationUri: oauth === undefined ? undefined : attributeOf(oauth, 'authorizationUri'),
    liveIdEnvironment: environment === '' ? undefined : environment,
  };
}

function portOf(
  port: XmlElement,
  wsdl: XmlElement,
  policies: ReadonlyMap<string, XmlElement>,
): readonly AnnouncedPort[] {
  const address = childOf(port, 'address');
  const location = address === undefined ? '' : (attributeOf(address, 'location') ?? '');
  const name = attributeOf(port, 'name') ?? '';
  return location === '' ? [] : [{ name, location, policy: policyOf(port, name, wsdl, policies) }];
}

/** The port's binding refers to its policy; where the reference is missing the policy is named after the port. */
function policyOf(
  port: XmlElement,
  name: string,
  wsdl: XmlElement,
  policies: ReadonlyMap<string, XmlElement>,
): XmlElement | undefined {
  const bindingName = (attributeOf(port, 'binding') ?? '').replace(/^.*:/, '');
  const binding = wsdl.children.find((child) => child.name === 'binding' && attributeOf(child, 'name') === bindingName);
  const reference = binding === undefined ? undefined : firstOf(binding, 'PolicyReference');
  const id = (reference === undefined ? '' : (attributeOf(reference, 'URI') ?? '')).replace(/^#/, '');
  return policies.get(id) ?? policies.get(`${name}_policy`);
}

/** What the policy asserts goes first, then the address as the product spells it, then the port's name. */
function kindOf(name: string, location: string, policy: XmlElement | undefined): BindingKind {
  const asserts = (assertion: string): boolean => policy !== undefined && firstOf(policy, assertion) !== undefined;
  if (asserts('MSWebAuthentication')) return 'federated';
  if (asserts('NegotiateAuthentication') || asserts('NtlmAuthentication')) return 'windows';
  if (asserts('UsernameToken')) return 'username';
  if (asserts('X509Token')) return 'certificate';
  const suffix = /\.svc\/([^/?#]*)/i.exec(location)?.[1]?.toLowerCase() ?? '';
  if (suffix.startsWith('wsfed')) return 'federated';
  if (suffix === 'auth') return 'username';
  if (suffix === 'cert') return 'certificate';
  if (suffix === 'pin') return 'pin';
  if (suffix === 'anon') return 'anonymous';
  return /win(negotiate|ntlm)/i.test(name) ? 'windows' : 'other';
}

/** The WS-Transfer Get that Microsoft's mobile client posts to /mex; `service` is the address without /mex. */
export function transferGet(service: string): string {
  return (
    `<soap12:Envelope xmlns:soap12="${ns.soap12}" xmlns:wsa="${ns.addressing}"><soap12:Header>` +
    `<wsa:Action soap12:mustUnderstand="1">${uri.transferGet}</wsa:Action>` +
    `<wsa:ReplyTo><wsa:Address>${uri.anonymous}</wsa:Address></wsa:ReplyTo>` +
    `<wsa:To soap12:mustUnderstand="1">${escapeXml(service)}</wsa:To>` +
    '</soap12:Header><soap12:Body/></soap12:Envelope>'
  );
}
