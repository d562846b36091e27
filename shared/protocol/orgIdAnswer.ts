/**
 * What OrgID or an AD FS answers: a token, kept byte for byte, or a fault with what it means.
 * [WS-Trust February 2005 6; SOAP 1.2 5.4; "Passport SOAP faults"]
 */
import { failed } from '../failure.js';
import { parseSoapFault } from './soapFault.js';
import { sliceElement } from './tokenResponse.js';
import { childOf, firstOf, parseXml, type XmlElement } from './xml.js';

export interface IssuedToken {
  /** The element inside RequestedSecurityToken exactly as received: EncryptedData, an assertion or a binary token. */
  readonly token: string;
  readonly tokenName: string;
  /** ISO 8601 as sent. */
  readonly created: string | undefined;
  readonly expires: string | undefined;
}

/** Why there is no token, as far as the codes and texts are known. */
export type TokenRefusal =
  | 'wrong-password'
  | 'password-expired'
  | 'second-factor' // a password alone will not do
  | 'federated' // the account signs in at a server of its organisation
  | 'unknown-account'
  | 'not-allowed' // rules of the organisation, e.g. by place
  | 'clock' // the timestamp of the request is not believed
  | 'other';

export interface TokenFault {
  readonly refusal: TokenRefusal;
  /** Numbers as sent, the inner one first; '' without one. */
  readonly code: string;
  readonly text: string;
}

export type TokenAnswer =
  { readonly kind: 'token'; readonly issued: IssuedToken } | { readonly kind: 'fault'; readonly fault: TokenFault };

/**
 * OrgID puts faults inside a 200, others use 500: the document says what it is.
 * @param who names the sender in failures: "OrgID"
 * @throws FailureError parse/malformed_document, parse/unexpected_document when it is neither
 */
export function parseTokenAnswer(text: string, who: string): TokenAnswer {
  const plain = text.replace(/^\uFEFF/, '').trimStart();
  const envelope = parseXml(plain, `answer of ${who}`);
  const body = envelope.name === 'Envelope' ? childOf(envelope, 'Body') : undefined;
  if (body !== undefined && childOf(body, 'Fault') !== undefined)
    return { kind: 'fault', fault: readFault(body, plain) };
  const response = body === undefined ? undefined : firstOf(body, 'RequestSecurityTokenResponse');
  const requested = response === undefined ? undefined : firstOf(response, 'RequestedSecurityToken');
  const element = requested?.children[0];
  if (response === undefined || element === undefined) {
    throw failed('parse', 'unexpected_document', `The answer of ${who} holds neither a token nor a fault.`);
  }
  return {
    kind: 'token',
    issued: {
      token: cut(plain, element, who),
      tokenName: element.name,
      created: lifetime(response, 'Created'),
      expires: lifetime(response, 'Expires'),
    },
  };
}

/** The element as text that stands by itself: it is sent on as it came, in another document. */
function cut(text: string, element: XmlElement, who: string): string {
  const holder = sliceElement(text, 'RequestedSecurityToken') ?? '';
  const inner = holder.slice(holder.indexOf('>') + 1);
  const token = sliceElement(inner, element.name);
  try {
    if (token !== undefined && parseXml(token, 'token').name === element.name) return token;
  } catch {
    // said below
  }
  throw failed(
    'parse',
    'unexpected_document',
    `The token of ${who} cannot be sent on: it does not declare all of its own namespaces.`,
  );
}

function lifetime(response: XmlElement, name: string): string | undefined {
  const found = firstOf(response, 'Lifetime');
  const text = found === undefined ? undefined : childOf(found, name)?.text;
  return text === '' ? undefined : text;
}

function readFault(body: XmlElement, text: string): TokenFault {
  const soap = parseSoapFault(text);
  const error = firstOf(body, 'error');
  const inner = error === undefined ? undefined : childOf(error, 'internalerror');
  const outerCode = error === undefined ? '' : (childOf(error, 'value')?.text ?? '');
  const innerCode = inner === undefined ? '' : (childOf(inner, 'code')?.text ?? '');
  const said = (inner === undefined ? undefined : childOf(inner, 'text')?.text) ?? soap.reason;
  return {
    refusal: refusalOf([innerCode, outerCode], soap.code, said),
    code: [innerCode, outerCode].filter((code) => code !== '').join(' '),
    text: said,
  };
}

const byCode: Readonly<Record<string, TokenRefusal>> = {
  '0x80048821': 'wrong-password',
  '0x80048831': 'password-expired',
  '0x80048827': 'password-expired',
  '0x800434d4': 'second-factor',
  '0x800478ac': 'unknown-account',
  '0x80047860': 'federated',
};

const byText: readonly (readonly [RegExp, TokenRefusal])[] = [
  [/multi-?factor|AADSTS5007[69]|AADSTS50074/i, 'second-factor'],
  [/account must be added|user account does not exist|no tenant-identifying information/i, 'unknown-account'],
  [/MSIS3126/i, 'not-allowed'],
  [/password[^.]{0,40}expired|AADSTS50055/i, 'password-expired'],
  [/error validating credentials|AADSTS50126/i, 'wrong-password'],
];

/** The words say more than the codes where both speak; the outer code is the same for most. */
function refusalOf(codes: readonly [inner: string, outer: string], fault: string, text: string): TokenRefusal {
  const [inner, outer] = codes.map((code) => byCode[code.toLowerCase()]);
  const told = byText.find(([pattern]) => pattern.test(text))?.[1];
  if (told !== undefined) return told;
  if (inner !== undefined) return inner;
  // An inner code that is not known says that it is not simply the password.
  if (codes[0] !== '') return 'other';
  if (outer !== undefined) return outer;
  if (fault === 'FailedAuthentication.ExpiredPassword' || fault.endsWith('ExpiredPassword')) return 'password-expired';
  if (fault === 'FailedAuthentication') return 'wrong-password';
  return fault === 'InvalidSecurity' || fault === 'MessageExpired' ? 'clock' : 'other';
}
