/** The walk was made as one client, and that client cannot sign in from here, though nothing else is wrong. */
import { sentence } from '../clients/record.js';
import { rowsOf } from '../clients/rows.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onStep } from './reading/evidence.js';
import { hasEnded } from './reading/goal.js';

export const clientKeptOut = defineAudit('client-kept-out', 'note', (survey) => {
  const { client = 'all' } = survey.session.target;
  if (client === 'all') return notApplicable('The walk was not made as one client.');
  if (!hasEnded(survey)) return notApplicable('The walk has not come to its end.');
  const [row] = rowsOf(survey.whole, { findings: [] });
  if (row === undefined || row.verdict === 'can' || row.verdict === 'not-known') return passed;
  const { evidence, why } = row.needs.find(({ id }) => id === row.stoppedAt) ?? {};
  const [walk] = survey.whole.steps;
  return failing([
    finding('client-kept-out', 'error', {
      title:
        row.verdict === 'not-offered'
          ? `${row.name}: not offered by these servers`
          : `${row.name}: cannot sign in from here`,
      // The title says already that it cannot.
      seen: why === undefined ? row.sentence : sentence(why),
      evidence: evidence !== undefined ? [evidence] : walk === undefined ? [] : [onStep(walk)],
    }),
  ]);
});
