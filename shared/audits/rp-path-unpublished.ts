/** Something in front of the servers refuses the path of one service, while the servers answer under the same name. */
import type { FindingId } from './explain.js';
import { failedProvisioning } from './reading/certProvision.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onExchange, onStep } from './reading/evidence.js';
import { testedServices, type TestedService } from './reading/serviceTests.js';
import { isUnpublished } from './reading/toldServices.js';

const id: FindingId = 'rp-path-unpublished';

export const rpPathUnpublished = defineAudit(id, 'http', (survey) => {
  const tested = testedServices(survey, 'own');
  if (tested.length === 0) return notApplicable('No service was tested.');
  // Where a certificate was asked for in vain, that is told with more.
  const isToldElsewhere = ({ service }: TestedService): boolean =>
    service === 'CertProvisioning' && failedProvisioning(survey) !== undefined;
  const refused = tested.filter((one) => isUnpublished(one, tested) && !isToldElsewhere(one));
  const [first] = refused;
  if (first === undefined) return failing([]);
  const paths = refused.map(({ url }) => pathOf(url));
  return failing([
    finding(id, 'warning', {
      title: `The reverse proxy does not publish ${list(paths)} (${list(refused.map(({ service }) => service))})`,
      seen: `Asked ${first.url} without a sign-in. The answer is ${first.status}, and no server added its name to it; under the same name other services are answered by the servers.`,
      evidence: refused.flatMap(({ exchange, step }) => [onExchange(exchange, 'response.status'), onStep(step)]),
    }),
  ]);
});

/** "/Reach": the directory, as rules of reverse proxies name it. */
function pathOf(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  return `/${path.split('/')[1] ?? ''}`;
}
