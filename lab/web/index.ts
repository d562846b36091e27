// The web applications of one simulated deployment behind their IIS sites: routes a request, adds the shell.
import type { Deployment, LabEnvironment, WebApplications, WebPolicy } from '../types.js';
import { answerFiles, answerQueries, filesPath, queryPath } from './addressBook/service.js';
import { answerAutodiscover, autodiscoverPath } from './autodiscover/service.js';
import { answerCertProv, certProvPath } from './certProv/service.js';
import { answerOAuthToken, oauthTokenPath } from './oauth/tokenEndpoint.js';
import { answerOtherService } from './other/services.js';
import { xframePage, xframePaths } from './other/xframe.js';
import { createServices, createSharedState, type Services, type SharedState } from './services.js';
import type { Answer } from './shell/answer.js';
import { errorPage } from './shell/errorPages.js';
import { finish, type Shell } from './shell/iis.js';
import { readRequest, type WebRequest } from './shell/request.js';
import { hasOAuth } from './topology.js';
import { answerJoin, meetingPath } from './ucwa/joinPage.js';
import { answerUcwa } from './ucwa/service.js';
import { answerWebTicket, webTicketPath } from './webTicket/service.js';

export { createOnlineDirectory } from './online.js';
export { createOnlineServices } from './onlineServices.js';
export { createSharedState, type SharedState } from './services.js';

/**
 * Serves Autodiscover, web tickets, OAuth and the rest for every pool and both sites of a deployment. Responses carry
 * Date and Content-Length; the transport adds only Connection.
 */
export function createWebApplications(
  deployment: Deployment,
  policy: WebPolicy,
  environment: LabEnvironment,
  state: SharedState = createSharedState(environment),
): WebApplications {
  const services = createServices(deployment, policy, environment, state);
  const shell: Shell = { version: deployment.version, environment };
  return async (request) => finish(shell, request, await route(services, readRequest(request)));
}

async function route(services: Services, request: WebRequest): Promise<Answer> {
  if (lacksLength(request)) return errorPage(411);
  const { path } = request;
  const oauth = hasOAuth(services.deployment.version);
  if (oauth && xframePaths.includes(path)) return request.method === 'GET' ? xframePage() : errorPage(405);
  const meeting = meetingPath(request);
  if (meeting !== undefined) return answerJoin(services, request, meeting);
  if (path === '/') return answerSiteRoot(services, request);
  if (path.startsWith(`${autodiscoverPath}/`)) return answerAutodiscover(services, request);
  if (needsTls(services, request)) return errorPage(403);
  if (path === webTicketPath || path.startsWith(`${webTicketPath}/`)) return answerWebTicket(services, request);
  if (path === oauthTokenPath) return oauth ? answerOAuthToken(services, request) : errorPage(404);
  if (path === certProvPath || path.startsWith(`${certProvPath}/`)) return answerCertProv(services, request);
  if (path === '/ucwa' || path.startsWith('/ucwa/')) return oauth ? answerUcwa(services, request) : errorPage(404);
  if (path === filesPath) return answerFiles(services, request);
  if (path === queryPath || path.startsWith(`${queryPath}/`)) return answerQueries(services, request);
  return answerOtherService(services, request) ?? errorPage(404);
}

// IIS URL Rewrite maps `/` by host name: the simple URLs to their pages, everything else to Autodiscover's root.
async function answerSiteRoot(services: Services, request: WebRequest): Promise<Answer> {
  const simple = /^(meet|dialin)\./i.exec(request.lab.url.hostname)?.[1]?.toLowerCase();
  if (simple === undefined) return answerAutodiscover(services, request);
  return answerOtherService(services, { ...request, path: `/${simple}` }) ?? errorPage(404);
}

// The kernel driver refuses a POST that announces neither a length nor chunks.
function lacksLength(request: WebRequest): boolean {
  return (
    request.method === 'POST' &&
    request.header('Content-Length') === undefined &&
    request.header('Transfer-Encoding') === undefined
  );
}

// "Require SSL" is set on the directories that take credentials.
function needsTls(services: Services, request: WebRequest): boolean {
  return !request.secure && services.policy.linksScheme === 'https' && /^\/(webticket|ucwa)\//.test(request.path);
}
