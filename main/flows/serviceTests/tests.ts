/**
 * A light request to each service of the user document, without a sign-in, and some with a web ticket: does it answer as
 * it should. docs/protocol/service-tests.md.
 */
import { needsOf } from '../../../shared/clients/needs.js';
import { linkOf, type AutodiscoverDocument } from '../../../shared/protocol/autodiscover.js';
import { serviceTestTitle, unreachableSide } from '../../../shared/session/serviceStates.js';
import type { Side } from '../../../shared/session/model.js';
import type { Reply, StepHandle } from '../../engine/api.js';
import { together, type Walk } from '../context.js';
import { askWithTickets } from './addressBook.js';
import { TimeBudget } from './budget.js';
import { linkedServices, testsOf, testsOfSettings, whyNotNamed, type ServiceTest } from './catalogue.js';
import { noteSkipped, probe, skip } from './probe.js';

const spec = { kind: 'service-tests', title: "Test the services of the user's home pool" } as const;

/** Tests that run beside each other: nothing else is to wait for them. */
const atOnce = 3;
/** Ms for all tests together. */
const mostTime = 20_000;

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
    const budget = new TimeBudget(() => group.elapsed(), mostTime);
    const results = new Results();
    // 1. What the user document names, and what lies on its host.
    const sides = await sidesInReach(walk, group, document);
    const tests = testsOf(document).filter((test) => sides.includes(test.side) && isWanted(walk, test));
    for (const side of sides) await skipMissing(walk, group, document, side);
    await runAll(group, tests, budget, results);
    await together([
      // 2. What takes a web ticket, with one.
      needsOf(walk.target.client).serviceQueries
        ? askWithTickets(walk, group, budget, sides, [...results.good])
        : undefined,
      // 3. What only the registrar names, once it has.
      testNamedBySettings(walk, group, { tests, sides, budget, results }),
    ]);

    group.value(`${results.good.length} of ${results.asked} as they should`);
    group.meaning(
      'Each service was asked without a sign-in. That it demands one is a good answer for many of them. Those that take a web ticket were asked with one, where there was one.',
    );
  });
}

interface Tested {
  readonly tests: readonly ServiceTest[];
  readonly sides: readonly Side[];
  readonly budget: TimeBudget;
  readonly results: Results;
}

async function testNamedBySettings(walk: Walk, group: StepHandle, tested: Tested): Promise<void> {
  const { tests, sides, budget, results } = tested;
  const settings = await budget.pause(walk.services.settings);
  const named = testsOfSettings(
    settings.flatMap(({ entries }) => entries),
    tests,
  );
  const more = named.filter((test) => sides.includes(test.side) && isWanted(walk, test));
  await runAll(group, more, budget, results);
}

/** Of one client only the services that it uses. */
function isWanted({ target }: Walk, { service }: Pick<ServiceTest, 'service'>): boolean {
  const { services } = needsOf(target.client);
  return services === 'all' || services.includes(service.toLowerCase());
}

/** A test that went well, with its answer. */
export interface GoodTest {
  readonly test: ServiceTest;
  readonly reply: Reply;
}

class Results {
  asked = 0;
  readonly good: GoodTest[] = [];
}

async function runAll(
  group: StepHandle,
  tests: readonly ServiceTest[],
  budget: TimeBudget,
  results: Results,
): Promise<void> {
  const waiting = [...tests];
  const work = async (): Promise<void> => {
    for (let test = waiting.shift(); test !== undefined; test = waiting.shift()) {
      results.asked += 1;
      const reply = await probe(group, test, budget);
      if (reply !== undefined) results.good.push({ test, reply });
    }
  };
  await together(Array.from({ length: atOnce }, work));
}

/** The sides whose discovery answered; what is left out of the other one is said in a row. */
async function sidesInReach(walk: Walk, group: StepHandle, document: AutodiscoverDocument): Promise<readonly Side[]> {
  const reached: Side[] = [];
  for (const side of ['internal', 'external'] as const) {
    const tests = testsOf(document).filter((test) => test.side === side);
    if ((await walk.ucwa.root(side)).root !== undefined) reached.push(side);
    else if (tests.length > 0) {
      group.skip(
        { kind: 'service.test', side, title: serviceTestTitle(unreachableSide) },
        'this side is not in reach here',
      );
      for (const { service } of tests) noteSkipped(group, side, service);
    }
  }
  return reached;
}

/** Lync Server 2010 names no OAuth in its root document, and fewer services. */
async function skipMissing(walk: Walk, group: StepHandle, document: AutodiscoverDocument, side: Side): Promise<void> {
  const { root } = await walk.ucwa.root(side);
  const isOld = root !== undefined && linkOf(root.document, 'oauth') === undefined;
  for (const service of linkedServices) {
    const why = whyNotNamed(document, side, service, isOld);
    if (why !== undefined) skip(group, { side, service }, why);
  }
}
