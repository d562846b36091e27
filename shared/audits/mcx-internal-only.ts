/** The address of the mobility service that phones outside get is one for inside. */
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onBody, onExchange, onStep } from './reading/evidence.js';
import { mcxSteps, namedServices } from './reading/mcx.js';
import { hostOf } from './reading/addresses.js';
import { lastAnswer } from './reading/signIn.js';

export const mcxInternalOnly = defineAudit('mcx-internal-only', 'discovery', (survey) => {
  const documents = namedServices(survey).filter(({ mcx }) => mcx !== undefined);
  if (documents.length === 0) return notApplicable('No user document names Mcx.');
  const exposed = documents.filter(({ mcx }) => mcx?.exposed === 'internal');
  const [first] = exposed;
  if (first === undefined) return passed;
  const host = hostOf(first.mcx?.external ?? first.mcx?.internal ?? '');
  const answer = lastAnswer(survey, first.step);
  const failed = mcxSteps(survey, 'mcx.page').filter(({ outcome }) => outcome === 'failed');
  // Some companies want it so: that it fails is only seen outside.
  const severity = survey.seat === 'outside' ? 'warning' : 'info';
  return failing([
    finding('mcx-internal-only', severity, {
      title: `Mcx is exposed as ${host}, an internal name`,
      seen: `Asked ${answer?.host ?? 'the home pool'} for the user document. The address of Mcx in it is ${first.mcx?.external ?? first.mcx?.internal ?? ''}, on the host of the internal services.`,
      evidence: [
        ...exposed.flatMap(({ step, mcx }) => {
          const from = lastAnswer(survey, step);
          const text = literal(mcx?.external ?? mcx?.internal ?? '');
          return [
            ...(from === undefined ? [] : [onBody(from.exchange, text), onExchange(from.exchange, 'response.body')]),
            onStep(step),
          ];
        }),
        ...failed.map((step) => onStep(step)),
      ],
    }),
  ]);
});

const literal = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
