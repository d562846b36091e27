/** The services of the walk as a picture, UCWA's resources as a tree, and below them the detail of what was chosen. */
import { useState, type ReactNode } from 'react';
import { Empty } from '../common/Empty.js';
import { Segments } from '../common/Segments.js';
import { PicturePane } from '../session/PicturePane.js';
import type { PaneProps } from '../session/RowsPane.js';
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
  const map = servicesMapOf(session, index);
  const resources = resourceTreeOf(session);
  return (
    <PicturePane
      session={session}
      name="services"
      controls={<Segments label="Part" options={parts} value={part} onChange={setPart} />}
      detail={children}
    >
      {part === 'resources' ? (
        <ResourceView session={session} tree={resources} />
      ) : session.steps.length === 0 ? (
        <Empty icon="waiting" title="Nothing was asked yet" text="The picture grows with the walk." />
      ) : (
        <Picture
          session={session}
          map={map}
          onResources={resources.roots.length === 0 ? undefined : () => setPart('resources')}
        />
      )}
    </PicturePane>
  );
}
