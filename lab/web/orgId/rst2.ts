// RST2.srf: a password or a token of the AD FS for a token of OrgID, with the faults that are known of it (web.md 12.3).
import type { FrontRequest } from '../../network/exchange.js';
import type { LabResponse, LabUser } from '../../types.js';
import { ns } from '../webTicket/namespaces.js';
import { xmlText } from '../xml.js';
import { orgIdAudience, type OrgIdAuthority, type OrgIdToken } from './authority.js';
import { isFresh, readTrustRequest, trust2005, type TrustRequest } from './trustRequest.js';

const psf = 'http://schemas.microsoft.com/Passport/SoapServices/SOAPFault';

interface OrgIdFault {
  readonly code: string;
  readonly text: string;
}

const faults = {
  invalid: { code: '0x80048820', text: 'Invalid STS request.' },
  password: { code: '0x80048821', text: 'AADSTS70002: Error validating credentials. Invalid username or password.' },
  federated: { code: '0x80047860', text: 'Direct login to WLID is not allowed for this federated namespace' },
  secondFactor: {
    code: '0x800434d4',
    text: 'AADSTS50076: Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication.',
  },
  unknown: { code: '0x80048823', text: 'AADSTS90002: No tenant-identifying information found.' },
} as const satisfies Record<string, OrgIdFault>;

/** Answers one POST. A refusal is a fault inside a 200, as clients of its time read it. */
export async function answerRst2(authority: OrgIdAuthority, request: FrontRequest): Promise<LabResponse> {
  const asked = readTrustRequest(request.body.toString('utf8'));
  if (asked?.trust !== trust2005 || !isMeant(asked, request) || !isFresh(asked, authority.environment.now())) {
    return soap(fault(faults.invalid));
  }
  const who = await identify(authority, asked);
  if ('code' in who) return soap(fault(who));
  if (who.secondFactor === true || authority.trouble === 'second-factor') return soap(fault(faults.secondFactor));
  return soap(granted(asked, await authority.issue(who, asked.appliesTo)));
}

function isMeant({ to, appliesTo }: TrustRequest, { url }: FrontRequest): boolean {
  return (
    to !== undefined &&
    URL.canParse(to) &&
    new URL(to).host === url.host &&
    /^https:\/\/[a-z0-9.]+\.lync\.com\/./i.test(appliesTo)
  );
}

async function identify(
  authority: OrgIdAuthority,
  { usernameToken, assertion }: TrustRequest,
): Promise<LabUser | OrgIdFault> {
  if (usernameToken !== undefined && assertion === undefined) {
    const realm = authority.realmOf(usernameToken.userName);
    if (realm === 'federated') return faults.federated;
    if (realm === 'unknown') return faults.unknown;
    const user = authority.findUser(usernameToken.userName);
    return user?.password === usernameToken.password ? user : faults.password;
  }
  if (assertion === undefined || usernameToken !== undefined) return faults.invalid;
  const verdict = await authority.verifyFromSts(assertion);
  if (!verdict.ok || verdict.audience !== orgIdAudience) return faults.password;
  const user = authority.findUser(verdict.sipAddress);
  return user !== undefined && authority.realmOf(user.upn) === 'federated' ? user : faults.password;
}

function granted({ appliesTo }: TrustRequest, { xml, created, expires }: OrgIdToken): string {
  return (
    `<wst:RequestSecurityTokenResponse xmlns:wst="${trust2005}">` +
    '<wst:TokenType>urn:oasis:names:tc:SAML:1.0</wst:TokenType>' +
    `<wsp:AppliesTo xmlns:wsp="${ns.wsp}"><wsa:EndpointReference xmlns:wsa="${ns.wsa}">` +
    `<wsa:Address>${xmlText(appliesTo)}</wsa:Address></wsa:EndpointReference></wsp:AppliesTo>` +
    `<wst:Lifetime><wsu:Created xmlns:wsu="${ns.wsu}">${seconds(created)}</wsu:Created>` +
    `<wsu:Expires xmlns:wsu="${ns.wsu}">${seconds(expires)}</wsu:Expires></wst:Lifetime>` +
    `<wst:RequestedSecurityToken>${xml}</wst:RequestedSecurityToken>` +
    '</wst:RequestSecurityTokenResponse>'
  );
}

const seconds = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, 'Z');

function fault({ code, text }: OrgIdFault): string {
  return (
    '<S:Fault><S:Code><S:Value>S:Sender</S:Value><S:Subcode>' +
    `<S:Value xmlns:wst="${trust2005}">wst:FailedAuthentication</S:Value></S:Subcode></S:Code>` +
    '<S:Reason><S:Text xml:lang="en-US">Authentication Failure</S:Text></S:Reason>' +
    `<S:Detail><psf:error xmlns:psf="${psf}"><psf:value>0x80048821</psf:value>` +
    `<psf:internalerror><psf:code>${code}</psf:code><psf:text>${xmlText(text)}\n</psf:text></psf:internalerror>` +
    '</psf:error></S:Detail></S:Fault>'
  );
}

function soap(body: string): LabResponse {
  return {
    status: 200,
    headers: [
      ['Cache-Control', 'no-store'],
      ['Content-Type', 'application/soap+xml; charset=utf-8'],
      ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    body: Buffer.from(
      `<?xml version="1.0" encoding="utf-8" ?><S:Envelope xmlns:S="${ns.soap12}"><S:Body>${body}</S:Body></S:Envelope>`,
      'utf8',
    ),
  };
}
