/** The services of the walk as a picture, and below it the detail of what was chosen in it. */
import type { ReactNode } from 'react';
import type { PaneProps } from '../session/RowsPane.js';
import { ViewBar, viewPanelId } from '../session/ViewBar.js';

export function ServicesPane({ session, children }: PaneProps & { readonly children: ReactNode }): ReactNode {
  return (
    <>
      <ViewBar session={session}>{null}</ViewBar>
      <div id={viewPanelId}>{children}</div>
    </>
  );
}
