/**
 * How the tests of the services went, read from the record: one line a service and side. Written by
 * main/flows/serviceTests, read by the services map, reports and audits. docs/protocol/service-tests.md.
 */
import { factOf, factsOf } from './facts.js';
import type { Session, Side, Step } from './model.js';

/**
 * 'good': it answered as it should. 'bad': it answered otherwise. 'unreachable': no answer came. 'skipped': it was not
 * asked; why stands in the row of the step.
 */
export type ServiceCondition = 'good' | 'bad' | 'unreachable' | 'skipped';

export interface ServiceState {
  readonly side: Side;
  /** "AddressBook", as in servicePurposes. */
  readonly service: string;
  readonly state: ServiceCondition;
  readonly status?: number;
  /** Until the first byte of the answer, connection included. */
  readonly ms?: number;
  readonly url?: string;
  /** Where the exchange is, or the row that says why it was skipped. */
  readonly stepId: string;
  /** "address book files": completes "This is …". */
  readonly purpose?: string;
}

/** By the token of the user document, or our own name where no link names the service. */
export const servicePurposes: Readonly<Record<string, string>> = {
  Autodiscover: 'the directory that every client begins at',
  AuthBroker: 'the sign-in of the Windows Store app on behalf of a user (Reach)',
  WebScheduler: 'the web page to schedule meetings with',
  CertProvisioning: 'client certificates for the registrar',
  Mcx: 'mobile clients of Lync 2010',
  Ucwa: 'web and mobile apps; without a token it must ask for one',
  XFrame: 'the page that web apps of other sites load',
  AddressBook: 'address book files',
  AddressBookQuery: 'the web query of the address book: people found by name',
  GroupExpansion: 'group expansion: the members of a distribution group',
  Meet: 'the page that meeting links lead to',
  DialIn: 'the page with dial-in numbers',
  LocationInformation: 'the place of a phone, for emergency calls',
  DeviceUpdates: 'new software for desk phones',
  ResponseGroups: 'the page where agents of response groups sign in and out',
  ControlPanel: 'the control panel of the administrators',
};

/** Title of the row of a test; skipped rows are found by it. */
export function serviceTestTitle(service: string): string {
  return `Test ${service}`;
}

/** In place of the services' names, for a side that is left out as a whole. */
export const unreachableSide = 'the services of this side';

/** Value of the fact 'service-state': "External/AddressBook good 401 23 ms"; "-" for a status or time that there is none of. */
export function serviceStateFact({ side, service, state, status, ms }: Omit<ServiceState, 'stepId'>): string {
  const time = ms === undefined ? '-' : `${ms} ms`;
  return `${side === 'internal' ? 'Internal' : 'External'}/${service} ${state} ${status ?? '-'} ${time}`;
}

/** One entry a side and service, in the order first seen; a later test (with a ticket) stands for an earlier one. Unreadable facts are left out. */
export function serviceStatesOf(session: Session): readonly ServiceState[] {
  const states = new Map<string, ServiceState>();
  for (const step of session.steps) {
    for (const fact of factsOf(step, 'service-state')) {
      const read = readFact(fact);
      if (read !== undefined) states.set(`${read.side}/${read.service}`, { ...read, ...placeOf(session, step, read) });
    }
  }
  return [...states.values()];
}

type Read = Omit<ServiceState, 'stepId' | 'url'>;

function readFact(fact: string): Read | undefined {
  const [, where, service, state, status, ms] =
    /^(Internal|External)\/(\w{1,40}) (good|bad|unreachable|skipped) (\d{3}|-) (?:(\d{1,9}) ms|-)$/.exec(fact) ?? [];
  if (service === undefined || !isCondition(state)) return undefined;
  const purpose = Object.hasOwn(servicePurposes, service) ? servicePurposes[service] : undefined;
  return {
    side: where === 'Internal' ? 'internal' : 'external',
    service,
    state,
    ...(status === undefined || status === '-' ? {} : { status: Number(status) }),
    ...(ms === undefined ? {} : { ms: Number(ms) }),
    ...(purpose === undefined ? {} : { purpose }),
  };
}

const isCondition = (state: string | undefined): state is ServiceCondition =>
  state === 'good' || state === 'bad' || state === 'unreachable' || state === 'skipped';

/** The facts of tests that were not run stand in their group: their own rows carry none. */
function placeOf(session: Session, step: Step, { side, service }: Read): Pick<ServiceState, 'stepId' | 'url'> {
  const rows = session.steps.filter(
    (one) => one.parentId === step.id && one.side === side && one.outcome === 'skipped',
  );
  const titled = (name: string): Step | undefined => rows.find(({ title }) => title === serviceTestTitle(name));
  const row = step.kind === 'service-tests' ? (titled(service) ?? titled(unreachableSide)) : undefined;
  const url = factOf(step, 'service')?.split(' ')[1];
  return { stepId: row?.id ?? step.id, ...(url === undefined ? {} : { url }) };
}
