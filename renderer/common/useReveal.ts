/** Keeps the chosen row of a virtual list in sight: when it is chosen, chosen again, and when the list's box changes. */
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { useViewStore } from '../state/viewStore.js';

interface RevealSpec {
  readonly box: RefObject<HTMLDivElement | null>;
  /** Place of the chosen row; -1 for none. */
  readonly at: number;
  /** Of a row, px. */
  readonly height: number;
}

/** px at the top that the head covers. */
const head = 24;

/** Scrolls by as little as shows the whole row. Measures the box itself: the list may not have seen its new size yet. */
function reveal(box: HTMLElement, at: number, height: number): void {
  const top = at * height;
  const room = box.clientHeight - head;
  if (room <= 0) return;
  if (box.scrollTop > top) box.scrollTop = top;
  else if (box.scrollTop < top + height - room) box.scrollTop = Math.min(top, top + height - room);
}

export function useReveal({ box, at, height }: RevealSpec): void {
  const reveals = useViewStore((state) => state.reveals);
  const wanted = useRef(at);
  useLayoutEffect(() => {
    wanted.current = at;
    if (box.current !== null && at >= 0) reveal(box.current, at, height);
  }, [box, at, height, reveals]);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    // A verdict that unfolds, a splitter, another window size: what was in sight stays in sight.
    let seen = element.clientHeight;
    const observer = new ResizeObserver(() => {
      const top = wanted.current * height;
      const was = element.scrollTop <= top + height && top < element.scrollTop + seen;
      seen = element.clientHeight;
      if (was && wanted.current >= 0) reveal(element, wanted.current, height);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, height]);
}
