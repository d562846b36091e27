/** F1 opens and leaves the page that explains; Esc and Alt Left leave it, Ctrl F goes to its search. */
import { useEffect } from 'react';
import { useViewStore } from '../state/viewStore.js';
import { closeExplain, toggleExplain } from './openExplain.js';

/** True when the key was meant for this page. */
function handled(event: KeyboardEvent): boolean {
  const { explain } = useViewStore.getState();
  if (event.key === 'F1') {
    toggleExplain();
    return true;
  }
  if (explain === null) return false;
  if (event.key === 'Escape') {
    const search = document.querySelector<HTMLInputElement>('#explain-search');
    if (document.activeElement === search && explain.query !== '')
      useViewStore.setState({ explain: { ...explain, query: '' } });
    else closeExplain();
    return true;
  }
  if ((event.altKey && event.key === 'ArrowLeft') || (event.metaKey && event.key === '[')) {
    closeExplain();
    return true;
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f') {
    document.querySelector<HTMLElement>('#explain-search')?.focus();
    return true;
  }
  return false;
}

export function useExplainKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      if (handled(event)) event.preventDefault();
    };
    // Before the keys of the screen below.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}
