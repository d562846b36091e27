/** The link of a meeting leads to a page that does not say which conference it is for. [MS-CONFBAS 4.1] */
import { factOf } from '../session/facts.js';
import { defineAudit, failing, finding, notApplicable, passed, unknown } from './reading/define.js';
import { onExchange, onStep } from './reading/evidence.js';
import { isJoin, outcomeOf, stepsOf } from './reading/meeting.js';
import { lastAnswer } from './reading/signIn.js';

export const meetingPageWithoutUri = defineAudit('meeting-page-without-uri', 'http', (survey) => {
  if (!isJoin(survey)) return notApplicable('No meeting was to be joined.');
  const asked = stepsOf(survey, 'meeting.locate').filter((step) => factOf(step, 'meeting-page') !== undefined);
  if (asked.length === 0) return unknown('No page of a meeting came.');
  const hasOutcome = outcomeOf(survey) !== undefined;
  const silent = asked.filter((step) => {
    const page = factOf(step, 'meeting-page');
    return page === 'silent' || (page === 'gone' && hasOutcome);
  });
  const [first] = silent;
  if (first === undefined) return passed;
  const answer = lastAnswer(survey, first);
  const status = answer?.response?.status;
  return failing([
    finding('meeting-page-without-uri', 'warning', {
      ...(status === 200 ? {} : { title: 'The page of the meeting cannot be had' }),
      seen: `Asked ${answer?.host ?? 'the server'} for the page of the meeting. ${
        status === 200 ? 'A page came, and no conference is named in it.' : `The answer is ${status ?? 'none'}.`
      }`,
      evidence: [
        ...(answer === undefined
          ? []
          : [onExchange(answer.exchange, status === 200 ? 'response.body' : 'response.status')]),
        ...silent.map((step) => onStep(step)),
      ],
    }),
  ]);
});
