/** The address book takes the ticket and does not find the user. */
import { factOf } from '../session/facts.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onExchange, onStep } from './reading/evidence.js';

export const addressBookNotGenerated = defineAudit('address-book-not-generated', 'note', (survey) => {
  const { steps, exchanges } = survey.whole;
  const asked = steps.filter(
    (step) =>
      step.kind === 'service.query' && survey.isOwn(step.id) && factOf(step, 'address-book-entries') !== undefined,
  );
  if (asked.length === 0) return notApplicable('The address book was not asked for the user.');
  const empty = asked.find((step) => factOf(step, 'address-book-entries') === '0');
  if (empty === undefined) return passed;
  const code = factOf(empty, 'address-book-code');
  const url = factOf(empty, 'service')?.split(' ')[1] ?? 'the address book';
  return failing([
    finding('address-book-not-generated', 'warning', {
      seen: `Asked ${url} for ${survey.session.target.sipAddress}, with a good web ticket. It answered that there is no such entry${code === undefined ? '' : ` (${code})`}.`,
      evidence: [
        ...exchanges.filter(({ stepId }) => stepId === empty.id).map((one) => onExchange(one, 'response.body')),
        onStep(empty),
      ],
    }),
  ]);
});
