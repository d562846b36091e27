/** One test: a light request without a sign-in, and what its answer means. docs/protocol/service-tests.md. */
import { FailureError } from '../../../shared/failure.js';
import { serviceStateFact, serviceTestTitle } from '../../../shared/session/serviceStates.js';
import type { Side } from '../../../shared/session/model.js';
import type { Reply, StepHandle } from '../../engine/api.js';
import { noteAnswer, unexpectedStatus } from '../answers.js';
import { isNetworkFailure } from '../context.js';
import { controlPanel, type ServiceTest } from './catalogue.js';
import type { TimeBudget } from './budget.js';

export const testSpec = (side: Side, service: string) =>
  ({ kind: 'service.test', side, title: serviceTestTitle(service) }) as const;

/** Runs it where time is left. @returns undefined where it was skipped or not as it should be */
export async function probe(group: StepHandle, test: ServiceTest, budget: TimeBudget): Promise<Reply | undefined> {
  const { service, side } = test;
  if (budget.left() === 0) {
    skip(group, test, budget.reason);
    return undefined;
  }
  const { title, ...spec } = testSpec(side, service);
  const shown = test.further === undefined ? title : `${title} at ${test.further}, as ${test.from} name it`;
  const asked = await group.attempt({ ...spec, title: shown }, (step) => ask(step, test, budget));
  return asked.ok ? asked.value : undefined;
}

/** Records a test that is not run, for the tree and for the map. */
export function skip(group: StepHandle, { side, service }: Pick<ServiceTest, 'side' | 'service'>, why: string): void {
  group.skip(testSpec(side, service), why);
  noteSkipped(group, side, service);
}

/** For the map alone. */
export function noteSkipped(group: StepHandle, side: Side, service: string): void {
  group.fact('service-state', serviceStateFact({ side, service, state: 'skipped' }));
}

async function ask(step: StepHandle, test: ServiceTest, budget: TimeBudget): Promise<Reply> {
  const { service, side, url, good, purpose } = test;
  step.fact('service', `${service} ${url}`);
  const trusted = await step.trust(url, { field: `Link ${service}`, from: test.from, secure: true });
  const reply = await step
    .exchange({
      method: 'GET',
      url: trusted.href,
      headers: [['Accept', test.accept]],
      expect: good,
      understood: 'any',
      ...budget.waitWithin(step.target.timeoutMs),
    })
    .catch((error: unknown) => {
      noteFailure(step, test, error);
      throw error;
    });
  noteAnswer(step, reply);
  const isGood = good.includes(reply.status);
  noteState(step, test, reply, isGood);
  step.value(`${reply.status} in ${timeOf(reply)} ms`);
  const what = `What it is for: ${purpose}.`;
  if (!isGood) {
    step.meaning(`${what} It answers ${reply.status}, where ${good.join(', ')} would be good.`);
    throw unexpectedStatus(reply, `${service} was tested`);
  }
  step.meaning(
    service === controlPanel && side === 'external'
      ? `${what} It does not.`
      : reply.status === 401
        ? `${what} It wants a sign-in, which is the good answer here.`
        : `${what} It answers as it should.`,
  );
  return reply;
}

type Place = Pick<ServiceTest, 'service' | 'side'>;

/** The state of a service that answered. */
export function noteState(step: StepHandle, { service, side }: Place, reply: Reply, isGood: boolean): void {
  const { status } = reply;
  const state = isGood ? 'good' : 'bad';
  step.fact('service-state', serviceStateFact({ side, service, state, status, ms: timeOf(reply) }));
}

/** The state of one whose exchange failed; a cancelled one says nothing. */
export function noteFailure(step: StepHandle, { service, side }: Place, error: unknown): void {
  if (!(error instanceof FailureError) || error.failure.code === 'cancelled') return;
  const state = isNetworkFailure(error.failure) ? 'unreachable' : 'bad';
  step.fact('service-state', serviceStateFact({ side, service, state }));
}

/** Until the first byte, connection included: at least 1. */
function timeOf({ exchange }: Reply): number {
  const { startedMs, firstByteMs = startedMs } = exchange;
  return Math.max(1, Math.round(firstByteMs - startedMs));
}
