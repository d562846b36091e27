/** A line between two panes that moves: by pointer, arrow keys (16 px, with Shift 64 px) and back by double click. */
import { useCallback, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';

interface PaneSize {
  readonly size: number | null;
  readonly set: (size: number | null) => void;
}

/** A remembered size in px; null is the design's own. Survives where the browser keeps storage for this address. */
export function usePaneSize(name: string): PaneSize {
  const key = `lyncscope.pane.${name}`;
  const [size, setSize] = useState<number | null>(() => {
    const kept = Number(read(key));
    return Number.isFinite(kept) && kept > 0 ? kept : null;
  });
  const set = useCallback(
    (next: number | null) => {
      setSize(next);
      write(key, next === null ? null : String(next));
    },
    [key],
  );
  return { size, set };
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is blocked: the design's own size serves
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Storage is blocked: the size lives until the page closes.
  }
}

interface SplitterProps {
  readonly label: string;
  /** The way the line runs: 'vertical' lies between left and right. */
  readonly orientation: 'vertical' | 'horizontal';
  /** The pane before the line, whose size it sets; true for the one after it. */
  readonly after?: boolean;
  readonly min: number;
  readonly max: number;
  readonly pane: PaneSize;
  /** id of the pane whose size it sets. */
  readonly controls: string;
}

/** `role="separator"` with a value. The pane it controls is measured when a move begins. */
export function Splitter({ label, orientation, after = false, min, max, pane, controls }: SplitterProps): ReactNode {
  const vertical = orientation === 'vertical';
  const measured = (): number => {
    const box = document.getElementById(controls)?.getBoundingClientRect();
    return (vertical ? box?.width : box?.height) ?? min;
  };
  const clamp = (size: number): number => Math.round(Math.min(max, Math.max(min, size)));
  const sign = after ? -1 : 1;

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    const line = event.currentTarget;
    const start = vertical ? event.clientX : event.clientY;
    const size = measured();
    line.setPointerCapture(event.pointerId);
    const move = (at: globalThis.PointerEvent): void => {
      pane.set(clamp(size + sign * ((vertical ? at.clientX : at.clientY) - start)));
    };
    const end = (): void => {
      line.removeEventListener('pointermove', move);
      line.removeEventListener('pointerup', end);
      line.removeEventListener('pointercancel', end);
    };
    line.addEventListener('pointermove', move);
    line.addEventListener('pointerup', end);
    line.addEventListener('pointercancel', end);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const towards: Readonly<Record<string, number>> = vertical
      ? { ArrowLeft: -1, ArrowRight: 1 }
      : { ArrowUp: -1, ArrowDown: 1 };
    const direction = towards[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    pane.set(clamp(measured() + sign * direction * (event.shiftKey ? 64 : 16)));
  };

  return (
    <div
      className={`splitter ${orientation}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-controls={controls}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={pane.size === null ? min : clamp(pane.size)}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      onDoubleClick={() => pane.set(null)}
    />
  );
}
