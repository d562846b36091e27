/** Programs on this computer see other addresses than DNS gives: a hosts file, a VPN rule, another resolver. */
import { factOf } from '../session/facts.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onLookup, onStep } from './reading/evidence.js';

export const dnsSystemOverride = defineAudit('dns-system-override', 'dns', ({ session }) => {
  const asked = session.lookups.filter(({ via }) => via === 'system');
  if (asked.length === 0) return notApplicable('The system was not asked for names, or not alone.');
  const steps = session.steps.filter((step) => factOf(step, 'address-difference') !== undefined);
  if (steps.length === 0) return failing([]);
  const names = steps.flatMap(({ id }) => asked.filter(({ stepId }) => stepId === id).map(({ query }) => query.name));
  return failing([
    finding('dns-system-override', 'warning', {
      title: `This computer has addresses of its own for ${list(names)}`,
      seen: steps
        .map((step, index) => `${names[index] ?? step.title}: ${factOf(step, 'address-difference') ?? ''}.`)
        .join(' '),
      evidence: steps.flatMap((step) => [
        onStep(step),
        ...session.lookups.filter(({ stepId }) => stepId === step.id).map(onLookup),
      ]),
    }),
  ]);
});
