/** A part of the findings that stays folded until it is wanted. */
import { useId, useState, type ReactNode } from 'react';
import { Icon } from '../common/Icon.js';

interface FoldProps {
  readonly title: string;
  readonly count: number;
  readonly className: string;
  readonly children: ReactNode;
}

export function Fold({ title, count, className, children }: FoldProps): ReactNode {
  const [open, setOpen] = useState(false);
  const id = useId();
  if (count === 0) return null;
  return (
    <div className={`fold ${className}`}>
      <button
        type="button"
        className="fold-head"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <Icon name={open ? 'chev-d' : 'chev-r'} className="sm" />
        {title} <span className="count">{count}</span>
      </button>
      {open ? <ul id={id}>{children}</ul> : null}
    </div>
  );
}
