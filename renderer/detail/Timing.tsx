/** Where the time of one row went, phase by phase, with absolute times in UTC. */
import type { ReactNode } from 'react';
import type { Session } from '../../shared/session/model.js';
import { duration, utcClock } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import type { Blame } from '../state/blame.js';
import { axisFor, extentOf, phaseNames, phasesOf, tickLabel, type Phase } from '../state/phases.js';
import type { Row } from '../state/rows.js';

interface TimingProps {
  readonly session: Session;
  readonly row: Row;
  readonly nowMs: number;
  readonly failed: boolean;
  readonly blames: readonly Blame[];
}

const across = 600;

export function Timing({ session, row, nowMs, failed, blames }: TimingProps): ReactNode {
  const own = phasesOf(row, nowMs);
  const before = handshakeOf(row, nowMs);
  const phases = [...before, ...own];
  const { from, to } = extentOf(phases);
  const axis = axisFor(to - from);
  const x = (ms: number): number => ((ms - from) / axis.spanMs) * across;
  const timingBlames = blames.filter(({ evidence }) => evidence.part === 'timing');
  return (
    <div className="timing-pane" tabIndex={0} role="group" aria-label="Timing">
      <div className="timing" role="table" aria-label="Phases">
        <div className="tr" role="row">
          <span className="th" role="columnheader">
            Phase
          </span>
          <span className="th" role="columnheader">
            <span className="axis" aria-label={`0 to ${duration(axis.spanMs)}`} role="img">
              {[0, 1, 2, 3, 4, 5].map((tick) => (
                <span key={tick}>{tickLabel(axis, tick)}</span>
              ))}
              <span>{axis.unit}</span>
            </span>
          </span>
          <span className="th r" role="columnheader">
            Took
          </span>
          <span className="th" role="columnheader">
            Began, UTC
          </span>
        </div>
        {phases.map((phase, index) => (
          <div key={index} className="tr" role="row">
            <span role="cell">
              <span className={`swatch ${phase.kind}`} />
              {phaseNames[phase.kind]}
            </span>
            <span role="cell">
              <svg className="wf" viewBox={`0 0 ${across} 28`} preserveAspectRatio="none" aria-hidden focusable="false">
                {[0, 1, 2, 3, 4, 5, 6].map((tick) => (
                  <line key={tick} x1={tick * 100} x2={tick * 100} y1="-1" y2="29" />
                ))}
                <rect
                  className={phase.kind}
                  x={x(phase.from)}
                  y="8"
                  width={Math.max(2, x(phase.to) - x(phase.from))}
                  height="12"
                />
                {failed && index === phases.length - 1 ? (
                  <rect className="end" x={Math.min(across - 4, x(phase.to))} y="6" width="4" height="16" />
                ) : null}
              </svg>
            </span>
            <span className="r" role="cell">
              {duration(phase.to - phase.from)}
            </span>
            <span className="mono" role="cell">
              {utcClock(session.startedAt, phase.from)}
            </span>
          </div>
        ))}
      </div>
      <div className="under-timing">
        {timingBlames.map(({ finding, key }) => (
          <p key={key}>
            <Icon name="info" />
            <span>
              <strong>{finding.title}.</strong> {finding.cause}
            </span>
          </p>
        ))}
        {row.kind === 'exchange' && before.length === 0 && row.connection !== undefined && !row.opensConnection ? (
          <p>
            <Icon name="info" />
            <span>The connection stood before this request: another exchange opened it.</span>
          </p>
        ) : null}
        <p className="total">
          In all {duration(to - from)}, from {utcClock(session.startedAt, from)} UTC.
        </p>
      </div>
    </div>
  );
}

/** The handshake that this exchange waited for, where the list shows it as a row of its own. */
function handshakeOf(row: Row, nowMs: number): readonly Phase[] {
  if (row.kind !== 'exchange' || row.connection === undefined || row.opensConnection) return [];
  const { connection, exchange } = row;
  if (connection.startedMs < exchange.startedMs - 1) return [];
  return phasesOf({ kind: 'connection', id: connection.id, number: 0, connection }, nowMs);
}
