/** A service of the home pool answers otherwise than when it works, or not at all while others of its host do. */
import type { Evidence } from './audit.js';
import { defineAudit, failing, finding, list, notApplicable, passed } from './reading/define.js';
import { onExchange, onStep } from './reading/evidence.js';
import { mcxSteps } from './reading/mcx.js';
import { isLoginBeforeService } from './reading/roots.js';
import { silentServices, testedServices, type TestedService } from './reading/serviceTests.js';
import type { Survey } from './reading/survey.js';
import { isOfBadServer, isUnpublished } from './reading/toldServices.js';

const withOwnFinding: readonly string[] = ['ControlPanel', 'XFrame'];
/** Parts of the product that not every company uses. */
const optional: readonly string[] = ['LocationInformation', 'DeviceUpdates', 'ResponseGroups'];

interface Bad {
  readonly service: string;
  readonly url: string;
  /** "404" or "no answer". */
  readonly said: string;
  readonly evidence: readonly Evidence[];
}

export const serviceNotAnswering = defineAudit('service-not-answering', 'note', (survey) => {
  // Where Mcx was asked for as a phone does, that says more.
  const isToldOfMcx = mcxSteps(survey, 'mcx.page', 'mcx.mex').some(({ outcome }) => outcome === 'failed');
  const tested = testedServices(survey, 'own').filter(
    ({ service }) => !withOwnFinding.includes(service) && !(isToldOfMcx && service.toLowerCase() === 'mcx'),
  );
  if (tested.length === 0) return notApplicable('No service was tested.');
  const all = testedServices(survey, 'own');
  // A login page in front of it is told by rp-preauth.
  const logins = new Set(survey.tests.filter(isLoginBeforeService).map(({ exchange }) => exchange.id));
  const bad = [
    ...tested
      .filter(({ step, exchange }) => step.outcome === 'failed' && !logins.has(exchange.id))
      .filter((one) => !isUnpublished(one, all) && !isOfBadServer(survey, one))
      .map(badOf),
    ...silentServices(survey, tested)
      .filter(({ service }) => !withOwnFinding.includes(service) && !(isToldOfMcx && service === 'Mcx'))
      .map(({ service, url, step }): Bad => ({ service, url, said: 'no answer', evidence: [onStep(step)] })),
  ];
  const needed = bad.filter(({ service }) => !optional.includes(service));
  const shown = needed.length > 0 ? needed : bad;
  const [first] = shown;
  if (first === undefined) return passed;
  return failing([
    finding('service-not-answering', needed.length > 0 ? 'warning' : 'info', {
      title: `Not as they should: ${list(shown.map(({ service, said }) => `${service} (${said})`))}`,
      seen: seenOf(first),
      ...comparison(survey, first),
      evidence: shown.flatMap(({ evidence }) => evidence),
    }),
  ]);
});

function badOf({ service, url, status, exchange, step }: TestedService): Bad {
  return { service, url, said: String(status), evidence: [onExchange(exchange, 'response.status'), onStep(step)] };
}

function seenOf({ service, url, said }: Bad): string {
  return said === 'no answer'
    ? `Asked ${url} without a sign-in. No answer came, while other services of this host answer.`
    : `Asked ${url} without a sign-in. The answer is ${said}, which a working ${service} does not give.`;
}

/** What the same service says on the other side, where both were asked: it tells the server's fault from the way's. */
function comparison(survey: Survey, { service, url }: Bad): { readonly cause?: string; readonly fix?: string } {
  const others = testedServices(survey, 'all').filter((one) => one.service === service && one.url !== url);
  const good = others.find(({ step }) => step.outcome === 'ok');
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  if (good !== undefined) {
    return {
      cause: `On the ${good.step.side ?? 'other'} side it answers as it should (${good.url}, ${good.status}): the service runs, and what leads to it from here does not.`,
      fix: `The administrator of the reverse proxy or load balancer lets ${path} through to the web services of the pool.`,
    };
  }
  const alsoBad = others.find(({ step }) => step.outcome === 'failed');
  if (alsoBad !== undefined) {
    return {
      cause: `On the ${alsoBad.step.side ?? 'other'} side it does not work either (${alsoBad.status}): the service itself is stopped, broken or not installed.`,
      fix: `The server administrator looks at ${path} on the servers of the pool: is its application pool started, and does it answer there.`,
    };
  }
  return {
    fix: `Ask for ${path} from the other side too. Where it answers inside, the administrator of the reverse proxy publishes ${path}; otherwise the server administrator looks at the service.`,
  };
}
