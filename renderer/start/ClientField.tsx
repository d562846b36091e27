/** Whose way is walked: every client's, or that of one kind. */
import type { ReactNode } from 'react';
import { clientProfiles } from '../../shared/clients/profiles.js';
import { useFormStore, type FormValues } from './form.js';

const options: readonly { readonly value: FormValues['client']; readonly label: string }[] = [
  { value: 'all', label: 'Every client' },
  ...clientProfiles.map(({ kind, name }) => ({ value: kind, label: name })),
];

export function ClientField({ value }: { readonly value: FormValues['client'] }): ReactNode {
  return (
    <div className="adv-field">
      <label className="lab" htmlFor="client">
        Walk as
      </label>
      <select
        id="client"
        className="select"
        value={value}
        onChange={(event) =>
          useFormStore.setState({ client: options.find((each) => each.value === event.target.value)?.value ?? 'all' })
        }
      >
        {options.map((each) => (
          <option key={each.value} value={each.value}>
            {each.label}
          </option>
        ))}
      </select>
    </div>
  );
}
