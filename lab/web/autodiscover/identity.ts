// Who asks for a User document: by web ticket or by OAuth token, with the refusals of each (web.md 4.1, 4.2 and 6.1).
import { decodeBase64 } from '../webTicket/requestSecurityToken.js';
import { oauthChallenge } from '../oauth/challenge.js';
import type { Answer } from '../shell/answer.js';
import { diagnostics, diagnosticsHeader, type Diagnostic } from '../shell/diagnostics.js';
import { errorPage } from '../shell/errorPages.js';
import type { WebRequest } from '../shell/request.js';
import type { WebTokenVerdict } from '../oauth/webToken.js';
import type { Services } from '../services.js';
import { findAccount, hasOAuth, webOrigin } from '../topology.js';

export type Identity =
  | {
      readonly ok: true;
      readonly sipAddress: string;
      /** URI of the conference that a guest came for. */
      readonly conference?: string;
    }
  | { readonly ok: false; readonly answer: Answer };

/** The user behind `X-MS-WebTicket`; Bearer is taken too, as the reference samples send it to these addresses. */
export async function identifyByTicket(services: Services, request: WebRequest): Promise<Identity> {
  const header = request.header('X-MS-WebTicket');
  const bearer = bearerToken(request);
  if (header === undefined) {
    if (bearer === undefined || !hasOAuth(services.deployment.version)) return ticketChallenge(services, request);
    const verdict = services.tokens.verify(bearer);
    return verdict.ok ? verdict : ticketChallenge(services, request, tokenDiagnostic(verdict.why));
  }
  const opaque =
    /^\s*opaque=(.*)$/is
      .exec(header)?.[1]
      ?.trim()
      .replace(/^"(.*)"$/, '$1') ?? '';
  if (opaque.startsWith('cwt=')) {
    const verdict = services.tokens.verify(opaque);
    return verdict.ok ? verdict : ticketChallenge(services, request, diagnostics.webTicketInvalid);
  }
  const assertion = decodeBase64(opaque);
  if (assertion === undefined) return ticketChallenge(services, request, diagnostics.webTicketInvalid);
  const verdict = await services.tickets.verify(assertion.toString('utf8'));
  if (!verdict.ok) {
    const why = {
      unreadable: diagnostics.webTicketInvalid,
      'not-yet-valid': diagnostics.webTicketInvalid,
      unverifiable: diagnostics.webTicketUnverifiable,
      expired: diagnostics.webTicketExpired,
    }[verdict.why];
    return ticketChallenge(services, request, why);
  }
  if (!services.policy.ticketsShared && isOfAnother(services, assertion.toString('utf8'), request.lab.frontEnd)) {
    return ticketChallenge(services, request, diagnostics.webTicketUnverifiable);
  }
  return audienceCovers(verdict.audience, request.lab.url)
    ? { ok: true, sipAddress: verdict.sipAddress }
    : ticketChallenge(services, request, diagnostics.webTicketWrongAudience);
}

/** The user behind `Authorization: Bearer cwt=…`. */
export function identifyByToken(services: Services, request: WebRequest): Identity {
  const bearer = bearerToken(request);
  const challenge = oauthChallenge(services.deployment, request.lab.pool, request.lab.site, services.policy);
  if (bearer === undefined) return { ok: false, answer: errorPage(401, challenge) };
  const verdict = services.policy.tokensAccepted
    ? verifyToken(services, bearer, request.lab.url.hostname)
    : ({ ok: false, why: 'invalid' } as const);
  if (verdict.ok) return verdict;
  const diagnostic = diagnosticsHeader(tokenDiagnostic(verdict.why), request.lab.frontEnd, 'wsse:FailedAuthentication');
  if (verdict.why === 'expired') return { ok: false, answer: errorPage(401, [...challenge, diagnostic]) };
  const warning: readonly [string, string] = ['Warning', `120 ${request.lab.frontEnd} "InvalidToken"`];
  return { ok: false, answer: errorPage(403, [warning, diagnostic, ...challenge]) };
}

/** Tokens of the web services' own making, and those of who issues them in their place. */
export function verifyToken(services: Services, bearer: string, host: string): WebTokenVerdict {
  const { modern } = services.policy;
  if (modern === undefined || bearer.startsWith('cwt=')) return services.tokens.verify(bearer);
  const verdict = modern.verify(bearer, host);
  if (!verdict.ok) return verdict;
  const user = findAccount(services.deployment, '', verdict.upn);
  return user === undefined ? { ok: false, why: 'invalid' } : { ok: true, sipAddress: user.sipAddress };
}

/** The 401 that says where web tickets come from. No WWW-Authenticate: NTLM is not accepted here. */
export function ticketChallenge(
  services: Services,
  request: WebRequest,
  diagnostic?: Diagnostic,
): Identity & { readonly ok: false } {
  const url = `${webOrigin(request.lab.pool, request.lab.site, services.policy)}/WebTicket/WebTicketService.svc`;
  const headers: (readonly [string, string])[] = [
    ['X-MS-WebTicketURL', url],
    // The value's syntax is unverified.
    ['X-MS-WebTicketSupported', 'cwt,saml'],
  ];
  if (diagnostic !== undefined) {
    headers.push(diagnosticsHeader(diagnostic, request.lab.frontEnd, 'wsse:FailedAuthentication'));
  }
  return { ok: false, answer: errorPage(401, headers) };
}

function tokenDiagnostic(why: 'invalid' | 'expired'): Diagnostic {
  return why === 'expired' ? diagnostics.oauthTokenExpired : diagnostics.oauthTokenInvalid;
}

/** Each server knows the tickets it signed itself. */
export function isOfAnother(services: Services, assertion: string, frontEnd: string): boolean {
  const id = /AssertionID="([^"]+)"/.exec(assertion)?.[1] ?? '';
  const issuer = services.ticketIssuers.get(id);
  return issuer !== undefined && issuer !== frontEnd;
}

/** What follows "Bearer" in Authorization. */
export function bearerToken(request: WebRequest): string | undefined {
  return /^\s*bearer\s+(\S+)\s*$/i.exec(request.header('Authorization') ?? '')?.[1];
}

/** A ticket is good for the address it was asked for and what lies below; query and case do not count. */
export function audienceCovers(audience: string, target: URL): boolean {
  if (!URL.canParse(audience)) return false;
  const allowed = new URL(audience);
  if (allowed.protocol !== target.protocol || allowed.hostname.toLowerCase() !== target.hostname.toLowerCase())
    return false;
  const path = allowed.pathname.toLowerCase().replace(/\/+$/, '');
  const asked = target.pathname.toLowerCase().replace(/\/+$/, '');
  return path !== '' && (asked === path || asked.startsWith(`${path}/`));
}
