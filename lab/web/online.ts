// The online web directory (webdir.online.lync.com): root, the 401s, metadata with WsFed_bearer (web.md 2.3, 5.1, 6.1
// and 12.1); with users of its own also their tickets, user documents and certificates.
import { randomUUID } from 'node:crypto';
import type { LabEnvironment, WebApplications } from '../types.js';
import { answerFiles, answerQueries, filesPath, queryPath } from './addressBook/service.js';
import { redirectDocument, writeDocument, type AutodiscoverDocument } from './autodiscover/documents.js';
import { originalDomainQuery } from './autodiscover/content.js';
import { negotiate } from './autodiscover/negotiate.js';
import { answerAutodiscover, autodiscoverPath, originalDomainOf } from './autodiscover/service.js';
import { answerCertProv, certProvPath } from './certProv/service.js';
import { onlineChallenge } from './oauth/challenge.js';
import type { OrgIdAuthority } from './orgId/authority.js';
import { answerBearer } from './orgId/bearerTicket.js';
import { oauthTokenPath } from './oauth/tokenEndpoint.js';
import { answerOtherService } from './other/services.js';
import { xframePage, xframePaths } from './other/xframe.js';
import { aspNetAnswer, emptyAnswer, noCache, withHeaders, type Answer } from './shell/answer.js';
import { diagnostics, diagnosticsHeader } from './shell/diagnostics.js';
import { errorPage } from './shell/errorPages.js';
import { finish, type Shell } from './shell/iis.js';
import { readRequest, type WebRequest } from './shell/request.js';
import { servicePage } from './shell/servicePage.js';
import type { Services } from './services.js';
import { diagnosticsFault } from './webTicket/fault.js';
import { answerMetadataExchange } from './webTicket/metadataExchange.js';
import { uri } from './webTicket/namespaces.js';
import { webTicketPath } from './webTicket/service.js';

const advancedPath = '/webticket/webticketadvancedservice.svc';

/** The users that a directory serves, and who says that they are they. */
export interface Tenant {
  readonly services: Services;
  readonly orgId: OrgIdAuthority;
}

/** Serves every request to the online directory; without a tenant it knows nobody. */
export function createOnlineDirectory(environment: LabEnvironment, tenant?: Tenant): WebApplications {
  const shell: Shell = {
    version: '2019',
    environment,
    extraHeaders: () => [['x-ms-client-request-id', randomUUID()]],
  };
  return async (lab) => {
    const request = readRequest(lab);
    const ofTenant = tenant === undefined ? undefined : answerTenant(tenant, request);
    return finish(shell, lab, (await ofTenant) ?? answer(request));
  };
}

/** What only somebody with an account there gets; undefined for everything else. */
function answerTenant({ services, orgId }: Tenant, request: WebRequest): Promise<Answer> | undefined {
  const { path } = request;
  if (path === certProvPath || path.startsWith(`${certProvPath}/`)) return answerCertProv(services, request);
  const isUser = path === `${autodiscoverPath}/root/user`;
  if (isUser && request.header('X-MS-WebTicket') !== undefined) return answerAutodiscover(services, request);
  if (path === '/ucwa' || path.startsWith('/ucwa/')) {
    return Promise.resolve(errorPage(401, onlineChallenge(ownHost(request))));
  }
  if (path === filesPath) return answerFiles(services, request);
  if (path === queryPath || path.startsWith(`${queryPath}/`)) return answerQueries(services, request);
  if (/^\/(reach|scheduler|dialin|rgsclients|requesthandler(ext)?)(\/|$)/.test(path)) {
    return Promise.resolve(answerOtherService(services, request) ?? errorPage(404));
  }
  const isBearer = path === `${advancedPath}/wsfed_bearer`;
  return isBearer && request.method === 'POST' ? answerBearer(services, orgId, request) : undefined;
}

function answer(request: WebRequest): Answer {
  const base = `https://${ownHost(request)}/WebTicket`;
  if (request.path === '/' || request.path.startsWith(`${autodiscoverPath}/`)) return autodiscover(request);
  if (xframePaths.includes(request.path)) return xframePage();
  if (request.path === `${webTicketPath}/mex`) {
    return answerMetadataExchange(request, webTicketPath, {
      name: 'WebTicketService',
      contract: 'IWebTicketService',
      operation: 'IssueToken',
      action: uri.issueAction,
      ports: [
        {
          name: 'WsFedBearer',
          location: `${base}/WebTicketAdvancedService.svc/WsFed_bearer`,
          authentication: { kind: 'federated', authorizationUri: 'https://login.windows.net/common/oauth2/authorize' },
        },
        {
          name: 'WebTicketServiceAnon',
          location: `${base}/WebTicketService.svc/Anon`,
          authentication: { kind: 'anonymous' },
        },
      ],
    });
  }
  if (request.path === webTicketPath) {
    // NTLM is named here and leads nowhere: no account of the service has a Windows password.
    return request.method === 'GET'
      ? servicePage('WebTicketService', request)
      : errorPage(401, [['WWW-Authenticate', 'NTLM']]);
  }
  if (request.path === `${webTicketPath}/anon` || request.path.startsWith(`${advancedPath}/`)) {
    return request.method === 'POST' ? diagnosticsFault(diagnostics.noValidSecurityToken) : errorPage(405);
  }
  if (request.path === oauthTokenPath) return oauthToken(request);
  return errorPage(404);
}

// The common name leads into a forest, whose own name the links carry from then on.
function ownHost(request: WebRequest): string {
  return request.lab.pool.externalWebFqdn;
}

function autodiscover(request: WebRequest): Answer {
  const resource = request.path === '/' ? '/root' : request.path.slice(autodiscoverPath.length);
  const origin = `https://${ownHost(request)}/Autodiscover`;
  const service = `${origin}/AutodiscoverService.svc`;
  const query = originalDomainQuery(originalDomainOf(request));
  if (!['/root', '/root/domain', '/root/user', '/root/oauth/user'].includes(resource)) return errorPage(404);
  if (request.method !== 'GET') return errorPage(405, [['Allow', 'GET, HEAD']]);
  if (!request.secure) return document(request, redirectDocument('Root', 'external', `${service}/root${query}`));
  switch (resource) {
    case '/root':
      return document(request, {
        kind: 'Root',
        site: 'external',
        access: [],
        links: [
          { token: 'Domain', href: `${service}/root/domain${query}` },
          { token: 'User', href: `${service}/root/user${query}` },
          { token: 'OAuth', href: `${service}/root/oauth/user${query}` },
        ],
        relations: [
          { rel: 'self', href: `${service}/root${query}` },
          { rel: 'user', href: `${service}/root/oauth/user${query}` },
          { rel: 'xframe', href: `${origin}/XFrame/XFrame.html` },
        ],
      });
    case '/root/domain':
      return document(request, {
        kind: 'Domain',
        site: 'external',
        access: [],
        links: [{ token: 'External/Autodiscover', href: `${service}/root` }],
        relations: [{ rel: 'self', href: `${service}/root/domain` }],
      });
    case '/root/user':
      return errorPage(401, [
        ['X-MS-WebTicketURL', `https://${ownHost(request)}/WebTicket/WebTicketService.svc`],
        ['X-MS-WebTicketSupported', 'cwt,saml'],
      ]);
    default:
      return errorPage(401, onlineChallenge(ownHost(request)));
  }
}

function document(request: WebRequest, content: AutodiscoverDocument): Answer {
  const chosen = negotiate(request.header('Accept'), '2019');
  return chosen === null
    ? errorPage(406, noCache)
    : aspNetAnswer(200, chosen.contentType, writeDocument(content, chosen.form), noCache);
}

// Passwords are never taken here: every grant but passive and anonmeeting is refused.
function oauthToken(request: WebRequest): Answer {
  const diagnostic = (which: 'noValidSecurityToken' | 'authenticationTypeNotAllowed'): readonly [string, string] =>
    diagnosticsHeader(diagnostics[which], request.lab.frontEnd);
  if (request.method !== 'POST') return emptyAnswer(400, [diagnostic('noValidSecurityToken')]);
  return withHeaders(
    aspNetAnswer(400, 'application/json', '{"error":"unsupported_grant_type"}', [['Cache-Control', 'no-store']]),
    [diagnostic('authenticationTypeNotAllowed')],
  );
}
