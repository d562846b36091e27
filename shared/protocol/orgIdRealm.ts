/** Where an account of Microsoft's online services signs in: the answer of getuserrealm.srf, as XML or JSON. */
import { failed } from '../failure.js';
import { parseJsonObject, stringOf } from './json.js';
import { childOf, parseXml } from './xml.js';

export interface UserRealm {
  /** 'managed': at OrgID itself. 'federated': at a server of the organisation. 'unknown': nobody has the domain. */
  readonly kind: 'managed' | 'federated' | 'unknown';
  readonly domain: string | undefined;
  /** As the organisation calls itself. */
  readonly brand: string | undefined;
  /** Where a federated account signs in with a password; as sent. */
  readonly stsUrl: string | undefined;
}

/** The address to ask. @param login user@domain */
export function realmUrl(host: string, login: string): string {
  return `https://${host}/getuserrealm.srf?login=${encodeURIComponent(login)}&xml=1`;
}

/** @throws FailureError parse/malformed_document, parse/unexpected_document when it names no kind of realm */
export function parseUserRealm(text: string): UserRealm {
  const isXml = text
    .replace(/^\uFEFF/, '')
    .trimStart()
    .startsWith('<');
  const field = isXml ? fieldsOfXml(text) : fieldsOfJson(text);
  const kind = kindOf(field('NameSpaceType'));
  if (kind === undefined) {
    throw failed('parse', 'unexpected_document', 'The answer does not say what kind of realm the account belongs to.');
  }
  return {
    kind,
    domain: field('DomainName'),
    brand: field('FederationBrandName'),
    stsUrl: field('STSAuthURL'),
  };
}

type Field = (name: string) => string | undefined;

function fieldsOfXml(text: string): Field {
  const root = parseXml(text.replace(/^\uFEFF/, '').trimStart(), 'answer about the realm');
  if (root.name !== 'RealmInfo') {
    throw failed('parse', 'unexpected_document', `The answer about the realm is no RealmInfo; it is ${root.name}.`);
  }
  return (name) => present(childOf(root, name)?.text);
}

function fieldsOfJson(text: string): Field {
  const object = parseJsonObject(text, 'answer about the realm');
  return (name) => present(stringOf(object, name));
}

const present = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

function kindOf(text: string | undefined): UserRealm['kind'] | undefined {
  switch (text?.toLowerCase()) {
    case 'managed':
      return 'managed';
    case 'federated':
      return 'federated';
    case 'unknown':
      return 'unknown';
    default:
      return undefined;
  }
}
