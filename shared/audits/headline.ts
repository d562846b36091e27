/** The verdict card's words: one headline (the cause, not the symptom) and a sentence or two. */
import { signsIn } from '../session/plan.js';
import { factsOf } from '../session/facts.js';
import type { Step } from '../session/model.js';
import type { ExpectedFailure, Finding } from './audit.js';
import { list } from './reading/define.js';
import { isHeldOnline, isJoin, isNotOffered, outcomeOf, stepsOf } from './reading/meeting.js';
import { registeredWith } from './reading/sip.js';
import { skippedByFailure } from './reading/skipped.js';
import type { Survey } from './reading/survey.js';
import { registeredSentence, skippedSentence } from './verdictCard.js';

export interface Card {
  readonly headline: string;
  readonly summary: string;
}

export function cardOf(survey: Survey, findings: readonly Finding[], expected: readonly ExpectedFailure[]): Card {
  const errors = findings.filter((finding) => finding.severity === 'error');
  const [first, second] = errors;
  if (first !== undefined) {
    const skipped = skippedByFailure(survey).length;
    return {
      headline: first.title,
      summary: join([
        firstSentences(first.cause, 2),
        second === undefined ? '' : `Also: ${second.title}.`,
        registeredSentence(survey),
        skipped === 0 ? '' : skippedSentence(skipped),
      ]),
    };
  }
  if (survey.session.outcome !== 'completed') {
    return survey.session.outcome === 'cancelled'
      ? {
          headline: 'The walk was stopped before its end',
          summary: 'Everything up to then is kept. What was not asked is not judged.',
        }
      : { headline: 'The walk has not ended', summary: 'What was not asked yet is not judged.' };
  }
  const warnings = findings.filter((finding) => finding.severity === 'warning');
  const wantsIn = signsIn(survey.session.target);
  const works =
    registeredWith(survey).schemes.length > 0
      ? 'The sign-in works to its end'
      : 'The sign-in works up to the home pool';
  const good = isJoin(survey) ? joinedWords(survey) : wantsIn ? works : 'Everything that needs no password works';
  const count = warnings.length === 1 ? ', with a warning' : ` with ${warnings.length} warnings`;
  return {
    headline: warnings.length === 0 ? good : `${good}${warnings.length === 1 ? count : `,${count}`}`,
    summary: join([
      isJoin(survey) ? provenAsGuest(survey) : wantsIn ? provenWithPassword(survey) : provenWithout(survey),
      warnings[0] === undefined ? '' : `${warnings[0].title}.`,
      // That a name has no IPv6 address, or is no alias, is nothing to hear about.
      expected.every(({ stepId }) => stepId === undefined)
        ? ''
        : `Some of what was asked found nothing; from ${survey.seat} that is as it should be.`,
    ]),
  };
}

/** What a guest got, as a headline. */
function joinedWords(survey: Survey): string {
  const of = `the meeting of ${survey.session.target.sipAddress}`;
  if (isHeldOnline(survey)) return 'The meeting is held by the online service, which was retired';
  if (isNotOffered(survey)) return 'This version does not let guests join with an app of its web services';
  switch (outcomeOf(survey)) {
    case 'joined':
      return `Joined ${of} as a guest and left again`;
    case 'lobby':
      return `Came to the lobby of ${of} as a guest and left again`;
    default:
      return `The way to ${of} is open for guests`;
  }
}

function provenAsGuest(survey: Survey): string {
  if (isHeldOnline(survey)) {
    return 'Skype for Business Online ended on 31 July 2021 and never let guests in this way. The organizer holds meetings with Teams now.';
  }
  if (isNotOffered(survey)) {
    return 'Lync Server 2010 has no UCWA. Guests join with Lync Web App or the Attendee client there, which this program does not walk.';
  }
  const [join] = stepsOf(survey, 'meeting.join');
  const host = survey.sightings.findLast(({ step }) => step?.id === join?.id)?.host ?? 'The server';
  const end = {
    joined: `${host} let "${survey.session.target.meeting?.name ?? ''}" in`,
    lobby: `${host} put the guest into the lobby, where somebody in the meeting decides`,
    waiting: `${host} took the request to join; nobody let the guest in while the check waited`,
    refused: `${host} took the request to join`,
  }[outcomeOf(survey) ?? 'waiting'];
  return `${end}. No account and no password was used.`;
}

const isOfRegistrar = ({ kind }: Step): boolean => kind.startsWith('sip.') || kind.startsWith('cert-prov');

function provenWithPassword(survey: Survey): string {
  const { steps, target } = survey.session;
  const users = steps.filter(
    (step) => (step.kind === 'web-ticket.user' || step.kind === 'oauth.user') && step.outcome === 'ok',
  );
  const last = users[users.length - 1];
  const host = survey.sightings.findLast((sighting) => sighting.step?.id === last?.id)?.host;
  const web = steps.filter((step) => step.outcome === 'ok' && !isOfRegistrar(step));
  const with_ = [...new Set(web.flatMap((step) => factsOf(step, 'sign-in-with')))];
  const registered = registeredSentence(survey);
  // A client that goes by SIP alone reads no user document.
  if (users.length === 0 && registered !== '') return registered;
  return `${host ?? 'The home pool'} gave the user document of ${target.sipAddress}${with_.length === 0 ? '' : `; signed in with ${list(with_)}`}.${registered === '' ? '' : ` ${registered}`}`;
}

function provenWithout(survey: Survey): string {
  const challenge = survey.session.steps.find(
    (step) => (step.kind === 'web-ticket.challenge' || step.kind === 'oauth.challenge') && step.outcome === 'ok',
  );
  const host = survey.sightings.find((sighting) => sighting.step?.id === challenge?.id)?.host;
  return `Discovery leads to ${host ?? 'the web services'}, which says how it wants a sign-in. No password was sent, so nothing is said about the account.`;
}

/** The first sentences of a text; a dot inside a host name ends none. */
function firstSentences(text: string, count: number): string {
  return text
    .split(/(?<=[.?]["”)]?)\s+(?=[A-Z“"])/)
    .slice(0, count)
    .join(' ');
}

const join = (sentences: readonly string[]): string => sentences.filter((sentence) => sentence !== '').join(' ');
