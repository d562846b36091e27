/** How the three severities look. */
import type { Severity } from '../../shared/audits/audit.js';
import type { IconName } from '../common/Icon.js';

export const severityIcons: Readonly<
  Record<Severity, { readonly icon: IconName; readonly tone: string; readonly word: string }>
> = {
  error: { icon: 'fail', tone: 'fail', word: 'Error' },
  warning: { icon: 'warn', tone: 'warn', word: 'Warning' },
  info: { icon: 'info', tone: 'dim', word: 'Note' },
};
