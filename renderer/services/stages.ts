/** Parts of the walk that have steps of their own on the map: joining a meeting as a guest, and Mcx. */
import { factOf } from '../../shared/session/facts.js';
import type { Step, StepKind } from '../../shared/session/model.js';
import { ownServices } from './serviceNames.js';

export interface Stage {
  readonly kind: StepKind;
  readonly service: string;
  /** What a step that went well says; its own value where there is none. */
  readonly done?: (step: Step) => string | undefined;
}

const outcomes: Readonly<Record<string, string>> = {
  joined: 'Let in',
  lobby: 'In the lobby: somebody must let the guest in',
  waiting: 'Waits: the meeting has not begun',
  refused: 'Kept out',
};

function located(step: Step): string {
  if (factOf(step, 'conference-from') === 'link') return 'Made of the link itself';
  return factOf(step, 'conference-from') === 'typed' ? 'As typed' : 'The page names the meeting';
}

export const meetingStages: readonly Stage[] = [
  { kind: 'meeting.locate', service: ownServices.meetingPage, done: located },
  { kind: 'meeting.token', service: ownServices.guestToken, done: () => 'Token given' },
  { kind: 'ucwa.create', service: ownServices.guestApplication, done: () => 'Application created' },
  { kind: 'meeting.join', service: ownServices.joining, done: () => 'The request to join was taken' },
  {
    kind: 'meeting.outcome',
    service: ownServices.outcome,
    done: (step) => {
      const outcome = factOf(step, 'meeting-outcome') ?? '';
      return Object.hasOwn(outcomes, outcome) ? outcomes[outcome] : undefined;
    },
  },
  { kind: 'meeting.leave', service: ownServices.leaving, done: () => 'Left; nothing remains at the server' },
];

export const mcxStages: readonly Stage[] = [
  { kind: 'mcx.page', service: ownServices.mcxPage, done: () => 'The page comes' },
  { kind: 'mcx.mex', service: ownServices.mcxPage, done: () => 'Says how it is used' },
  { kind: 'mcx.ticket', service: ownServices.mcxTicket, done: () => 'Ticket given' },
  {
    kind: 'mcx.session',
    service: ownServices.mcxSession,
    done: ({ value }) => (value === '1 server' ? 'One server took every request' : value),
  },
  {
    kind: 'mcx.push',
    service: ownServices.mcxPush,
    done: ({ value }) => (/:\d+$/.test(value ?? '') ? value : 'No record for federation here'),
  },
];
