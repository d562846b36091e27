/** "What this walk will ask": follows the choices of the form, so no dialog has to. */
import { useMemo, type ReactNode } from 'react';
import { Icon } from '../common/Icon.js';
import type { FormValues } from './form.js';
import { planOf } from './planLines.js';

export function Plan({ form }: { readonly form: FormValues }): ReactNode {
  const plan = useMemo(() => planOf(form), [form]);
  return (
    <aside className="plan" aria-label="What this walk will ask" tabIndex={0}>
      <h2>What this walk will ask</h2>
      <p>
        {form.mode === 'meeting'
          ? 'Follows your choices.'
          : form.password === 'none'
            ? 'Read-only. Follows your choices.'
            : 'Takes back what it creates. Follows your choices.'}
      </p>
      <dl className="passes">
        {plan.passes.map(({ title, text }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <ol>
        {plan.phases.map((phase, index) => (
          <li key={phase.title} className="ph" data-n={index + 1}>
            <strong>{phase.title}</strong>
            {phase.lines.map((each) => (
              <div key={each.ask + (each.note ?? '')} className="ask">
                <span className="mono">{each.ask}</span>
                {each.note === undefined ? null : <span className="badge">{each.note}</span>}
              </div>
            ))}
          </li>
        ))}
      </ol>
      <ul className="wont" aria-live="polite">
        {plan.promises.map((promise) => (
          <li key={promise}>
            <Icon name={form.keepSecrets && promise.startsWith('Keeps passwords') ? 'unlock' : 'pass'} />
            <span>{promise}</span>
          </li>
        ))}
      </ul>
    </aside>
  );
}
