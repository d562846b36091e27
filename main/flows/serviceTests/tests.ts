/**
 * A light request to each service of the user document, without a sign-in: does it answer as it should.
 * docs/protocol/service-tests.md.
 */
import { needsOf } from '../../../shared/clients/needs.js';
import type { Side } from '../../../shared/session/model.js';
import type { StepHandle } from '../../engine/api.js';
import { noteAnswer, unexpectedStatus } from '../answers.js';
import { together, type Walk } from '../context.js';
import { controlPanel, testsOf, type ServiceTest } from './catalogue.js';

const spec = { kind: 'service-tests', title: "Test the services of the user's home pool" } as const;

/** Tests that run beside each other: nothing else is to wait for them. */
const atOnce = 3;

/** Runs beside the rest of the walk. Throws nothing but cancellation: trouble is in the record. */
export async function testServices(walk: Walk): Promise<void> {
  const { root } = walk.run;
  if ((walk.target.services ?? 'none') === 'none') return;
  const document = await walk.services.document;
  if (root.signal.aborted) return;
  if (document === undefined) {
    root.skip(spec, walk.credentials.unavailable ?? 'there is no user document');
    return;
  }
  await root.attempt(spec, async (group) => {
    const waiting: ServiceTest[] = [];
    for (const side of ['internal', 'external'] as const) {
      const tests = testsOf(document).filter((test) => test.side === side && isWanted(walk, test));
      if ((await walk.ucwa.root(side)).root !== undefined) waiting.push(...tests);
      else if (tests.length > 0)
        group.skip(stepOf(side, 'the services of this side'), 'this side is not in reach here');
    }
    const good: boolean[] = [];
    const work = async (): Promise<void> => {
      for (let test = waiting.shift(); test !== undefined; test = waiting.shift()) {
        good.push(await run(group, test));
      }
    };
    await together(Array.from({ length: atOnce }, work));
    const fine = good.filter(Boolean).length;
    group.value(`${fine} of ${good.length} as they should`);
    group.meaning('Each service was asked without a sign-in. That it demands one is a good answer for many of them.');
  });
}

/** Of one client only the services that it uses. */
function isWanted({ target }: Walk, { service }: ServiceTest): boolean {
  const { services } = needsOf(target.client);
  return services === 'all' || services.includes(service.toLowerCase());
}

const stepOf = (side: Side, what: string) => ({ kind: 'service.test', side, title: `Test ${what}` }) as const;

async function run(group: StepHandle, test: ServiceTest): Promise<boolean> {
  const { service, side, url, good, purpose } = test;
  const asked = await group.attempt(stepOf(side, service), async (step) => {
    step.fact('service', `${service} ${url}`);
    const reply = await step.exchange({
      method: 'GET',
      url: (await step.trust(url, { field: `Link ${service}`, from: 'the user document', secure: true })).href,
      headers: [['Accept', test.accept]],
      expect: good,
      understood: 'any',
    });
    noteAnswer(step, reply);
    const { startedMs, firstByteMs = startedMs } = reply.exchange;
    const took = `${Math.max(1, Math.round(firstByteMs - startedMs))} ms`;
    step.value(`${reply.status} in ${took}`);
    const what = `This is ${purpose}.`;
    if (!good.includes(reply.status)) {
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
  });
  return asked.ok;
}
