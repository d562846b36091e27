/** A server that has the mobility service of Lync 2010 clients names it in no document. */
import { defineAudit, failing, finding, notApplicable, passed, unknown } from './reading/define.js';
import { onExchange, onStep } from './reading/evidence.js';
import { mcxSteps, namedServices, showsMcxVersion } from './reading/mcx.js';
import { lastAnswer } from './reading/signIn.js';

export const mcxMissing = defineAudit('mcx-missing', 'user', (survey) => {
  const documents = namedServices(survey);
  const [first] = documents;
  if (first === undefined) return notApplicable('No user document names services.');
  if (documents.some(({ mcx }) => mcx !== undefined)) return passed;
  const version = showsMcxVersion(survey);
  if (version === undefined) return unknown('Whether this version of the server has Mcx is not known.');
  const answer = lastAnswer(survey, first.step);
  const looked = mcxSteps(survey, 'mcx.page').flatMap((step) => {
    const found = lastAnswer(survey, step);
    return found?.response === undefined ? [] : [found];
  });
  const usual = looked[0]?.response?.status;
  return failing([
    finding('mcx-missing', 'warning', {
      seen: `Asked ${answer?.host ?? 'the home pool'} for the user document of ${survey.session.target.sipAddress}. It names no Mcx, which servers of this version have (${version}).${
        usual === undefined ? '' : ` At its usual address the answer is ${usual}.`
      }`,
      evidence: [
        ...(answer === undefined ? [] : [onExchange(answer.exchange, 'response.body')]),
        onStep(first.step),
        ...looked.map(({ exchange }) => onExchange(exchange, 'response.status')),
      ],
    }),
  ]);
});
