/** Steps that used or could not use a credential, as the audits of the sign-in see them. */
import { factOf, factsOf } from '../../session/facts.js';
import type { Step } from '../../session/model.js';
import { isOnlineHost } from './addresses.js';
import type { Sighting, Survey } from './survey.js';

/** Exchanges of one step, in order. */
export function exchangesOf(survey: Survey, step: Step): readonly Sighting[] {
  return survey.sightings.filter((sighting) => sighting.step?.id === step.id);
}

/** The last answer of a step: the one it ended with. */
export function lastAnswer(survey: Survey, step: Step): Sighting | undefined {
  return exchangesOf(survey, step).findLast((sighting) => sighting.response !== undefined);
}

/** Requests for a web ticket, whether with a password or only for the challenge; the online service apart. */
export function ticketRequests(survey: Survey): readonly Sighting[] {
  return survey.sightings.filter(
    ({ kind, host, exchange }) =>
      (kind === 'web-ticket.request' || kind === 'ntlm.probe') &&
      exchange.request.method === 'POST' &&
      !isOnlineHost(host) &&
      !/oauthtoken/i.test(exchange.request.url),
  );
}

/** Names and places of the bindings that a service description (MEX) announced. */
export function bindingsOf(step: Step): readonly string[] {
  return factsOf(step, 'binding');
}

/** Some way to sign in with a user name and password over the web ticket is announced on the user's side. */
export function offersTicketForPassword(survey: Survey): boolean {
  return survey.session.steps.some(
    (step) =>
      step.kind === 'web-ticket.mex' &&
      survey.isOwn(step.id) &&
      bindingsOf(step).some((binding) => /Win(Negotiate|Ntlm)|ServiceAuth\b/i.test(binding)),
  );
}

/** The account as the server saw it, for sentences. */
export function accountOf(survey: Survey): string {
  const asSent = survey.session.steps.map((step) => factOf(step, 'ntlm-user')).find((user) => user !== undefined);
  return asSent ?? survey.session.target.userName ?? survey.session.target.sipAddress;
}

/** Steps that ended with one of these failure codes, groups included. */
export function stepsWith(survey: Survey, ...codes: readonly string[]): readonly Step[] {
  return survey.session.steps.filter(
    (step) => step.outcome === 'failed' && step.failure !== undefined && codes.includes(step.failure.code),
  );
}

/** Of several steps with one failure only the innermost: groups repeat the failure of what is in them. */
export function innermost(steps: readonly Step[]): readonly Step[] {
  const parents = new Set(steps.map((step) => step.parentId));
  return steps.filter((step) => !parents.has(step.id));
}
