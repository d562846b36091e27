// WsFed_bearer: a web ticket for a token of OrgID (web.md 5.2 and 12.3).
import { childrenOf, descend, parseXml, textOf } from '../xml.js';
import type { Answer } from '../shell/answer.js';
import { diagnostics } from '../shell/diagnostics.js';
import type { WebRequest } from '../shell/request.js';
import type { Services } from '../services.js';
import { sipAddressOf } from '../topology.js';
import { diagnosticsFault, invalidSecurity } from '../webTicket/fault.js';
import { ns } from '../webTicket/namespaces.js';
import { issue, withTokenRequest } from '../webTicket/service.js';
import type { OrgIdAuthority } from './authority.js';
import { skewMs } from './trustRequest.js';

/** Answers one POST to …/WsFed_bearer. */
export function answerBearer(services: Services, orgId: OrgIdAuthority, request: WebRequest): Promise<Answer> {
  return withTokenRequest(request, async (rst) => {
    const envelope = parseXml(request.lab.body.toString('utf8')) ?? undefined;
    const security = descend(envelope, [ns.soap11, 'Header'], [ns.wsse, 'Security']);
    const [token, ...others] = security === undefined ? [] : childrenOf(security, ns.xenc, 'EncryptedData');
    if (security === undefined || token === undefined || others.length > 0) {
      return diagnosticsFault(diagnostics.noValidSecurityToken);
    }
    const now = services.environment.now();
    const expires = Date.parse(textOf(descend(security, [ns.wsu, 'Timestamp'], [ns.wsu, 'Expires'])) ?? '');
    if (!(expires > now - skewMs)) return invalidSecurity();
    const verdict = await orgId.open(token);
    if (!verdict.ok || !isForHere(verdict.audience, request.lab.url)) {
      return diagnosticsFault(diagnostics.noValidSecurityToken);
    }
    const upn = verdict.sipAddress.toLowerCase();
    const user = services.deployment.users.find((one) => one.upn.toLowerCase() === upn);
    const claimed = rst.claimedUri === undefined ? undefined : sipAddressOf(rst.claimedUri)?.toLowerCase();
    const isOwner = claimed === undefined || claimed === user?.sipAddress.toLowerCase();
    // Since the service was retired nobody is enabled for it.
    if (user === undefined || !isOwner || services.policy.online === 'retired') {
      return diagnosticsFault(diagnostics.userNotSipEnabled);
    }
    return issue(services, request, rst, user, 'password');
  });
}

function isForHere(audience: string, url: URL): boolean {
  return audience.toLowerCase() === `${url.origin}${url.pathname}`.toLowerCase();
}
