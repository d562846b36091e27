// McxService.svc, the mobility service of Lync 2010 clients: page and metadata, and the refusals of a service that takes
// web tickets (web.md 9). Its operations are not published, so none is served: who comes with a good ticket hears that.
import { XMLSerializer, type Element } from '@xmldom/xmldom';
import { httpSysError } from '../../network/pages.js';
import type { LabRequest, LabResponse } from '../../types.js';
import { audienceCovers, isOfAnother } from '../autodiscover/identity.js';
import type { Services } from '../services.js';
import type { Answer } from '../shell/answer.js';
import { diagnostics } from '../shell/diagnostics.js';
import { errorPage } from '../shell/errorPages.js';
import type { WebRequest } from '../shell/request.js';
import { servicePage } from '../shell/servicePage.js';
import { hasMcx, webOrigin } from '../topology.js';
import { actionNotSupported, diagnosticsFault, invalidSecurity } from '../webTicket/fault.js';
import { answerMetadataExchange, badMessage, unsupportedMediaType } from '../webTicket/metadataExchange.js';
import { ns } from '../webTicket/namespaces.js';
import { childrenOf, descend, parseXml } from '../xml.js';

/** Lower-case path of the service. */
export const mcxPath = '/mcx/mcxservice.svc';
const written = '/Mcx/McxService.svc';

/** What http.sys answers below /mcx while the application pool is stopped; undefined where it runs. */
export function answerStoppedMcx({ policy, deployment }: Services, request: LabRequest): LabResponse | undefined {
  if (policy.mcx !== 'down' || !hasMcx(deployment.version)) return undefined;
  if (!/^\/mcx(\/|$)/i.test(request.url.pathname)) return undefined;
  return httpSysError(503, 'Service Unavailable', 'Service Unavailable', 'The service is unavailable.');
}

/** Answers any request at or below the service's path. */
export async function answerMcx(services: Services, request: WebRequest): Promise<Answer> {
  const { deployment, policy } = services;
  if (!hasMcx(deployment.version) || policy.mcx === 'missing') return errorPage(404);
  const below = request.path.slice(mcxPath.length);
  if (below === '/mex') return answerMetadata(services, request);
  if (below !== '') return errorPage(404);
  if (request.method === 'GET') return servicePage('McxService', request);
  if (request.method !== 'POST') return errorPage(405, [['Allow', 'GET, POST']]);
  return answerCall(services, request);
}

// The names of contract, operation and port follow those of the other services: unverified.
function answerMetadata(services: Services, request: WebRequest): Answer {
  const origin = webOrigin(request.lab.pool, request.lab.site, services.policy);
  return answerMetadataExchange(request, mcxPath, {
    name: 'McxService',
    contract: 'IMcxService',
    operation: 'InitiateSession',
    action: 'http://tempuri.org/IMcxService/InitiateSession',
    ports: [
      {
        name: 'McxServiceWebTicketBearer',
        location: `${origin}${written}`,
        authentication: { kind: 'ticket', issuer: `${origin}/WebTicket/WebTicketService.svc`, proof: false },
      },
    ],
  });
}

async function answerCall(services: Services, request: WebRequest): Promise<Answer> {
  // 1. What WCF checks before any code of the service runs.
  const contentType = request.header('Content-Type') ?? '';
  if (contentType.split(';')[0]?.trim().toLowerCase() !== 'text/xml') {
    return unsupportedMediaType(contentType, 'text/xml; charset=utf-8');
  }
  const envelope = parseXml(request.lab.body.toString('utf8'));
  if (envelope === null || envelope.namespaceURI !== ns.soap11 || envelope.localName !== 'Envelope') {
    return badMessage();
  }
  // 2. The ticket, with a Timestamp beside it.
  const refusal = await refuseCaller(
    services,
    request,
    descend(envelope, [ns.soap11, 'Header'], [ns.wsse, 'Security']),
  );
  if (refusal !== undefined) return refusal;
  // 3. Which operations there are is not published.
  return actionNotSupported((request.header('SOAPAction') ?? '').trim().replace(/^"(.*)"$/, '$1'));
}

async function refuseCaller(
  services: Services,
  request: WebRequest,
  security: Element | undefined,
): Promise<Answer | undefined> {
  const [shown, ...more] = security === undefined ? [] : childrenOf(security, ns.saml, 'Assertion');
  if (security === undefined || shown === undefined) return diagnosticsFault(diagnostics.noValidSecurityToken);
  const assertion = new XMLSerializer().serializeToString(shown);
  const verdict = await services.tickets.verify(assertion);
  if (!verdict.ok) {
    const why = {
      unreadable: diagnostics.webTicketInvalid,
      'not-yet-valid': diagnostics.webTicketInvalid,
      unverifiable: diagnostics.webTicketUnverifiable,
      expired: diagnostics.webTicketExpired,
    }[verdict.why];
    return diagnosticsFault(why);
  }
  if (!services.policy.ticketsShared && isOfAnother(services, assertion, request.lab.frontEnd)) {
    return diagnosticsFault(diagnostics.webTicketUnverifiable);
  }
  // A ticket for another service, 28032 [skype-docs and field reports: web.md 5.4].
  if (!audienceCovers(verdict.audience, request.lab.url)) return diagnosticsFault(diagnostics.webTicketInvalid);
  const isComplete = more.length === 0 && childrenOf(security, ns.wsu, 'Timestamp').length === 1;
  return isComplete ? undefined : invalidSecurity();
}
