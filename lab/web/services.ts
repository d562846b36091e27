// Everything the web applications of one deployment share: data, policy, clock, the issuers of tickets and tokens.
import { createClientCertificates, type ClientCertificates } from '../clientCertificates.js';
import type { Deployment, LabEnvironment, WebPolicy } from '../types.js';
import { createWindowsAuthenticator, type WindowsAuthenticator } from './ntlm/windowsAuthentication.js';
import { createWebTokenIssuer, type WebTokenIssuer } from './oauth/webToken.js';
import { createPassiveSessions, type PassiveSessions } from './passive/sessions.js';
import { createApplications, type Applications } from './ucwa/applications.js';
import { conferencesOf, type Conference } from './ucwa/conferences.js';
import { createTicketIssuer, type TicketIssuer } from './webTicket/assertion.js';

export interface Services {
  readonly deployment: Deployment;
  readonly policy: WebPolicy;
  readonly environment: LabEnvironment;
  readonly windows: WindowsAuthenticator;
  readonly tickets: TicketIssuer;
  readonly tokens: WebTokenIssuer;
  /** Which Front End signed a ticket, by AssertionID; kept only where servers do not know each other's tickets. */
  readonly ticketIssuers: Map<string, string>;
  readonly certificates: ClientCertificates;
  /** Registered with UCWA. */
  readonly applications: Applications;
  readonly conferences: readonly Conference[];
  /** Who signed in on the page of the passive sign-in. */
  readonly passiveSessions: PassiveSessions;
}

/** What the web applications share with other servers of the deployment and with who runs it. */
export interface SharedState {
  readonly certificates: ClientCertificates;
  readonly applications: Applications;
}

/** State of a deployment that nothing has happened in yet. */
export function createSharedState(environment: LabEnvironment): SharedState {
  return { certificates: createClientCertificates(environment), applications: createApplications(environment) };
}

/** The issuers of one deployment, with the keys of its environment. */
export function createServices(
  deployment: Deployment,
  policy: WebPolicy,
  environment: LabEnvironment,
  state: SharedState,
): Services {
  return {
    ...state,
    deployment,
    policy,
    environment,
    windows: createWindowsAuthenticator(deployment, environment),
    tickets: createTicketIssuer(`urn:lync:${deployment.adDnsDomain}`, environment),
    tokens: createWebTokenIssuer(environment),
    ticketIssuers: new Map(),
    conferences: conferencesOf(deployment, policy.conferences),
    passiveSessions: createPassiveSessions(environment),
  };
}
