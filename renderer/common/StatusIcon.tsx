/** A status as shape, colour and word. */
import type { ReactNode } from 'react';
import { statusWords, type Status } from '../state/status.js';
import { Icon, type IconName } from './Icon.js';

const icons: Readonly<Record<Status, IconName>> = {
  failed: 'fail',
  warning: 'warn',
  running: 'running',
  cancelled: 'cancelled',
  passed: 'pass',
  expected: 'expected',
  skipped: 'skipped',
  waiting: 'waiting',
};

/** The class that carries a status's colour. */
export const statusClass: Readonly<Record<Status, string>> = {
  failed: 'fail',
  warning: 'warn',
  running: 'running',
  cancelled: 'cancelled',
  passed: 'pass',
  expected: 'expected',
  skipped: 'skipped',
  waiting: 'skipped',
};

interface StatusIconProps {
  readonly status: Status;
  readonly className?: string;
  /** True where the word stands beside it. */
  readonly silent?: boolean;
}

export function StatusIcon({ status, className = '', silent = false }: StatusIconProps): ReactNode {
  const classes = `${statusClass[status]} ${status === 'running' ? 'spin' : ''} ${className}`;
  return <Icon name={icons[status]} className={classes} {...(silent ? {} : { label: statusWords[status] })} />;
}
