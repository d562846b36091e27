/** The services of the walk as a picture, UCWA's resources as a tree, and below them the detail of what was chosen. */
import { useState, type ReactNode } from 'react';
import { Empty } from '../common/Empty.js';
import { Icon } from '../common/Icon.js';
import { Segments } from '../common/Segments.js';
import { Splitter, usePaneSize } from '../common/Splitter.js';
import type { PaneProps } from '../session/RowsPane.js';
import { ViewBar, viewPanelId } from '../session/ViewBar.js';
import { useViewStore } from '../state/viewStore.js';
import { servicesMapOf } from './map.js';
import { Picture } from './Picture.js';
import { ResourceView } from './ResourceView.js';
import { resourceTreeOf } from './resources.js';

type Part = 'map' | 'resources';

const parts: readonly { readonly value: Part; readonly label: string }[] = [
  { value: 'map', label: 'Map' },
  { value: 'resources', label: 'UCWA resources' },
];

/** @param children the detail of what is selected */
export function ServicesPane({ session, index, children }: PaneProps & { readonly children: ReactNode }): ReactNode {
  const [part, setPart] = useState<Part>('map');
  const chosen = useViewStore((state) => state.reveals > state.pictureAt);
  const size = usePaneSize('services');
  const map = servicesMapOf(session, index);
  const resources = resourceTreeOf(session);
  return (
    <>
      <ViewBar session={session}>
        {chosen ? (
          <button
            type="button"
            className="btn quiet s"
            onClick={() => useViewStore.setState(({ reveals }) => ({ pictureAt: reveals }))}
          >
            <Icon name="x" className="sm" />
            Close detail
          </button>
        ) : null}
        <Segments label="Part" options={parts} value={part} onChange={setPart} />
      </ViewBar>
      <div
        id={viewPanelId}
        className={`services ${!chosen ? 'fill' : size.size === null ? '' : 'sized'}`}
        style={chosen && size.size !== null ? { height: size.size } : {}}
      >
        {part === 'map' ? (
          session.steps.length === 0 ? (
            <Empty icon="waiting" title="Nothing was asked yet" text="The picture grows with the walk." />
          ) : (
            <Picture
              session={session}
              map={map}
              onResources={resources.roots.length === 0 ? undefined : () => setPart('resources')}
            />
          )
        ) : (
          <ResourceView session={session} tree={resources} />
        )}
      </div>
      {chosen ? (
        <>
          <Splitter
            label="Height of the services"
            orientation="horizontal"
            min={160}
            max={1600}
            pane={size}
            controls={viewPanelId}
          />
          {children}
        </>
      ) : null}
    </>
  );
}
