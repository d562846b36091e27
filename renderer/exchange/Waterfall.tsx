/** The bars of one row, as SVG attributes only. Phases differ in height as well as in hue; a failing end has a red bar. */
import type { ReactNode } from 'react';
import { duration } from '../common/format.js';
import { phaseNames, type Axis, type Phase } from '../state/phases.js';

interface WaterfallProps {
  readonly phases: readonly Phase[];
  readonly axis: Axis;
  readonly failed: boolean;
}

const heights = { dns: 6, connect: 6, tls: 10, wait: 12, body: 12 } as const;
/** Units across; the axis has six ticks. */
const across = 600;

/** "connect 29 ms, tls 86 ms, waiting 88 ms" */
export function waterfallName(phases: readonly Phase[]): string {
  return phases.map((phase) => `${phaseNames[phase.kind].toLowerCase()} ${duration(phase.to - phase.from)}`).join(', ');
}

export function Waterfall({ phases, axis, failed }: WaterfallProps): ReactNode {
  const x = (ms: number): number => (ms / axis.spanMs) * across;
  const end = phases.at(-1)?.to;
  return (
    <svg
      className="wf"
      focusable="false"
      viewBox={`0 0 ${across} 28`}
      preserveAspectRatio="none"
      role="img"
      aria-label={phases.length === 0 ? 'not started' : waterfallName(phases)}
    >
      {[0, 1, 2, 3, 4, 5, 6].map((tick) => (
        <line key={tick} x1={tick * 100} x2={tick * 100} y1="-1" y2="29" />
      ))}
      {phases.map((phase, index) => {
        const height = heights[phase.kind];
        return (
          <rect
            key={index}
            className={phase.kind}
            x={x(phase.from)}
            y={14 - height / 2}
            width={Math.max(2, x(phase.to) - x(phase.from))}
            height={height}
          />
        );
      })}
      {failed && end !== undefined ? (
        <rect className="end" x={Math.min(across - 4, x(end))} y="6" width="4" height="16" />
      ) : null}
    </svg>
  );
}
