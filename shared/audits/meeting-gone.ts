/** The meeting is not there: its page says so, or the server that should have it. [skype-docs UCWA, ErrorSubcode_ref] */
import { factOf } from '../session/facts.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onExchange, onStep } from './reading/evidence.js';
import { answered, guestRefusals, isJoin, outcomeOf, stepsOf } from './reading/meeting.js';
import { lastAnswer } from './reading/signIn.js';

export const meetingGone = defineAudit('meeting-gone', 'user', (survey) => {
  if (!isJoin(survey)) return notApplicable('No meeting was to be joined.');
  const refused = guestRefusals(survey).filter(({ subcode }) => subcode === 'DestinationNotFound');
  const pages = stepsOf(survey, 'meeting.locate').filter((step) => factOf(step, 'meeting-page') === 'gone');
  const [first] = refused;
  const [page] = pages;
  // A page that is wrong about a meeting that lets guests in is told as a page that says nothing.
  if (first === undefined && (page === undefined || outcomeOf(survey) !== undefined)) return passed;
  const answer = page === undefined ? undefined : lastAnswer(survey, page);
  const pageWords =
    answer === undefined
      ? ''
      : ` The page at ${answer.host} has no such meeting either (${answer.response?.status ?? 'no answer'}).`;
  const seen =
    first === undefined
      ? `Asked ${answer?.host ?? 'the server'} for the page of the meeting. ${answer?.response?.status === 404 ? 'The answer is 404.' : 'The page says that there is no such meeting.'}`
      : `Asked ${first.host} to join the meeting. ${answered(first)}${pageWords}`;
  return failing([
    finding('meeting-gone', 'error', {
      seen,
      evidence: [
        ...refused.flatMap(({ evidence }) => evidence),
        ...(answer === undefined ? [] : [onExchange(answer.exchange, 'response.status')]),
        ...pages.map((step) => onStep(step)),
      ],
    }),
  ]);
});
