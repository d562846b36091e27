/** The meeting is not there: its page says so, or the server that should have it. [skype-docs UCWA, ErrorSubcode_ref] */
import { factOf } from '../session/facts.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onExchange, onStep } from './reading/evidence.js';
import { answered, guestRefusals, isJoin, isKeyRefused, outcomeOf, stepsOf } from './reading/meeting.js';
import { lastAnswer } from './reading/signIn.js';
import { knowledgeOf } from './words/knowledge.js';

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
  if (first === undefined) {
    // The page and the token service are asked one by one: two that know nothing of the meeting agree.
    const keys = guestRefusals(survey).filter(isKeyRefused);
    const [key] = keys;
    const keyWords =
      key === undefined
        ? ''
        : ` ${key.host} gave no token for a guest with its key either (${key.status ?? 'no answer'}).`;
    return failing([
      finding('meeting-gone', 'error', {
        seen: `Asked ${answer?.host ?? 'the server'} for the page of the meeting. ${answer?.response?.status === 404 ? 'The answer is 404.' : 'The page says that there is no such meeting.'}${keyWords}`,
        fix: 'Copy the whole link from the invitation once more. If it is the same, the organizer sends a new invitation. If many links broke at once, the server administrator looks whether sign-in addresses or simple URLs were changed.',
        instead: {
          caller:
            'There is no meeting under this link: copy it from the invitation once more, as a whole; if that does not help, ask for a new one.',
          commands: knowledgeOf('meeting-gone').commands ?? [],
        },
        evidence: [
          ...(answer === undefined ? [] : [onExchange(answer.exchange, 'response.status')]),
          ...keys.flatMap(({ evidence }) => evidence),
          ...pages.map((step) => onStep(step)),
        ],
      }),
    ]);
  }
  return failing([
    finding('meeting-gone', 'error', {
      seen: `Asked ${first.host} to join the meeting. ${answered(first)}${pageWords}`,
      evidence: [
        ...refused.flatMap(({ evidence }) => evidence),
        ...(answer === undefined ? [] : [onExchange(answer.exchange, 'response.status')]),
        ...pages.map((step) => onStep(step)),
      ],
    }),
  ]);
});
