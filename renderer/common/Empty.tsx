/** An empty pane: what would be here, why it is not, and one action. */
import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.js';

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly text?: ReactNode;
  readonly children?: ReactNode;
}

export function Empty({ icon, title, text, children }: EmptyProps): ReactNode {
  return (
    <div className="state">
      <Icon name={icon} />
      <h3>{title}</h3>
      {text === undefined ? null : <p>{text}</p>}
      {children === undefined ? null : <div className="acts">{children}</div>}
    </div>
  );
}
