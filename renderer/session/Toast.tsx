/** One line about finished work; goes by itself, stays while it is looked at. */
import { useEffect, useState, type ReactNode } from 'react';
import { Icon } from '../common/Icon.js';
import { useViewStore } from '../state/viewStore.js';

const shownMs = 6000;

export function Toast(): ReactNode {
  const toast = useViewStore((state) => state.toast);
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (toast === null || held) return;
    const timer = setTimeout(() => useViewStore.setState({ toast: null }), shownMs);
    return () => clearTimeout(timer);
  }, [toast, held]);
  return (
    <div role="status" className="toast-place">
      {toast === null ? null : (
        <div
          className="toast"
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
        >
          <Icon name="pass" className="pass" />
          <span>{toast}</span>
          <button
            type="button"
            className="btn icon s"
            aria-label="Dismiss"
            onClick={() => useViewStore.setState({ toast: null })}
          >
            <Icon name="x" className="sm" />
          </button>
        </div>
      )}
    </div>
  );
}
