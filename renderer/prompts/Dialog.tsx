/** A modal question on the browser's own <dialog>: focus goes in, stays in, and comes back. */
import { useEffect, useRef, type ReactNode } from 'react';

interface DialogProps {
  readonly role?: 'dialog' | 'alertdialog';
  readonly labelledBy: string;
  readonly describedBy: string;
  readonly narrow?: boolean;
  /** Esc. */
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

export function Dialog({
  role = 'dialog',
  labelledBy,
  describedBy,
  narrow = false,
  onCancel,
  children,
}: DialogProps): ReactNode {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    if (dialog === null) return;
    const before = document.activeElement;
    if (!dialog.open) dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      role={role}
      className={`dlg ${narrow ? 'narrow' : ''}`}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
    >
      {children}
    </dialog>
  );
}
