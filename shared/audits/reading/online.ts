/** How the sign-in to the online service went, from the steps that ask OrgID and the AD FS of the organisation. */
import { factOf } from '../../session/facts.js';
import type { Step } from '../../session/model.js';
import type { TokenRefusal } from '../../protocol/orgIdAnswer.js';
import { isOnlineHost } from './addresses.js';
import { lastAnswer } from './signIn.js';
import type { Sighting, Survey } from './survey.js';

export interface OnlineRefusal {
  readonly step: Step;
  readonly answer: Sighting;
  /** As sent, with its number where there is one. */
  readonly said: string;
}

/** Steps of one kind with their last answer. */
export function answeredSteps(
  survey: Survey,
  ...kinds: readonly Step['kind'][]
): readonly { readonly step: Step; readonly answer: Sighting }[] {
  return survey.session.steps
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap((step) => {
      const answer = lastAnswer(survey, step);
      return answer === undefined ? [] : [{ step, answer }];
    });
}

/** Refusals of a token for one of these reasons. */
export function tokenRefusals(
  survey: Survey,
  ...reasons: readonly (TokenRefusal | 'not-published')[]
): readonly OnlineRefusal[] {
  return answeredSteps(survey, 'online.sts', 'online.token')
    .filter(({ step }) => reasons.some((reason) => factOf(step, 'token-refusal') === reason))
    .map(({ step, answer }) => {
      const code = factOf(step, 'token-code')?.split(' ')[0];
      const text = (factOf(step, 'fault') ?? `status ${answer.response?.status ?? 0}`).trim().replace(/\.$/, '');
      return { step, answer, said: code === undefined ? text : `${code}, ${text}` };
    });
}

/** The user chose to sign in online, and some step of that was asked. */
export function asksOnline(survey: Survey): boolean {
  return answeredSteps(survey, 'online.realm', 'online.sts', 'online.token').length > 0;
}

/** A step that asks the sign-in server of the organisation, which is no web server of the deployment. */
export function isAtSts({ stepOf }: Survey, stepId: string): boolean {
  return stepOf(stepId)?.kind === 'online.sts';
}

/** OrgID gave a token, and the online service no ticket for it. */
export function ticketsRefusedOnline(survey: Survey): readonly { readonly step: Step; readonly answer: Sighting }[] {
  if (!survey.session.steps.some(({ kind, outcome }) => kind === 'online.token' && outcome === 'ok')) return [];
  return answeredSteps(survey, 'web-ticket.request', 'web-ticket.user').filter(
    ({ step, answer }) => step.outcome === 'failed' && isOnlineHost(answer.host),
  );
}
