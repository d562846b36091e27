// AD FS usernamemixed: name and password for a signed token that OrgID takes (web.md 12.4; WS-Trust February 2005 and 1.3).
import type { FrontRequest } from '../../network/exchange.js';
import type { LabResponse } from '../../types.js';
import { ns } from '../webTicket/namespaces.js';
import type { Ticket } from '../webTicket/assertion.js';
import { xmlText } from '../xml.js';
import { orgIdAudience, type OrgIdAuthority } from './authority.js';
import { isFresh, readTrustRequest, trust2005, type TrustRequest } from './trustRequest.js';

/** Lower-case paths, and the version of WS-Trust that each takes. */
export const adfsPaths: Readonly<Record<string, string>> = {
  '/adfs/services/trust/2005/usernamemixed': trust2005,
  '/adfs/services/trust/13/usernamemixed': ns.wst,
};

/** Answers one POST to such an address. */
export async function answerAdfs(
  authority: OrgIdAuthority,
  request: FrontRequest,
  trust: string,
): Promise<LabResponse> {
  const asked = readTrustRequest(request.body.toString('utf8'));
  if (asked?.trust !== trust) return fault('ActionNotSupported', 'The message cannot be processed at the receiver.');
  // WCF never says more than this about a stale or missing timestamp.
  if (!isFresh(asked, authority.environment.now())) {
    return fault('InvalidSecurity', 'An error occurred when verifying security for the message.');
  }
  const { usernameToken } = asked;
  const user = usernameToken === undefined ? undefined : authority.findUser(usernameToken.userName);
  if (
    usernameToken === undefined ||
    user?.password !== usernameToken.password ||
    authority.realmOf(user.upn) !== 'federated'
  ) {
    return fault('FailedAuthentication', 'ID3242: The security token could not be authenticated or authorized.');
  }
  if (asked.appliesTo !== orgIdAudience) {
    return fault('RequestFailed', 'MSIS3020: The relying party trust could not be located.');
  }
  return soap(200, granted(asked, await authority.issueAtSts(user)));
}

function granted({ trust, appliesTo }: TrustRequest, { xml, created, expires }: Ticket): string {
  const response =
    `<t:RequestSecurityTokenResponse xmlns:t="${trust}">` +
    `<t:Lifetime><wsu:Created xmlns:wsu="${ns.wsu}">${created.toISOString()}</wsu:Created>` +
    `<wsu:Expires xmlns:wsu="${ns.wsu}">${expires.toISOString()}</wsu:Expires></t:Lifetime>` +
    `<wsp:AppliesTo xmlns:wsp="${ns.wsp}"><wsa:EndpointReference xmlns:wsa="${ns.wsa}">` +
    `<wsa:Address>${xmlText(appliesTo)}</wsa:Address></wsa:EndpointReference></wsp:AppliesTo>` +
    `<t:RequestedSecurityToken>${xml}</t:RequestedSecurityToken>` +
    '<t:TokenType>urn:oasis:names:tc:SAML:1.0:assertion</t:TokenType></t:RequestSecurityTokenResponse>';
  if (trust === trust2005) return response;
  return (
    `<t:RequestSecurityTokenResponseCollection xmlns:t="${trust}">${response}` +
    '</t:RequestSecurityTokenResponseCollection>'
  );
}

function fault(code: string, text: string): LabResponse {
  return soap(
    500,
    '<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode>' +
      `<s:Value xmlns:a="${ns.wsse}">a:${code}</s:Value></s:Subcode></s:Code>` +
      `<s:Reason><s:Text xml:lang="en-US">${xmlText(text)}</s:Text></s:Reason></s:Fault>`,
  );
}

function soap(status: number, body: string): LabResponse {
  return {
    status,
    headers: [
      ['Content-Type', 'application/soap+xml; charset=utf-8'],
      ['Server', 'Microsoft-HTTPAPI/2.0'],
    ],
    body: Buffer.from(`<s:Envelope xmlns:s="${ns.soap12}"><s:Body>${body}</s:Body></s:Envelope>`, 'utf8'),
  };
}
