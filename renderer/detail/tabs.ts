/** The tabs of each kind of row. */
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

/** The tabs a kind of row has. */
export function tabsOf(kind: Row['kind']): readonly TabSpec[] {
  return tabs[kind];
}

/** The tab that is shown for a wish. */
export function tabFor(kind: Row['kind'], wanted: DetailTab): DetailTab {
  const has = (id: DetailTab | undefined): id is DetailTab => tabs[kind].some((tab) => tab.id === id);
  const like = alike[wanted];
  return has(wanted) ? wanted : has(like) ? like : 'overview';
}
