/** Text tabs with a 2-px underline. Arrow keys move, Enter or Space selects; controls may stand at the end. */
import { useRef, type KeyboardEvent, type ReactNode } from 'react';

interface TabsProps<T extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: T; readonly label: string }[];
  readonly value: T;
  readonly onChange: (id: T) => void;
  /** id of the element that shows the chosen tab. */
  readonly panelId: string;
  readonly end?: ReactNode;
}

export function tabElementId(panelId: string, id: string): string {
  return `${panelId}-tab-${id}`;
}

export function Tabs<T extends string>({ label, tabs, value, onChange, panelId, end }: TabsProps<T>): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const to: Readonly<Record<string, number>> = {
      ArrowRight: (at + 1) % buttons.length,
      ArrowLeft: (at - 1 + buttons.length) % buttons.length,
      Home: 0,
      End: buttons.length - 1,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    buttons[next]?.focus();
  };
  return (
    <div className="tabs">
      <div ref={list} className="tablist" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={tabElementId(panelId, tab.id)}
            type="button"
            role="tab"
            className="tab"
            aria-selected={tab.id === value}
            aria-controls={panelId}
            tabIndex={tab.id === value ? 0 : -1}
            onClick={() => onChange(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div className="end">{end}</div>
    </div>
  );
}
