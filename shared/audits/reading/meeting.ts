/** A meeting that was to be joined as a guest, as several audits read it: what refused, where, and in which words. */
import { factOf, factsOf } from '../../session/facts.js';
import type { Step, StepKind } from '../../session/model.js';
import type { Audit, AuditResult, Evidence } from '../audit.js';
import type { FindingId } from '../explain.js';
import { defineAudit, failing, finding, notApplicable, passed, unknown, type Seen } from './define.js';
import { bodyText, onBody, onExchange, onStep } from './evidence.js';
import { lastAnswer } from './signIn.js';
import type { Survey } from './survey.js';
import { ucwaErrorOf } from './ucwa.js';

/** A guest was to join a meeting; nobody was to sign in. */
export const isJoin = ({ session }: Survey): boolean => session.target.meeting !== undefined;

/** How far the guest came; undefined where nothing is known. */
export function outcomeOf({ session }: Survey): 'joined' | 'lobby' | 'waiting' | 'refused' | undefined {
  const told = session.steps
    .filter(({ kind }) => kind === 'meeting.outcome')
    .map((step) => factOf(step, 'meeting-outcome'))
    .findLast((outcome) => outcome !== undefined);
  return told === 'joined' || told === 'lobby' || told === 'waiting' || told === 'refused' ? told : undefined;
}

/** The servers know nothing of guests with tokens: Lync Server 2010. */
export function isNotOffered(survey: Survey): boolean {
  const { steps } = survey.session;
  const skipped = stepsOf(survey, 'meeting.token').filter(({ outcome }) => outcome === 'skipped');
  return skipped.length > 0 && steps.some(({ kind, outcome }) => kind === 'meeting' && outcome === 'ok');
}

/** The meeting is held by the retired online service. */
export function isHeldOnline(survey: Survey): boolean {
  return stepsOf(survey, 'meeting').some(({ outcome, value }) => outcome === 'ok' && value === 'held online');
}

export const stepsOf = ({ session }: Survey, kind: StepKind): readonly Step[] =>
  session.steps.filter((step) => step.kind === kind);

/** One refusal of the guest. */
export interface GuestRefusal {
  readonly step: Step;
  readonly host: string;
  readonly status: number | undefined;
  readonly code: string;
  readonly subcode: string;
  readonly message: string;
  readonly evidence: readonly Evidence[];
}

const guestKinds: readonly StepKind[] = ['meeting.token', 'ucwa.create', 'meeting.join', 'meeting.outcome'];

/** Refusals from the token to the outcome, in order. */
export function guestRefusals(survey: Survey): readonly GuestRefusal[] {
  return survey.session.steps
    .filter((step) => guestKinds.includes(step.kind) && step.outcome === 'failed')
    .map((step): GuestRefusal => {
      const answer = lastAnswer(survey, step);
      const error = answer === undefined ? undefined : ucwaErrorOf(answer);
      const [code = '', subcode = ''] = (factOf(step, 'ucwa-error') ?? '').split(', ');
      const shown = subcode === '' ? code : subcode;
      return {
        step,
        host: answer?.host ?? 'the server',
        status: answer?.response?.status,
        code: error?.code ?? code,
        subcode: error?.subcode ?? subcode,
        message: error?.message ?? step.failure?.message ?? '',
        evidence: [
          ...(answer === undefined
            ? []
            : [
                shown === '' ? onExchange(answer.exchange, 'response.status') : onBody(answer.exchange, exactly(shown)),
              ]),
          onStep(step),
        ],
      };
    });
}

/** The token service gave a guest no token for the key of the meeting. */
export const isKeyRefused = ({ step }: GuestRefusal): boolean =>
  step.kind === 'meeting.token' && step.failure?.code === 'credential_refused';

/** Bodies of a refusal that hold this text, too: servers name one thing in several ways. */
export function says(survey: Survey, { step }: GuestRefusal, text: RegExp): boolean {
  const answer = lastAnswer(survey, step);
  return answer !== undefined && text.test(bodyText(answer.exchange));
}

/** An audit of a join: what one refusal means. `read` answers undefined where it is not this one. */
export function guestAudit(
  id: FindingId,
  isIt: (refusal: GuestRefusal, survey: Survey) => boolean,
  more: (refusal: GuestRefusal, survey: Survey) => Partial<Pick<Seen, 'title' | 'fix' | 'cause'>> = () => ({}),
  layer: Audit['layer'] = 'user',
): Audit {
  return defineAudit(id, layer, (survey) => {
    const stop = withoutJoin(survey);
    if (stop !== undefined) return stop;
    const refused = guestRefusals(survey).filter((refusal) => isIt(refusal, survey));
    const [first] = refused;
    if (first === undefined) return passed;
    return failing([
      finding(id, 'error', {
        seen: `${askedWords(first)} ${answered(first)}`,
        evidence: refused.flatMap(({ evidence }) => evidence),
        ...more(first, survey),
      }),
    ]);
  });
}

function askedWords({ step, host }: GuestRefusal): string {
  switch (step.kind) {
    case 'meeting.token':
      return `Asked ${host} for a token for a guest.`;
    case 'ucwa.create':
      return `Asked ${host} to take a guest.`;
    case 'meeting.outcome':
      return `Asked ${host} to join the meeting, and waited for what comes of it.`;
    default:
      return `Asked ${host} to join the meeting.`;
  }
}

/** "The answer is 404 with NotFound, DestinationNotFound." */
export function answered({ status, code, subcode, step }: GuestRefusal): string {
  const words = [code, subcode].filter((part) => part !== '').join(', ');
  const fault = factsOf(step, 'fault')[0]?.replace(/: *$/, '');
  const said = (words === '' ? (fault ?? '') : words).replace(/[.\s]+$/, '');
  const isEvent = step.kind === 'meeting.outcome';
  if (isEvent) return `The event says ${said === '' ? 'that the guest was not let in' : said}.`;
  return `The answer is ${status ?? 'none'}${said === '' ? '' : ` with ${said}`}.`;
}

/** What audits of a join say of any other walk, and of one that did not get to the servers. */
export function withoutJoin(survey: Survey): AuditResult | undefined {
  if (!isJoin(survey)) return notApplicable('No meeting was to be joined.');
  const hasBegun = guestKinds.some((kind) => stepsOf(survey, kind).some(({ outcome }) => outcome !== 'skipped'));
  return hasBegun ? undefined : unknown('The walk did not get as far as the token of a guest.');
}

const exactly = (text: string): RegExp => new RegExp(text.replace(/[^\w]/g, '\\$&'));
