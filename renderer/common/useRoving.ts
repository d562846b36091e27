/** Keyboard focus in a virtual list: the wanted row may be drawn only after the list has scrolled to it. */
import { useLayoutEffect, useRef } from 'react';

/** Answers a function that moves the focus to `[data-row=id]` inside `container` as soon as that row is drawn. */
export function useRoving(container: React.RefObject<HTMLElement | null>): (id: string) => void {
  const wanted = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const row = container.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(wanted.current)}"]`);
    if (row === null || row === undefined) return;
    row.focus({ preventScroll: true });
    wanted.current = null;
  });
  return (id) => {
    wanted.current = id;
  };
}
