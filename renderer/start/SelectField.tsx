/** A choice among "More choices": a native select under its label, and what it is for. */
import type { ReactNode } from 'react';
import { NativeSelect, type Selecting } from './NativeSelect.js';

interface SelectFieldProps<T extends string> extends Selecting<T> {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

export function SelectField<T extends string>({ id, label, hint, ...selecting }: SelectFieldProps<T>): ReactNode {
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  return (
    <div className="adv-field">
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <NativeSelect id={id} className="select" describedBy={hintId} {...selecting} />
      {hint === undefined ? null : (
        <small id={hintId} className="hint">
          {hint}
        </small>
      )}
    </div>
  );
}
