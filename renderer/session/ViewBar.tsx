/** The bar over the panes of a walk: which view of it is shown, and at the end the view's own controls. */
import type { ReactNode } from 'react';
import type { Session } from '../../shared/session/model.js';
import { count } from '../common/format.js';
import { Tabs } from '../common/Tabs.js';
import { rowsOf } from '../state/rows.js';
import { useViewStore, type WalkView } from '../state/viewStore.js';

/** id of the element that shows the chosen view. */
export const viewPanelId = 'list';

/** The views in their order, with how many things each lists. */
function viewsOf(session: Session): readonly { readonly id: WalkView; readonly label: string }[] {
  return [
    { id: 'exchanges', label: `Exchanges ${count(rowsOf(session).length)}` },
    { id: 'services', label: 'Services' },
    { id: 'clients', label: 'Clients' },
  ];
}

/** The picture is shown whole when one comes to it. */
function show(view: WalkView): void {
  useViewStore.setState(({ reveals }) => ({ view, pictureAt: reveals }));
}

interface ViewBarProps {
  readonly session: Session;
  readonly children: ReactNode;
}

export function ViewBar({ session, children }: ViewBarProps): ReactNode {
  const view = useViewStore((state) => state.view);
  const views = viewsOf(session);
  return (
    <div className="views">
      <h2 className="vh">{views.find(({ id }) => id === view)?.label}</h2>
      <Tabs label="View of the walk" tabs={views} value={view} onChange={show} panelId={viewPanelId} end={children} />
    </div>
  );
}
