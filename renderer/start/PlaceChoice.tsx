/** Where this computer is: in the strip of either form. */
import type { ReactNode } from 'react';
import { Choice } from './Choice.js';
import { useFormStore, type FormValues } from './form.js';

export function PlaceChoice({ form }: { readonly form: FormValues }): ReactNode {
  return (
    <Choice
      label="This computer is"
      value={form.location}
      icon={form.location === 'inside' ? 'in' : form.location === 'outside' ? 'out' : 'info'}
      options={[
        { value: 'outside', label: 'Outside the company' },
        { value: 'inside', label: 'Inside the company' },
        { value: 'unknown', label: 'Not known' },
      ]}
      onChange={(location) => useFormStore.setState({ location })}
    />
  );
}
