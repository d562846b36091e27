/** Name and value pairs, values as on the wire. */
import type { ReactNode } from 'react';

export interface FactRow {
  readonly name: string;
  readonly value: ReactNode;
  readonly mono?: boolean;
}

/** Rows without a value are left out. */
export function Facts({ label, rows }: { readonly label: string; readonly rows: readonly FactRow[] }): ReactNode {
  const shown = rows.filter((row) => row.value !== undefined && row.value !== '' && row.value !== null);
  if (shown.length === 0) return null;
  return (
    <dl className="facts" aria-label={label}>
      {shown.map((row, index) => (
        <div key={index}>
          <dt>{row.name}</dt>
          <dd className={row.mono === true ? 'mono' : ''}>{row.value}</dd>
        </div>
      ))}
    </dl>
  );
}
