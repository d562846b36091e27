/**
 * Mobile clients are not allowed for this user: the settings that the registrar gives say so, or the ticket is good and
 * the mobility service forbids it. Which sub-code that gives is not published.
 */
import { factsOf } from '../session/facts.js';
import { headerValues } from '../session/headers.js';
import type { Step } from '../session/model.js';
import { severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, notApplicable, passed, unknown } from './reading/define.js';
import { bodyText, onExchange, onStep } from './reading/evidence.js';
import { onSip, sipAnswers } from './reading/sip.js';
import type { Survey } from './reading/survey.js';

const switchedOff = /= *false \([^)]*\bEnableMobility\)$/i;
const told = /\bEnableMobility\)$/i;

export const mobilityPolicyOff = defineAudit('mobility-policy-off', 'user', (survey) => {
  if (!survey.session.target.hasPassword) return notApplicable('No password was given.');
  const settings = survey.session.steps.filter(({ kind }) => kind === 'sip.provisioning');
  const off = settings.find((step) => factsOf(step, 'provisioning').some((fact) => switchedOff.test(fact)));
  if (off !== undefined) return bySettings(survey, off);
  const created = survey.sightings.filter(
    ({ exchange, path }) => exchange.request.method === 'POST' && /^\/(ucwa|mcx)\//i.test(path),
  );
  if (created.length === 0) {
    return settings.some((step) => factsOf(step, 'provisioning').some((fact) => told.test(fact)))
      ? passed
      : unknown('The mobility service was not asked to sign the user in.');
  }
  const refused = created.filter(
    ({ response, exchange }) =>
      response?.status === 403 &&
      !/cross.domain/i.test(response.reason) &&
      exchange.failure === undefined &&
      headerValues(response, 'X-Ms-diagnostics').length === 0 &&
      !/UserAgentNotAllowed/.test(bodyText(exchange)),
  );
  const [first] = refused;
  if (first === undefined) return passed;
  return failing([
    finding('mobility-policy-off', severityNow(survey), {
      seen: `Asked ${first.host} to sign ${survey.session.target.sipAddress} in as a mobile client, with a good ticket. The answer is 403, so the user is probably not allowed to. Get-CsMobilityPolicy would prove it.`,
      evidence: refused.map(({ exchange }) => onExchange(exchange, 'response.status')),
    }),
  ]);
});

function bySettings(survey: Survey, step: Step) {
  const answers = sipAnswers(survey).filter(({ message }) => message.stepId === step.id);
  return failing([
    finding('mobility-policy-off', 'warning', {
      seen: `The registrar gave ${survey.session.target.sipAddress} its settings. EnableMobility is false in them.`,
      evidence: [...answers.map((answer) => onSip(answer, 'body')), onStep(step)],
    }),
  ]);
}
