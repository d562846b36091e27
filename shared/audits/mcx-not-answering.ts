/** The user document names the mobility service of Lync 2010 clients, and what answers there is not that service. */
import type { Step } from '../session/model.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onExchange, onStep } from './reading/evidence.js';
import { mcxSteps } from './reading/mcx.js';
import { lastAnswer } from './reading/signIn.js';

export const mcxNotAnswering = defineAudit('mcx-not-answering', 'http', (survey) => {
  const asked = mcxSteps(survey, 'mcx.page', 'mcx.mex').filter(
    ({ outcome }) => outcome === 'ok' || outcome === 'failed',
  );
  if (asked.length === 0) return notApplicable('Mcx was not asked for.');
  const bad = asked.flatMap((step) => {
    const answer = lastAnswer(survey, step);
    return isAnswered(step) && answer?.response !== undefined ? [{ step, answer, status: answer.response.status }] : [];
  });
  const [first] = bad;
  if (first === undefined) return passed;
  const { answer, status } = first;
  const cause = causes.find(([statuses]) => statuses.includes(status))?.[1];
  return failing([
    finding('mcx-not-answering', 'warning', {
      title: `The mobility service of Lync 2010 clients (Mcx) answers ${status === 200 ? 'with something else' : status}`,
      seen: `Asked ${answer.exchange.request.url}, which the user document names. The answer is ${status}${
        status === 200 ? ', and not what a mobility service says' : ''
      }.`,
      ...(cause === undefined ? {} : { cause }),
      evidence: bad.flatMap((one) => [onExchange(one.answer.exchange, 'response.status'), onStep(one.step)]),
    }),
  ]);
});

/** What came was an answer, and the wrong one: networks have findings of their own. */
function isAnswered({ failure }: Step): boolean {
  return failure?.operation === 'protocol' || failure?.operation === 'parse';
}

const causes: readonly (readonly [statuses: readonly number[], cause: string])[] = [
  [
    [401, 403],
    'Something before the service wants a sign-in, or forbids the path: usually a reverse proxy that does not publish /Mcx or asks first.',
  ],
  [
    [404],
    'Mcx is not installed on the server that answered, though the topology names it, or the reverse proxy does not publish /Mcx.',
  ],
  [[500], 'The application does not start: parts of IIS or ASP.NET that it needs are missing or broken.'],
  [[502, 503, 504], 'The application pool of Mcx is stopped, or the reverse proxy cannot reach the server.'],
];
