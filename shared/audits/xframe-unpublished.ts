/** The page through which web apps of other sites call the servers cannot be had, while discovery works. */
import { factsOf } from '../session/facts.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onExchange, onStep } from './reading/evidence.js';

export const xframeUnpublished = defineAudit('xframe-unpublished', 'http', (survey) => {
  const asked = survey.sightings.filter(
    ({ step, own }) =>
      own && step?.kind === 'service.test' && factsOf(step, 'service').some((service) => service.startsWith('XFrame ')),
  );
  if (asked.length === 0) return notApplicable('The page for web apps was not asked for.');
  const refused = asked.filter(
    ({ response, exchange }) =>
      response !== undefined && exchange.failure === undefined && response.status >= 400 && response.status < 500,
  );
  const [first] = refused;
  if (first === undefined) return passed;
  return failing([
    finding('xframe-unpublished', 'warning', {
      seen: `Asked ${first.host} for ${first.path}, which its root names. The answer is ${first.response?.status ?? ''}.`,
      evidence: refused.flatMap(({ exchange, step }) => [
        onExchange(exchange, 'response.status'),
        ...(step === undefined ? [] : [onStep(step)]),
      ]),
    }),
  ]);
});
