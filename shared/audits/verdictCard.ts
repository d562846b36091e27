/**
 * The verdict card: one sentence for the user, one paragraph for the helpdesk, one block for the administrator. Every
 * sentence carries the evidence it rests on; the root cause comes first.
 */
import { signsIn } from '../session/plan.js';
import type { Evidence, Finding, Statement } from './audit.js';
import { list } from './reading/define.js';
import { onStep } from './reading/evidence.js';
import { isHeldOnline, isJoin, isNotOffered, outcomeOf } from './reading/meeting.js';
import { registeredWith } from './reading/sip.js';
import { skippedByFailure } from './reading/skipped.js';
import type { Survey } from './reading/survey.js';
import { knowledgeOf } from './words/knowledge.js';

export interface VerdictCard {
  readonly caller: Statement;
  readonly helpdesk: readonly Statement[];
  readonly admin: { readonly sentences: readonly Statement[]; readonly commands: readonly string[] };
}

/** Findings that are told on the card; the rest stand in the list below it. */
const mostTold = 3;

export function verdictCardOf(survey: Survey, findings: readonly Finding[]): VerdictCard {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const told = (errors.length > 0 ? errors : findings.filter(({ severity }) => severity === 'warning')).slice(
    0,
    mostTold,
  );
  const [first] = told;
  if (first === undefined) return goodCard(survey);
  return {
    caller: { text: (first.instead ?? knowledgeOf(first.id)).caller, evidence: first.evidence },
    helpdesk: [
      ...told.map((finding) => ({
        text: `${finding.title}. ${firstSentence(finding.cause)}`,
        evidence: finding.evidence,
      })),
      ...registered(survey),
      ...skipped(survey),
      checked(survey),
    ],
    admin: {
      sentences: told.flatMap((finding) => {
        const likely = finding.instead === undefined ? knowledgeOf(finding.id).likely : undefined;
        return [
          { text: finding.fix, evidence: finding.evidence },
          ...(likely === undefined ? [] : [{ text: `Likely, not certain: ${likely}`, evidence: finding.evidence }]),
        ];
      }),
      commands: commandsOf(survey, told),
    },
  };
}

function goodCard(survey: Survey): VerdictCard {
  const wantsIn = signsIn(survey.session.target);
  const evidence = ends(survey);
  const text =
    survey.session.outcome !== 'completed'
      ? 'The check did not come to its end, so nothing can be said yet.'
      : isJoin(survey)
        ? guestSentence(survey)
        : wantsIn
          ? 'Signing in works from here.'
          : 'As far as can be seen without a password, nothing stands in the way of signing in.';
  return { caller: { text, evidence }, helpdesk: [checked(survey)], admin: { sentences: [], commands: [] } };
}

function guestSentence(survey: Survey): string {
  if (isHeldOnline(survey))
    return 'This link leads to a service that has ended: ask the organizer for a new invitation.';
  if (isNotOffered(survey))
    return 'These servers are too old for a join with such an app; the link may work in a browser.';
  return outcomeOf(survey) === 'joined'
    ? 'Joining this meeting as a guest works from here.'
    : 'A guest comes as far as the lobby from here; somebody in the meeting has to let you in.';
}

/** Where and how it was checked: a helpdesk compares that with what the user did. */
function checked(survey: Survey): Statement {
  const { target } = survey.session;
  const where = target.location === 'unknown' ? `, probably from ${survey.seat}` : ` from ${target.location}`;
  if (target.meeting !== undefined) {
    const text = `A meeting of ${target.sipAddress} was to be joined${where}, as a guest without an account.`;
    return { text, evidence: ends(survey) };
  }
  const how =
    target.currentUser === true ? 'as the current user' : target.hasPassword ? 'with a password' : 'without a password';
  return { text: `${target.sipAddress} was checked${where}, ${how}.`, evidence: ends(survey) };
}

/** "The registrar took the sign-in with NTLM and TLS-DSK."; '' where it took none. */
export function registeredSentence(survey: Survey): string {
  const { schemes } = registeredWith(survey);
  return schemes.length === 0 ? '' : `The registrar took the sign-in with ${list(schemes)}.`;
}

function registered(survey: Survey): readonly Statement[] {
  const text = registeredSentence(survey);
  return text === '' ? [] : [{ text, evidence: registeredWith(survey).steps.map((step) => onStep(step)) }];
}

function skipped(survey: Survey): readonly Statement[] {
  const steps = skippedByFailure(survey);
  if (steps.length === 0) return [];
  return [{ text: skippedSentence(steps.length), evidence: steps.slice(0, 8).map((step) => onStep(step)) }];
}

const numbers = [
  'No',
  'One',
  'Two',
  'Three',
  'Four',
  'Five',
  'Six',
  'Seven',
  'Eight',
  'Nine',
  'Ten',
  'Eleven',
  'Twelve',
];

/** "Four later steps were skipped because of this." */
export function skippedSentence(count: number): string {
  const many = numbers[count] ?? String(count);
  return `${many} later ${count === 1 ? 'step was' : 'steps were'} skipped because of this.`;
}

/** Commands with what this session knows filled in; each once. */
function commandsOf({ session }: Survey, told: readonly Finding[]): readonly string[] {
  const { sipAddress, domain } = session.target;
  const commands = told.flatMap(({ id, instead }) => (instead ?? knowledgeOf(id)).commands ?? []);
  const isPlain = /^[\w.+@-]+$/;
  return [...new Set(commands)].map((command) =>
    command
      // An address that could end a quotation is left for the administrator to fill in.
      .replaceAll('<sign-in address>', isPlain.test(sipAddress) ? sipAddress : '<sign-in address>')
      .replaceAll('<sign-in domain>', isPlain.test(domain) ? domain : '<sign-in domain>'),
  );
}

function ends({ session }: Survey): readonly Evidence[] {
  return session.steps.slice(0, 1).map((step) => onStep(step));
}

/** The first two sentences: what was asked and what came back. A dot inside a host name ends none. */
function firstSentence(text: string): string {
  return text
    .split(/(?<=[.?]["”)]?)\s+(?=[A-Z“"])/)
    .slice(0, 2)
    .join(' ');
}
