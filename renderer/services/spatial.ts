/** Moving with the arrow keys between boxes that lie anywhere: the nearest one in that direction. */

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export type ArrowKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

export function isArrowKey(key: string): key is ArrowKey {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown';
}

/** What lies aside counts more than what lies ahead, so that a column is followed before another is gone to. */
const aside = 3;

/** Place of the nearest rectangle from `at` in a direction; -1 where there is none. */
export function nearest(rects: readonly Rect[], at: number, key: ArrowKey): number {
  const from = rects[at];
  if (from === undefined) return -1;
  const isFlat = key === 'ArrowLeft' || key === 'ArrowRight';
  let best = -1;
  let least = Infinity;
  rects.forEach((rect, index) => {
    if (index === at) return;
    const ahead = {
      ArrowLeft: from.left - (rect.left + rect.width),
      ArrowRight: rect.left - (from.left + from.width),
      ArrowUp: from.top - (rect.top + rect.height),
      ArrowDown: rect.top - (from.top + from.height),
    }[key];
    if (ahead < -1) return;
    const apart = isFlat
      ? gap(from.top, from.height, rect.top, rect.height)
      : gap(from.left, from.width, rect.left, rect.width);
    const distance = ahead + aside * apart;
    if (distance < least) {
      least = distance;
      best = index;
    }
  });
  return best;
}

/** How far two stretches are apart; 0 where they overlap. */
function gap(a: number, aLength: number, b: number, bLength: number): number {
  return Math.max(0, Math.max(a, b) - Math.min(a + aLength, b + bLength));
}
