/** One box of the picture: a button that leads to its place in the record. */
import type { ReactNode } from 'react';
import type { Session } from '../../shared/session/model.js';
import { duration } from '../common/format.js';
import { selectRow, selectStep } from '../state/selection.js';
import { useViewStore } from '../state/viewStore.js';
import { BoxIcon, boxClass } from './BoxIcon.js';
import { boxWords, type BoxTarget, type MapBox } from './model.js';
import { WireName } from './WireName.js';

export function follow(session: Session, target: BoxTarget): void {
  if (target.recordId !== undefined) selectRow(session, target.recordId);
  else selectStep(session, target.stepId);
}

interface MapBoxViewProps {
  readonly session: Session;
  readonly box: MapBox;
  /** What the box is of, for who cannot see where it stands: "Autodiscover, outside". */
  readonly of: string;
  /** 'place' shows its title and names, 'state' what came of it alone. */
  readonly look: 'place' | 'state' | 'server';
}

export function MapBoxView({ session, box, of, look }: MapBoxViewProps): ReactNode {
  const { target, status } = box;
  const chosen = useChosen(box);
  const className = `box bx-${look} ${boxClass(status)}-box ${chosen ? 'sel' : ''}`;
  const inside = (
    <>
      <BoxIcon status={status} />
      <span className="vh">
        {of}: {boxWords[status]},{' '}
      </span>
      {look === 'state' ? <StateParts box={box} /> : <PlaceParts session={session} box={box} look={look} />}
    </>
  );
  if (target === undefined) return <div className={`${className} still`}>{inside}</div>;
  return (
    <button
      type="button"
      className={className}
      data-box={box.key}
      {...(chosen ? { 'aria-current': 'true' } : {})}
      onClick={() => follow(session, target)}
    >
      {inside}
    </button>
  );
}

function StateParts({ box }: { readonly box: MapBox }): ReactNode {
  return (
    <>
      <span className="bx-text">
        {box.text}
        {box.names.map((name) => (
          <small key={name}>
            <WireName name={name} />
          </small>
        ))}
      </span>
      {box.ms === undefined ? null : <span className="bx-ms num">{duration(box.ms)}</span>}
    </>
  );
}

function PlaceParts({ session, box, look }: Omit<MapBoxViewProps, 'of'>): ReactNode {
  if (look === 'server') {
    return (
      <>
        <span className="mono">{box.title}</span>
        <span className="vh">, </span>
        <span className="bx-count num">{box.text}</span>
      </>
    );
  }
  return (
    <span className="bx-parts">
      <strong>{box.title}</strong>
      {box.names.map((name) => (
        <span key={name} className="mono">
          <WireName name={name} domain={session.target.domain} />
        </span>
      ))}
      <small>
        <WireName name={box.text} />
      </small>
    </span>
  );
}

/** A box is chosen while what it leads to is. */
function useChosen({ target }: MapBox): boolean {
  const rowId = useViewStore((state) => state.rowId);
  const stepId = useViewStore((state) => state.stepId);
  const shown = useViewStore((state) => state.reveals > state.pictureAt);
  if (target === undefined || !shown) return false;
  if (target.recordId !== undefined) return target.recordId === rowId;
  return target.stepId === stepId;
}
