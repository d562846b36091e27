/** The platform's own select for a value of a closed set: what is chosen comes back as its own type. */
import type { ReactNode } from 'react';

export interface Selecting<T extends string> {
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

interface NativeSelectProps<T extends string> extends Selecting<T> {
  readonly id: string;
  readonly className: string;
  /** Id of what explains it. */
  readonly describedBy?: string | undefined;
}

export function NativeSelect<T extends string>(props: NativeSelectProps<T>): ReactNode {
  const { id, className, describedBy, options, value, onChange } = props;
  return (
    <select
      id={id}
      className={className}
      value={value}
      aria-describedby={describedBy}
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
  );
}
