/** The lower part of the picture: the services of the pool, with the state of each from outside and from inside. */
import type { ReactNode } from 'react';
import type { Session, Side } from '../../shared/session/model.js';
import { plural } from '../common/format.js';
import { boxClass } from './BoxIcon.js';
import { MapBoxView } from './MapBoxView.js';
import { louder, sideWords, type BoxStatus, type MapBox, type ServiceRow, type ServicesMap } from './model.js';

interface LadderProps {
  readonly session: Session;
  readonly map: ServicesMap;
  /** Opens the resources of UCWA; absent where there are none. */
  readonly onResources: (() => void) | undefined;
}

export function Ladder({ session, map, onResources }: LadderProps): ReactNode {
  return (
    <div className="map-services">
      {map.groups.map(({ title, rows }) => (
        <section key={title} aria-label={title}>
          <div className="rung head">
            <span className="cell external" />
            <h4 className="mid">{title}</h4>
            <span className="cell internal" />
          </div>
          {rows.map((row) => (
            <Rung key={row.service} session={session} row={row} onResources={onResources} />
          ))}
        </section>
      ))}
      <div className="rung foot">
        <span className="cell external" />
        <div className="mid">
          {map.missing === undefined ? null : <p>{map.missing}</p>}
          {map.moreServices === 0 ? null : <p>and {plural(map.moreServices, 'link', 'links')} more</p>}
        </div>
        <span className="cell internal" />
      </div>
    </div>
  );
}

interface RungProps {
  readonly session: Session;
  readonly row: ServiceRow;
  readonly onResources: (() => void) | undefined;
}

function Rung({ session, row, onResources }: RungProps): ReactNode {
  return (
    <div className="rung" role="group" aria-label={row.title}>
      <Cell session={session} row={row} side="external" />
      <div className="mid">
        <span className="svc-name">{row.title}</span>
        {row.service === 'Ucwa' && onResources !== undefined ? (
          <button type="button" className="link" onClick={onResources}>
            Resources
          </button>
        ) : null}
      </div>
      <Cell session={session} row={row} side="internal" />
    </div>
  );
}

function Cell({ session, row, side }: Omit<RungProps, 'onResources'> & { readonly side: Side }): ReactNode {
  const boxes = row.cells[side];
  return (
    <div className={`cell ${side} ${boxClass(wireOf(boxes))}-wire`}>
      <span className="side-word" aria-hidden>
        {side === 'external' ? 'Outside' : 'Inside'}
      </span>
      {boxes.map((box) => (
        <MapBoxView
          key={box.key}
          session={session}
          box={box}
          of={`${row.title}, ${box.title === 'Use' ? 'used ' : ''}${sideWords[side]}`}
          look="state"
        />
      ))}
    </div>
  );
}

function wireOf(boxes: readonly MapBox[]): BoxStatus {
  return boxes.reduce((status: BoxStatus, box) => louder(status, box.status), 'absent');
}
