/** A text field among "More choices": its hint, and what the program said against it. */
import type { ReactNode } from 'react';
import { Icon } from '../common/Icon.js';
import { mend, useRefused, type RefusedField } from './refused.js';

interface TextFieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  /** More than one: a field of several lines. */
  readonly rows?: number;
  /** The part of the request it fills. */
  readonly field: RefusedField;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function TextField({
  id,
  label,
  hint,
  placeholder,
  rows = 1,
  field,
  value,
  onChange,
}: TextFieldProps): ReactNode {
  const problem = useRefused(field);
  const told = [problem === undefined ? '' : `${id}-problem`, hint === undefined ? '' : `${id}-hint`].filter(Boolean);
  const common = {
    id,
    className: 'input mono',
    placeholder,
    spellCheck: false,
    value,
    'aria-invalid': problem !== undefined,
    'aria-describedby': told.join(' ') || undefined,
    onChange: (event: { readonly target: { readonly value: string } }) => {
      mend(field);
      onChange(event.target.value);
    },
  };
  return (
    <div className="adv-field">
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      {rows > 1 ? <textarea rows={rows} {...common} /> : <input {...common} />}
      {problem === undefined ? null : <Refusal id={`${id}-problem`} text={problem} />}
      {hint === undefined ? null : (
        <small id={`${id}-hint`} className="hint">
          {hint}
        </small>
      )}
    </div>
  );
}

/** What the program said against a field. */
export function Refusal({ id, text }: { readonly id: string; readonly text: string }): ReactNode {
  return (
    <p className="msg" id={id} role="alert">
      <Icon name="fail" className="fail" label="Wrong" />
      <span>{text}</span>
    </p>
  );
}
