/** The administrators' control panel answers on the published name. */
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onExchange, onStep } from './reading/evidence.js';
import { testedServices } from './reading/serviceTests.js';

export const controlPanelPublished = defineAudit('control-panel-published', 'note', (survey) => {
  if (survey.seat === 'inside') return notApplicable('Inside it may be reached on any name.');
  const tested = testedServices(survey, 'all').filter(
    ({ service, step }) => service === 'ControlPanel' && survey.sideOf(step.id) === 'external',
  );
  if (tested.length === 0) return notApplicable('The control panel was not asked for.');
  // An error of a server or proxy is no control panel.
  const open = tested.filter(({ status }) => status < 400 || status === 401);
  const [first] = open;
  if (first === undefined) return passed;
  return failing([
    finding('control-panel-published', 'warning', {
      seen: `Asked ${first.url} from outside. The answer is ${first.status}, where a refusal should come.`,
      evidence: open.flatMap(({ exchange, step }) => [onExchange(exchange, 'response.status'), onStep(step)]),
    }),
  ]);
});
