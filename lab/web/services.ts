// Everything the web applications of one deployment share: data, policy, clock, the issuers of tickets and tokens.
import type { Deployment, LabEnvironment, WebPolicy } from '../types.js';
import { createWindowsAuthenticator, type WindowsAuthenticator } from './ntlm/windowsAuthentication.js';
import { createWebTokenIssuer, type WebTokenIssuer } from './oauth/webToken.js';
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
}

/** Draws fresh keys for a deployment. */
export function createServices(deployment: Deployment, policy: WebPolicy, environment: LabEnvironment): Services {
  return {
    deployment,
    policy,
    environment,
    windows: createWindowsAuthenticator(deployment, environment),
    tickets: createTicketIssuer(`urn:lync:${deployment.adDnsDomain}`, environment),
    tokens: createWebTokenIssuer(environment),
    ticketIssuers: new Map(),
  };
}
