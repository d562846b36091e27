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
  const sign = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1;
  let best = -1;
  let least = Infinity;
  rects.forEach((rect, index) => {
    if (index === at) return;
    const dx = middle(rect.left, rect.width) - middle(from.left, from.width);
    const dy = middle(rect.top, rect.height) - middle(from.top, from.height);
    const ahead = sign * (isFlat ? dx : dy);
    const size = (isFlat ? from.width : from.height) / 2;
    if (ahead <= size / 2) return;
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

const middle = (start: number, length: number): number => start + length / 2;

/** How far two stretches are apart; 0 where they overlap. */
function gap(a: number, aLength: number, b: number, bLength: number): number {
  return Math.max(0, Math.max(a, b) - Math.min(a + aLength, b + bLength));
}
