/** The state of a box as shape, colour and word. */
import type { ReactNode } from 'react';
import { statusClass, StatusIcon } from '../common/StatusIcon.js';
import type { BoxStatus } from './model.js';

/** The class that carries a state's colour. */
export function boxClass(status: BoxStatus): string {
  return status === 'absent' ? 'absent' : statusClass[status];
}

/** Hidden from assistive technology: the word stands beside it. */
export function BoxIcon({ status }: { readonly status: BoxStatus }): ReactNode {
  if (status !== 'absent') return <StatusIcon status={status} silent />;
  return (
    <svg className="i absent" viewBox="0 0 16 16" focusable="false" aria-hidden>
      <circle cx="8" cy="8" r="5.6" />
      <path d="m4.2 11.8 7.6-7.6" />
    </svg>
  );
}
