/** One of a few, side by side: a radio group whose arrow keys move and choose. */
import { useRef, type KeyboardEvent, type ReactNode } from 'react';

interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly className?: string;
}

export function Segments<T extends string>({
  label,
  options,
  value,
  onChange,
  className = '',
}: SegmentsProps<T>): ReactNode {
  const group = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by =
      event.key === 'ArrowRight' || event.key === 'ArrowDown'
        ? 1
        : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
          ? -1
          : 0;
    if (by === 0) return;
    event.preventDefault();
    const at = (options.findIndex((option) => option.value === value) + by + options.length) % options.length;
    const next = options[at];
    if (next === undefined) return;
    onChange(next.value);
    group.current?.querySelectorAll('button')[at]?.focus();
  };
  return (
    <div ref={group} className={`seg ${className}`} role="radiogroup" aria-label={label} onKeyDown={onKeyDown}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
