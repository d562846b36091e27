/** A choice among "More choices": a native select under its label, and what it is for. */
import type { ReactNode } from 'react';

interface SelectFieldProps<T extends string> {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

export function SelectField<T extends string>({
  id,
  label,
  hint,
  options,
  value,
  onChange,
}: SelectFieldProps<T>): ReactNode {
  return (
    <div className="adv-field">
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="select"
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {hint === undefined ? null : (
        <small id={`${id}-hint`} className="hint">
          {hint}
        </small>
      )}
    </div>
  );
}
