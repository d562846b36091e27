/** Sends RSTs as a client does: two or three legs of NTLM on one connection, or a UsernameToken. */
import type { LabConnection, LabResponse } from '../../../lab/types.js';
import { header, type Lab } from './harness.js';
import { type1, type3 } from './ntlmClient.js';

export const userUrl = 'https://web1.contoso.com/Autodiscover/AutodiscoverService.svc/root/user';
export const ticketUrl = 'https://web1.contoso.com/WebTicket/WebTicketService.svc';
export const issueAction = 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/RST/Issue';
export const saml = 'http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV1.1';
export const clientEntropy = Buffer.alloc(32, 0x5a);

export interface Rst {
  readonly tokenType?: string;
  readonly requestType?: string;
  readonly appliesTo?: string;
  readonly claim?: string;
  readonly dialect?: string;
  readonly entropy?: string | null;
  readonly keyType?: string;
  readonly header?: string;
  readonly context?: string;
}

export function rst(parts: Rst = {}): string {
  const claims =
    parts.claim === undefined
      ? ''
      : `<wst:Claims Dialect="${parts.dialect ?? 'urn:component:Microsoft.Rtc.WebAuthentication.2010:authclaims'}"><auth:ClaimType xmlns:auth="http://schemas.xmlsoap.org/ws/2006/12/authorization" Uri="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/uri" Optional="false"><auth:Value>${parts.claim}</auth:Value></auth:ClaimType></wst:Claims>`;
  const entropy =
    parts.entropy === null
      ? ''
      : `<wst:Entropy><wst:BinarySecret>${parts.entropy ?? clientEntropy.toString('base64')}</wst:BinarySecret></wst:Entropy>`;
  return `<?xml version="1.0"?>\r\n<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wst="http://docs.oasis-open.org/ws-sx/ws-trust/200512">${parts.header ?? ''} <soap:Body><wst:RequestSecurityToken Context="${parts.context ?? '0f1e2d3c'}"> <wst:TokenType>${parts.tokenType ?? saml}</wst:TokenType> <wst:RequestType>${parts.requestType ?? 'http://schemas.xmlsoap.org/ws/2005/02/trust/Issue'}</wst:RequestType> <wsp:AppliesTo xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy"><wsa:EndpointReference xmlns:wsa="http://www.w3.org/2005/08/addressing"><wsa:Address>${parts.appliesTo ?? userUrl}</wsa:Address></wsa:EndpointReference></wsp:AppliesTo>${claims}${entropy}<wst:KeyType>${parts.keyType ?? 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/SymmetricKey'}</wst:KeyType></wst:RequestSecurityToken></soap:Body></soap:Envelope>`;
}

const wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';

export function usernameToken(
  user: string,
  password: string,
  encode = (value: string): string => Buffer.from(value).toString('base64'),
): string {
  return `<soap:Header><Security xmlns="${wsse}"><UsernameToken><Username>${encode(user)}</Username><Password Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText">${encode(password)}</Password></UsernameToken></Security></soap:Header>`;
}

export const soapHeaders: readonly (readonly [string, string])[] = [
  ['Content-Type', 'text/xml'],
  ['SOAPAction', `"${issueAction}"`],
];

export interface Account {
  readonly userName: string;
  readonly password: string;
}

/** Both legs of NTLM, then the answer to the POST. */
export async function postWithNtlm(
  lab: Lab,
  account: Account,
  options: {
    readonly url?: string;
    readonly body?: string;
    readonly headers?: readonly (readonly [string, string])[];
    readonly connection?: LabConnection;
    readonly scheme?: string;
  } = {},
): Promise<LabResponse> {
  const url = options.url ?? ticketUrl;
  const scheme = options.scheme ?? 'NTLM';
  const connection = options.connection ?? lab.connect();
  const [domain = '', user = ''] = account.userName.split('\\');
  const negotiate = type1();
  const headers = options.headers ?? soapHeaders;
  const first = await lab.send(url, {
    connection,
    body: '',
    headers: [...headers, ['Authorization', `${scheme} ${negotiate.toString('base64')}`]],
  });
  const challenge = Buffer.from(header(first, 'WWW-Authenticate')?.split(' ')[1] ?? '', 'base64');
  const { message } = type3({ user, domain, password: account.password, negotiate, challenge, mic: true });
  return lab.send(url, {
    connection,
    body: options.body ?? rst(),
    headers: [...headers, ['Authorization', `${scheme} ${message.toString('base64')}`]],
  });
}

/** Cuts the assertion out of the answer as text, as clients do. */
export function assertionOf(response: LabResponse): string {
  return /<saml:Assertion.*<\/saml:Assertion>/s.exec(response.body.toString('utf8'))?.[0] ?? '';
}

export const opaque = (assertion: string): readonly [string, string] => [
  'X-MS-WebTicket',
  `opaque=${Buffer.from(assertion, 'utf8').toString('base64')}`,
];
