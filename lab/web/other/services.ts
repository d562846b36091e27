// The other addresses of the user document, as far as a probe without a session sees them (web.md 9 to 11): service
// pages, WSDL, challenges. No sessions are started behind them.
import { aspNetAnswer, withHeaders, type Answer } from '../shell/answer.js';
import { diagnostics } from '../shell/diagnostics.js';
import { errorPage } from '../shell/errorPages.js';
import type { WebRequest } from '../shell/request.js';
import { servicePage } from '../shell/servicePage.js';
import type { Services } from '../services.js';
import { hasMcx, hasOAuth, webOrigin } from '../topology.js';
import { diagnosticsFault } from '../webTicket/fault.js';
import { answerMetadataExchange } from '../webTicket/metadataExchange.js';
import type { Port, Service } from '../webTicket/wsdl.js';

/** The answer of an application, or null when the path belongs to none of them. */
export function answerOtherService(services: Services, request: WebRequest): Answer | null {
  const { version } = services.deployment;
  const wcf = wcfServices.find(({ path }) => request.path === path || request.path.startsWith(`${path}/`));
  if (wcf !== undefined) {
    return wcf.existsIn(version) ? answerWcf(services, request, wcf) : errorPage(404);
  }
  if (isBelow(request, '/abs')) return answerWindowsDirectory(services, request);
  if (isBelow(request, '/cscp')) {
    // The control panel is published inside only.
    return request.lab.site === 'internal' || services.policy.controlPanel === 'published'
      ? answerWindowsDirectory(services, request)
      : errorPage(404);
  }
  const simple = simpleServices.find(
    ({ path, site }) => request.path === path && (site ?? request.lab.site) === request.lab.site,
  );
  if (simple !== undefined) {
    return request.method === 'GET'
      ? servicePage(simple.name, request)
      : diagnosticsFault(diagnostics.noValidSecurityToken);
  }
  if (isBelow(request, '/scheduler')) return hasOAuth(version) ? htmlPage('Web Scheduler') : errorPage(404);
  if (isBelow(request, '/meet')) return htmlPage('Join a meeting');
  if (isBelow(request, '/dialin')) return htmlPage('Dial-in conferencing');
  if (
    request.path === '/passiveauth/passiveauth.aspx' &&
    services.policy.grants.includes('urn:microsoft.rtc:passive')
  ) {
    return htmlPage('Sign in');
  }
  return null;
}

interface WcfService {
  readonly path: string;
  readonly written: string;
  readonly name: string;
  readonly contract: string;
  readonly operation: string;
  readonly action: string;
  readonly port: string;
  existsIn(version: Services['deployment']['version']): boolean;
}

// The port names of Mcx and Reach follow the pattern of the address book's, unverified.
const wcfServices: readonly WcfService[] = [
  {
    path: '/mcx/mcxservice.svc',
    written: '/Mcx/McxService.svc',
    name: 'McxService',
    contract: 'IMcxService',
    operation: 'InitiateSession',
    action: 'http://tempuri.org/IMcxService/InitiateSession',
    port: 'McxServiceWebTicketBearer',
    existsIn: hasMcx,
  },
  {
    path: '/reach/sip.svc',
    written: '/Reach/sip.svc',
    name: 'Sip',
    contract: 'IAuthBroker',
    operation: 'Authenticate',
    action: 'http://tempuri.org/IAuthBroker/Authenticate',
    port: 'AuthBrokerWebTicketBearer',
    existsIn: () => true,
  },
];

// Services that a probe without a session sees as a page only; what devices and phones send them is not published. The
// handler of device updates is no WCF service: what it says to a GET is unverified.
const simpleServices: readonly {
  readonly path: string;
  readonly name: string;
  readonly site?: 'internal' | 'external';
}[] = [
  { path: '/locationinformation/liservice.svc', name: 'LIService', site: 'internal' },
  { path: '/rgsclients/agentservice.svc', name: 'AgentService' },
  { path: '/requesthandler/ucdevice.upx', name: 'DeviceUpdate', site: 'internal' },
  { path: '/requesthandlerext/ucdevice.upx', name: 'DeviceUpdate', site: 'external' },
];

function answerWcf(services: Services, request: WebRequest, wcf: WcfService): Answer {
  const below = request.path.slice(wcf.path.length);
  const origin = webOrigin(request.lab.pool, request.lab.site, services.policy);
  if (below === '/mex') {
    const port: Port = {
      name: wcf.port,
      location: `${origin}${wcf.written}`,
      authentication: {
        kind: 'ticket',
        issuer: `${origin}/WebTicket/WebTicketService.svc`,
        proof: false,
      },
    };
    const service: Service = { ...wcf, ports: [port] };
    return answerMetadataExchange(request, wcf.path, service);
  }
  if (below !== '') return errorPage(404);
  if (request.method === 'GET') return servicePage(wcf.name, request);
  if (request.method !== 'POST') return errorPage(405, [['Allow', 'GET, POST']]);
  return diagnosticsFault(diagnostics.noValidSecurityToken);
}

function answerWindowsDirectory(services: Services, request: WebRequest): Answer {
  if (services.policy.windowsAuth === 'none') return errorPage(401);
  const authentication = services.windows.authenticate(request);
  return authentication.done ? withHeaders(errorPage(404), authentication.headers) : authentication.answer;
}

function htmlPage(title: string): Answer {
  return aspNetAnswer(
    200,
    'text/html; charset=utf-8',
    `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  );
}

function isBelow(request: WebRequest, path: string): boolean {
  return request.path === path || request.path.startsWith(`${path}/`);
}
