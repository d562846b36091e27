/** Rows of one height in a scrolling box, of which only the visible ones are drawn. */
import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { useEffect, type RefObject } from 'react';

interface RowsSpec {
  readonly count: number;
  readonly box: RefObject<HTMLDivElement | null>;
  /** px */
  readonly height: number;
  /** Stays drawn however far the user scrolls: the tab stop. */
  readonly keep?: number;
  /** px at the top that a fixed head covers. */
  readonly head?: number;
}

/** Everything beyond the rows that fit, drawn ahead on both sides. */
const overscan = 12;

export function useRows({ count, box, height, keep, head = 0 }: RowsSpec): Virtualizer<HTMLDivElement, Element> {
  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler is not used; its skipping loses nothing
  const list = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan,
    scrollPaddingStart: head,
    rangeExtractor: (range) => {
      const drawn = new Set(defaultRangeExtractor(range));
      if (keep !== undefined && keep < range.count) drawn.add(keep);
      return [...drawn].sort((a, b) => a - b);
    },
  });
  useEffect(() => list.measure(), [list, height]);
  return list;
}
