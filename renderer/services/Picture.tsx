/** The services picture: legend, the two halves with the pool between them, and every service with its state. */
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { Session } from '../../shared/session/model.js';
import { Icon } from '../common/Icon.js';
import { useViewStore } from '../state/viewStore.js';
import { Ladder } from './Ladder.js';
import { Legend } from './Legend.js';
import type { ServicesMap } from './model.js';
import { Route } from './Route.js';
import { isArrowKey, nearest } from './spatial.js';

interface PictureProps {
  readonly session: Session;
  readonly map: ServicesMap;
  readonly onResources: (() => void) | undefined;
}

export function Picture({ session, map, onResources }: PictureProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const reveals = useViewStore((state) => state.reveals);
  useEffect(() => {
    // What was chosen stays in sight when the detail takes room from the picture.
    box.current?.querySelector('.box.sel')?.scrollIntoView({ block: 'nearest' });
  }, [reveals]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isArrowKey(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    const boxes = [...(box.current?.querySelectorAll<HTMLElement>('button.box') ?? [])];
    const at = boxes.findIndex((each) => each === document.activeElement);
    const next =
      boxes[
        nearest(
          boxes.map((each) => each.getBoundingClientRect()),
          at,
          event.key,
        )
      ];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };

  return (
    <div ref={box} className="map-scroll">
      <Legend map={map} />
      <div className={`map seat-${map.seat}`} role="group" aria-label="Services map" onKeyDown={onKeyDown}>
        <div className="map-head">
          <h3 className="cell external">
            <Icon name="out" className="sm" />
            Outside <span className="dim">Internet and perimeter</span>
          </h3>
          <h3 className="mid">
            Servers{' '}
            <span className="dim">{session.target.meeting === undefined ? 'home pool' : 'organizer’s pool'}</span>
          </h3>
          <h3 className="cell internal">
            <Icon name="in" className="sm" />
            Inside <span className="dim">company network</span>
          </h3>
        </div>
        <Route session={session} map={map} />
        <Ladder session={session} map={map} onResources={onResources} />
      </div>
    </div>
  );
}
