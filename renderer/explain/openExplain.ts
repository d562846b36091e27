/** Opening and leaving the page that explains; the focus goes in, and back to where it was. */
import { useViewStore } from '../state/viewStore.js';

let before: Element | null = null;

/** @param id of a diagnosis or a code; the list alone without one */
export function openExplain(id: string | null = null): void {
  const { explain } = useViewStore.getState();
  if (explain === null) before = document.activeElement;
  useViewStore.setState({ explain: { id: id ?? explain?.id ?? null, query: '' } });
}

/** Back to the screen below. */
export function closeExplain(): void {
  if (useViewStore.getState().explain === null) return;
  useViewStore.setState({ explain: null });
  const back = before;
  before = null;
  // What lies below can take the focus only when it is drawn again.
  requestAnimationFrame(() => {
    if (back instanceof HTMLElement && back.isConnected) back.focus();
  });
}

/** Opens the page or leaves it. */
export function toggleExplain(): void {
  if (useViewStore.getState().explain === null) openExplain();
  else closeExplain();
}
