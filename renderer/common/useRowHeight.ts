/** Row height in px: 28, or 24 in narrow or short windows, as the style sheet has it. */
import { useSyncExternalStore } from 'react';

const narrow = '(max-width: 1279px), (max-height: 719px)';

function subscribe(changed: () => void): () => void {
  const query = window.matchMedia(narrow);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}

/** True in windows narrower than 1280 or lower than 720 px. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(narrow).matches);
}

export function useRowHeight(): number {
  return useNarrow() ? 24 : 28;
}
