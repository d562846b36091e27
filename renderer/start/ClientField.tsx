/** Whose way is walked: every client's, or that of one kind. */
import type { ReactNode } from 'react';
import { clientProfiles } from '../../shared/clients/profiles.js';
import { useFormStore, type FormValues } from './form.js';
import { SelectField } from './SelectField.js';

const options: readonly { readonly value: FormValues['client']; readonly label: string }[] = [
  { value: 'all', label: 'Every client' },
  ...clientProfiles.map(({ kind, name }) => ({ value: kind, label: name })),
];

export function ClientField({ value }: { readonly value: FormValues['client'] }): ReactNode {
  return (
    <SelectField
      id="client"
      label="Walk as"
      options={options}
      value={value}
      onChange={(client) => useFormStore.setState({ client })}
    />
  );
}
