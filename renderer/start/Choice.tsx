/** One of the choices in the strip under the address: a native select under its label. */
import { useId, type ReactNode } from 'react';
import { Icon, type IconName } from '../common/Icon.js';

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
  readonly icon?: IconName;
}

export function Choice<T extends string>({ label, value, options, onChange, icon }: ChoiceProps<T>): ReactNode {
  const id = useId();
  return (
    <div className="opt">
      <label htmlFor={id}>{label}</label>
      {icon === undefined ? null : <Icon name={icon} className="lead" />}
      <select
        id={id}
        className={icon === undefined ? '' : 'led'}
        value={value}
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
      <Icon name="chev-d" className="sm tail" />
    </div>
  );
}
