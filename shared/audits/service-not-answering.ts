/** A service that the user document names answers, but not as it does when it works. */
import { defineAudit, failing, finding, list, notApplicable, passed } from './reading/define.js';
import { onExchange, onStep } from './reading/evidence.js';
import { mcxSteps } from './reading/mcx.js';
import { testedServices } from './reading/serviceTests.js';
import { isOfBadServer, isUnpublished } from './reading/toldServices.js';

const withOwnFinding: readonly string[] = ['ControlPanel', 'XFrame'];

export const serviceNotAnswering = defineAudit('service-not-answering', 'note', (survey) => {
  // Where Mcx was asked for as a phone does, that says more.
  const isToldOfMcx = mcxSteps(survey, 'mcx.page', 'mcx.mex').some(({ outcome }) => outcome === 'failed');
  const tested = testedServices(survey, 'own').filter(
    ({ service }) => !withOwnFinding.includes(service) && !(isToldOfMcx && service.toLowerCase() === 'mcx'),
  );
  if (tested.length === 0) return notApplicable('No service was tested.');
  const all = testedServices(survey, 'own');
  const bad = tested.filter(
    (one) => one.step.outcome === 'failed' && !isUnpublished(one, all) && !isOfBadServer(survey, one),
  );
  const [first] = bad;
  if (first === undefined) return passed;
  return failing([
    finding('service-not-answering', 'warning', {
      title: `Not as they should: ${list(bad.map(({ service, status }) => `${service} (${status})`))}`,
      seen: `Asked ${first.url} without a sign-in. The answer is ${first.status}, which a working ${first.service} does not give.`,
      evidence: bad.flatMap(({ exchange, step }) => [onExchange(exchange, 'response.status'), onStep(step)]),
    }),
  ]);
});
