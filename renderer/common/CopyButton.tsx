/** Copies a text and says so in its own name for a moment. */
import { useEffect, useState, type ReactNode } from 'react';
import { Icon } from './Icon.js';

interface CopyButtonProps {
  /** What it copies: "Copy headers". */
  readonly label: string;
  readonly text: () => string;
  /** Shows the words beside the icon; a text: these instead of the label that begins with them. */
  readonly words?: boolean | string;
}

export function CopyButton({ label, text, words = false }: CopyButtonProps): ReactNode {
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 1500);
    return () => clearTimeout(timer);
  }, [state]);
  const said = state === 'done' ? 'Copied' : state === 'failed' ? 'Not copied: the browser refused' : label;
  const copy = (): void => {
    void writeClipboard(text()).then((done) => setState(done ? 'done' : 'failed'));
  };
  return (
    <button
      type="button"
      className={words !== false ? 'btn quiet s' : 'btn icon s'}
      aria-label={said}
      title={said}
      onClick={copy}
    >
      <Icon name={state === 'done' ? 'pass' : 'copy'} {...(state === 'done' ? { className: 'pass' } : {})} />
      {words === false ? null : <span>{state === 'idle' ? (words === true ? label : words) : said}</span>}
    </button>
  );
}

async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no permission, or the page has no focus
  }
}
