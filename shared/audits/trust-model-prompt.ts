/** An address outside the sign-in domain, named by an answer that proves nothing, and nobody vouched for it. */
import { isBehindWrongBridge } from './reading/bridging.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { isOnlineHost } from './reading/addresses.js';
import { reachedGoal } from './reading/goal.js';
import { comesFromBadTls, onSource, sourceOf, wantsOnlyHttps } from './reading/learned.js';
import { isLoginRedirect } from './reading/roots.js';

export const trustModelPrompt = defineAudit('trust-model-prompt', 'trust', (survey) => {
  const { session } = survey;
  if (session.trustDecisions.length === 0) return notApplicable('No address was learned.');
  const stopped = session.trustDecisions.filter((decision) => {
    if (decision.allowed || !survey.isOwn(decision.stepId) || isOnlineHost(decision.host)) return false;
    const source = sourceOf(survey, decision);
    if (source !== undefined && isLoginRedirect(source)) return false;
    if (wantsOnlyHttps(survey, source, decision.host)) return false;
    return !comesFromBadTls(survey, source) && !isBehindWrongBridge(survey, decision.host);
  });
  const [first] = stopped;
  if (first === undefined) return failing([]);
  const source = sourceOf(survey, first);
  const plain = source?.scheme === 'http' ? ' over plain HTTP' : '';
  const asked = source === undefined ? '' : `Asked ${source.exchange.request.url}${plain}. `;
  const hosts = list(stopped.map((decision) => decision.host));
  return failing([
    finding('trust-model-prompt', reachedGoal(survey) ? 'warning' : 'error', {
      title: `The servers point to ${hosts}, outside ${session.target.domain}`,
      seen: `${asked}The answer (${first.learnedFrom.field}) points to ${first.url}. That host is neither in ${session.target.domain} nor in the list of trusted domains, so the walk stopped there.`,
      evidence: stopped.map((decision) => onSource(survey, decision)),
    }),
  ]);
});
