// WebTicketService.svc: metadata, Windows authentication at the base address, user name and password at /Auth
// ([MS-OCAUTHWS] 3.2, web.md 5).
import type { LabUser } from '../../types.js';
import { bearerToken, verifyToken } from '../autodiscover/identity.js';
import { aspNetAnswer, withHeaders, type Answer } from '../shell/answer.js';
import { diagnostics, diagnosticsHeader } from '../shell/diagnostics.js';
import { errorPage } from '../shell/errorPages.js';
import type { WebRequest } from '../shell/request.js';
import { servicePage } from '../shell/servicePage.js';
import type { Services } from '../services.js';
import { findAccount, hasOAuth, isOwnWebHost, sipAddressOf, splitAccount, webOrigin } from '../topology.js';
import { ticketLifetime } from './assertion.js';
import { actionNotSupported, diagnosticsFault, trustFault } from './fault.js';
import { answerMetadataExchange, badMessage, unsupportedMediaType } from './metadataExchange.js';
import { uri } from './namespaces.js';
import { decodeBase64, readTokenRequest, type TokenRequest } from './requestSecurityToken.js';
import { makeProofKey, writeTokenResponse, type IssuedToken } from './tokenResponse.js';
import type { Port, Service } from './wsdl.js';

/** Lower-case path of the service. */
export const webTicketPath = '/webticket/webticketservice.svc';

const issueHeader = `"${uri.issueAction}"`;
const tokenPaths: readonly string[] = ['/auth', '/cert', '/anon'];

/** Answers any request at or below the service's path. */
export async function answerWebTicket(services: Services, request: WebRequest): Promise<Answer> {
  const below = request.path.slice(webTicketPath.length);
  if (below === '/mex') return answerMetadataExchange(request, webTicketPath, describe(services, request));
  if (below === '' && request.method === 'GET') return servicePage('WebTicketService', request);
  // WCF finds no message in a GET and says so without a page; scanners know a server on premises by it.
  if (request.method === 'GET' && tokenPaths.includes(below)) return badMessage();
  if (request.method !== 'POST') return errorPage(405, [['Allow', 'POST']]);
  switch (below) {
    case '':
      return answerWindows(services, request);
    case '/auth':
      return services.policy.usernameTokenAuth ? answerUsernameToken(services, request) : errorPage(404);
    case '/cert':
      return withTokenRequest(request, () => diagnosticsFault(diagnostics.noValidSecurityToken));
    case '/anon':
      return hasOAuth(services.deployment.version)
        ? withTokenRequest(request, () => diagnosticsFault(diagnostics.noValidSecurityToken))
        : errorPage(404);
    default:
      return errorPage(404);
  }
}

// The ports that the policy leaves switched on (web.md 5.1). Names other than WinNegotiate's follow its pattern.
function describe(services: Services, request: WebRequest): Service {
  const { deployment, policy } = services;
  const base = `${webOrigin(request.lab.pool, request.lab.site, policy)}/WebTicket/WebTicketService.svc`;
  const ports: Port[] = [];
  if (policy.windowsAuth !== 'none') {
    ports.push({ name: 'WebTicketServiceWinNegotiate', location: base, authentication: { kind: 'windows' } });
  }
  ports.push({ name: 'WebTicketServiceCert', location: `${base}/cert`, authentication: { kind: 'certificate' } });
  if (policy.usernameTokenAuth) {
    ports.push({ name: 'WebTicketServiceAuth', location: `${base}/Auth`, authentication: { kind: 'username' } });
  }
  if (hasOAuth(deployment.version)) {
    ports.push({ name: 'WebTicketServiceAnon', location: `${base}/Anon`, authentication: { kind: 'anonymous' } });
  }
  return {
    name: 'WebTicketService',
    contract: 'IWebTicketService',
    operation: 'IssueToken',
    action: uri.issueAction,
    ports,
  };
}

/** A token of modern authentication at the base address stands for its user. */
async function answerBearer(services: Services, request: WebRequest, bearer: string): Promise<Answer> {
  const verdict = verifyToken(services, bearer, request.lab.url.hostname);
  const user = verdict.ok
    ? services.deployment.users.find(({ sipAddress }) => sipAddress === verdict.sipAddress)
    : undefined;
  if (user === undefined) {
    const why = diagnostics[!verdict.ok && verdict.why === 'expired' ? 'oauthTokenExpired' : 'oauthTokenInvalid'];
    return errorPage(403, [diagnosticsHeader(why, request.lab.frontEnd, 'wsse:FailedAuthentication')]);
  }
  return withTokenRequest(request, (rst) =>
    refuseIdentity(user, rst)
      ? errorPage(403, [
          diagnosticsHeader(diagnostics.userNotSipEnabled, request.lab.frontEnd, 'wsse:FailedAuthentication'),
        ])
      : issue(services, request, rst, user, 'password'),
  );
}

async function answerWindows(services: Services, request: WebRequest): Promise<Answer> {
  const bearer = bearerToken(request);
  if (bearer !== undefined && services.policy.modern !== undefined) return answerBearer(services, request, bearer);
  // With Windows authentication switched off nothing at this address can succeed, and no scheme is offered.
  if (services.policy.windowsAuth === 'none') return errorPage(401);
  const authentication = services.windows.authenticate(request);
  if (!authentication.done) return authentication.answer;
  const answer = await withTokenRequest(request, (rst) => {
    const refusal = refuseIdentity(authentication.user, rst);
    // Failures behind Windows authentication are told in the header (web.md 5.4).
    if (refusal) {
      return errorPage(403, [
        diagnosticsHeader(diagnostics.userNotSipEnabled, request.lab.frontEnd, 'wsse:FailedAuthentication'),
      ]);
    }
    return issue(services, request, rst, authentication.user, 'windows');
  });
  return withHeaders(answer, authentication.headers);
}

function answerUsernameToken(services: Services, request: WebRequest): Promise<Answer> | Answer {
  return withTokenRequest(request, (rst) => {
    const user = rst.usernameToken === undefined ? undefined : findByUsernameToken(services, rst.usernameToken);
    if (user === undefined) return diagnosticsFault(diagnostics.noValidSecurityToken);
    if (refuseIdentity(user, rst)) return diagnosticsFault(diagnostics.userNotSipEnabled);
    return issue(services, request, rst, user, 'password');
  });
}

// Both values are Base64 of UTF-8 text (web.md 5.2).
function findByUsernameToken(
  services: Services,
  token: { readonly username: string; readonly password: string },
): LabUser | undefined {
  const typed = decodeBase64(token.username)?.toString('utf8');
  const password = decodeBase64(token.password)?.toString('utf8');
  if (typed === undefined || password === undefined) return undefined;
  const { domain, name } = splitAccount(typed);
  const user = findAccount(services.deployment, domain, name);
  return user?.password === password ? user : undefined;
}

/** True when the account may not have a ticket for what it asks: no SIP user, or another user's address. */
function refuseIdentity(user: LabUser, rst: TokenRequest): boolean {
  if (user.home === null) return true;
  return rst.claimedUri !== undefined && sipAddressOf(rst.claimedUri)?.toLowerCase() !== user.sipAddress.toLowerCase();
}

// What WCF checks before the service's own code sees a message: media type, action, XML.
export async function withTokenRequest(
  request: WebRequest,
  next: (rst: TokenRequest) => Answer | Promise<Answer>,
): Promise<Answer> {
  const contentType = request.header('Content-Type') ?? '';
  if (contentType.split(';')[0]?.trim().toLowerCase() !== 'text/xml') {
    return unsupportedMediaType(contentType, 'text/xml; charset=utf-8');
  }
  // Some clients of /Auth send no SOAPAction; WCF then goes by the body's element.
  const action = (request.header('SOAPAction') ?? issueHeader).trim().replace(/^"(.*)"$/, '$1');
  const read = readTokenRequest(request.lab.body);
  if (read.ok) return action === uri.issueAction ? next(read.request) : actionNotSupported(action);
  if (read.why === 'malformed') return badMessage();
  return action === uri.issueAction ? trustFault(read.why) : actionNotSupported(action);
}

/** Issues the ticket that was asked for, to a user who proved who they are. */
export async function issue(
  services: Services,
  request: WebRequest,
  rst: TokenRequest,
  user: LabUser,
  method: 'windows' | 'password',
): Promise<Answer> {
  const target = new URL(rst.appliesTo);
  const scheme = services.policy.linksScheme === 'http' ? /^https?:$/ : /^https:$/;
  if (!scheme.test(target.protocol) || target.port !== '' || !isOwnWebHost(services.deployment, target.hostname)) {
    return trustFault('InvalidScope');
  }
  // An address that the topology does not know, as one of a service that was never set up in it.
  if (services.policy.mcx === 'no-ticket' && /^\/mcx\//i.test(target.pathname)) return trustFault('InvalidScope');
  const proof = makeProofKey(rst);
  const token =
    rst.tokenType === 'saml' ? await samlToken(services, rst, user, method, proof.key) : compactToken(services, user);
  if (!services.policy.ticketsShared && token.assertionId !== undefined) {
    services.ticketIssuers.set(token.assertionId, request.lab.frontEnd);
  }
  return aspNetAnswer(200, 'text/xml; charset=utf-8', writeTokenResponse(rst, token, proof), [
    ['Cache-Control', 'private'],
  ]);
}

async function samlToken(
  services: Services,
  rst: TokenRequest,
  user: LabUser,
  method: 'windows' | 'password',
  proofKey: Buffer | undefined,
): Promise<IssuedToken> {
  const ticket = await services.tickets.issue({
    sipAddress: user.sipAddress,
    audience: rst.appliesTo,
    method,
    proofKey,
  });
  return { xml: ticket.xml, assertionId: ticket.id, created: ticket.created, expires: ticket.expires };
}

// How a compact ticket is wrapped in an RSTR is not published: unverified.
function compactToken(services: Services, user: LabUser): IssuedToken {
  const token = services.tokens.issue(user.sipAddress, ticketLifetime);
  const xml =
    '<BinarySecurityToken xmlns="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"' +
    ` ValueType="${uri.cwtToken}">${token.text}</BinarySecurityToken>`;
  return { xml, assertionId: undefined, created: token.issued, expires: token.expires };
}
