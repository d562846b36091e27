/** The tabs of each kind of row. */
import { isProvisioning } from '../sip/settings.js';
import type { Row } from '../state/rows.js';
import type { DetailTab } from '../state/viewStore.js';

interface TabSpec {
  readonly id: DetailTab;
  readonly label: string;
}

const tabs: Readonly<Record<Row['kind'], readonly TabSpec[]>> = {
  exchange: [
    { id: 'overview', label: 'Overview' },
    { id: 'request', label: 'Request' },
    { id: 'response', label: 'Response' },
    { id: 'certificates', label: 'Certificates' },
    { id: 'timing', label: 'Timing' },
  ],
  lookup: [
    { id: 'overview', label: 'Overview' },
    { id: 'query', label: 'Query' },
    { id: 'answer', label: 'Answer' },
    { id: 'timing', label: 'Timing' },
  ],
  sip: [
    { id: 'overview', label: 'Overview' },
    { id: 'request', label: 'Request' },
    { id: 'response', label: 'Response' },
    { id: 'sign-in', label: 'Sign-in' },
    { id: 'certificates', label: 'Certificates' },
    { id: 'timing', label: 'Timing' },
  ],
  connection: [
    { id: 'overview', label: 'Overview' },
    { id: 'certificates', label: 'Certificates' },
    { id: 'timing', label: 'Timing' },
  ],
};

/** A question is a question, whatever asks it. */
const alike: Readonly<Partial<Record<DetailTab, DetailTab>>> = {
  request: 'query',
  query: 'request',
  response: 'answer',
  answer: 'response',
};

const settings: TabSpec = { id: 'settings', label: 'Settings' };

/** The tabs a row has. */
export function tabsOf(row: Row): readonly TabSpec[] {
  const all = tabs[row.kind];
  if (row.kind !== 'sip' || !isProvisioning(row)) return all;
  return all.flatMap((tab) => (tab.id === 'sign-in' ? [settings, tab] : [tab]));
}

/** The tab that is shown for a wish. */
export function tabFor(row: Row, wanted: DetailTab): DetailTab {
  const all = tabsOf(row);
  const has = (id: DetailTab | undefined): id is DetailTab => all.some((tab) => tab.id === id);
  const like = alike[wanted];
  return has(wanted) ? wanted : has(like) ? like : 'overview';
}
