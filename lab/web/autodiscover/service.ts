// AutodiscoverService.svc: root, domain, user and oauth/user ([MS-OCDISCWS] 3.1.5, web.md 2 to 4 and 6.4).
import { aspNetAnswer, emptyAnswer, noCache, type Answer } from '../shell/answer.js';
import { errorPage } from '../shell/errorPages.js';
import type { WebRequest } from '../shell/request.js';
import type { Services } from '../services.js';
import { hasOAuth, homeOf, onlineDirectoryHost, sipAddressOf, webOrigin } from '../topology.js';
import { domainDocument, rootDocument, rootUrl, userDocument, type View } from './content.js';
import { redirectDocument, writeDocument, type AutodiscoverDocument } from './documents.js';
import { identifyByTicket, identifyByToken } from './identity.js';
import { negotiate } from './negotiate.js';

/** Lower-case path of the service. */
export const autodiscoverPath = '/autodiscover/autodiscoverservice.svc';

/** Answers any request below the service's path; `/` of a site is rewritten to …/root before it comes here. */
export async function answerAutodiscover(services: Services, request: WebRequest): Promise<Answer> {
  const resource = request.path === '/' ? '/root' : request.path.slice(autodiscoverPath.length);
  const known = ['/root', '/root/domain', '/root/user', '/root/oauth/user'];
  if (!known.includes(resource)) return errorPage(404);
  if (resource === '/root/oauth/user' && !hasOAuth(services.deployment.version)) return errorPage(404);
  if (request.method !== 'GET') return errorPage(405, [['Allow', 'GET, HEAD']]);

  const view = viewOf(services, request);
  // Plain HTTP is good for one thing, to learn the secure address (web.md 2.6).
  const isPlain = !request.secure && (resource === '/root' || services.policy.linksScheme === 'https');
  if (isPlain) return answerDocument(services, request, secureRootRedirect(view));
  switch (resource) {
    case '/root':
      return answerDocument(services, request, loopRedirect(services, view) ?? rootDocument(view));
    case '/root/domain':
      return answerDocument(services, request, domainDocument(view));
    case '/root/user': {
      const identity = await identifyByTicket(services, request);
      return identity.ok ? answerUser(services, request, view, identity.sipAddress) : identity.answer;
    }
    default: {
      const identity = identifyByToken(services, request);
      if (!identity.ok) return identity.answer;
      // A guest is served where the organizer of the meeting is at home.
      const organizer = sipAddressOf(identity.conference?.split(';')[0] ?? '');
      return answerUser(services, request, view, organizer ?? identity.sipAddress);
    }
  }
}

function answerUser(services: Services, request: WebRequest, view: View, sipAddress: string): Answer {
  const home = homeOf(services.deployment, sipAddress);
  switch (home.kind) {
    case 'unknown':
      return emptyAnswer(404, noCache);
    case 'online': {
      const href = rootUrl(`https://${onlineDirectoryHost}`, view.originalDomain ?? sipAddress.split('@')[1]);
      return answerDocument(services, request, redirectDocument('User', view.site, href));
    }
    case 'pool': {
      if (home.pool.id !== view.pool.id) {
        const origin = webOrigin(home.pool, view.site, services.policy);
        const href = rootUrl(origin, view.originalDomain ?? sipAddress.split('@')[1]);
        return answerDocument(services, request, redirectDocument('User', view.site, href));
      }
      const byToken = request.path.endsWith('/oauth/user');
      const ucwa = byToken ? '/ucwa/oauth/v1/applications' : '/ucwa/v1/applications';
      return answerDocument(services, request, userDocument(view, ucwa));
    }
  }
}

function answerDocument(services: Services, request: WebRequest, document: AutodiscoverDocument): Answer {
  const chosen = negotiate(request.header('Accept'), services.deployment.version);
  if (chosen === null) return errorPage(406, noCache);
  return aspNetAnswer(200, chosen.contentType, writeDocument(document, chosen.form), noCache);
}

// The redirect of the plain root stays secure even where all other links are wrong: a link to itself would hide them.
function secureRootRedirect(view: View): AutodiscoverDocument {
  const origin = webOrigin(view.pool, view.site, { ...view.policy, linksScheme: 'https' });
  return redirectDocument('Root', view.site, rootUrl(origin, view.originalDomain));
}

// The fault of web services names published crosswise: the Director sends to the pool, the pool back to the Director.
function loopRedirect(services: Services, view: View): AutodiscoverDocument | undefined {
  if (!services.policy.redirectLoop) return undefined;
  const { director, pools } = services.deployment;
  const other = view.pool.id === director.id ? pools[0] : director;
  if (other === undefined) return undefined;
  return redirectDocument(
    'Root',
    view.site,
    rootUrl(webOrigin(other, view.site, services.policy), view.originalDomain),
  );
}

function viewOf(services: Services, request: WebRequest): View {
  return {
    deployment: services.deployment,
    policy: services.policy,
    pool: request.lab.pool,
    site: request.lab.site,
    originalDomain: originalDomainOf(request),
  };
}

/** The domain a client came with: of its SIP URI, of a link it follows, or of the discovery name it asked. */
export function originalDomainOf(request: WebRequest): string | undefined {
  const bySip = sipAddressOf(request.query('sipuri') ?? '')?.split('@')[1];
  const byLink = request.query('originalDomain') ?? request.query('Domain');
  const byName = /^lyncdiscover(?:internal)?\.(.+)$/i.exec(request.lab.url.hostname)?.[1];
  const domain = bySip ?? byLink ?? byName;
  return domain !== undefined && /^[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?$/i.test(domain) ? domain : undefined;
}
