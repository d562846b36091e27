/** One of the choices in the strip under the address: a native select under its label. */
import { useId, type ReactNode } from 'react';
import { Icon, type IconName } from '../common/Icon.js';
import { NativeSelect, type Selecting } from './NativeSelect.js';

interface ChoiceProps<T extends string> extends Selecting<T> {
  readonly label: string;
  readonly icon?: IconName;
}

export function Choice<T extends string>({ label, icon, ...selecting }: ChoiceProps<T>): ReactNode {
  const id = useId();
  return (
    <div className="opt">
      <label htmlFor={id}>{label}</label>
      {icon === undefined ? null : <Icon name={icon} className="lead" />}
      <NativeSelect id={id} className={icon === undefined ? '' : 'led'} {...selecting} />
      <Icon name="chev-d" className="sm tail" />
    </div>
  );
}
