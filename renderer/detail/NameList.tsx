/** The names in a certificate. Ten thousand are as quick as ten: many are shown on demand, and then drawn as they scroll. */
import { useRef, useState, type ReactNode } from 'react';
import { count } from '../common/format.js';
import { StatusIcon } from '../common/StatusIcon.js';
import { useRows } from '../common/useRows.js';
import { nameMatches } from './certificateFields.js';

interface NameListProps {
  /** "DNS:name", "IP:address", … */
  readonly names: readonly string[];
  /** The name asked for; empty where none was sent, undefined where this is not the server's certificate. */
  readonly wanted: string | undefined;
  /** Whether the certificate stands for it; undefined where nobody checked. */
  readonly covered: boolean | undefined;
}

/** px */
const rowHeight = 26;
const shownAtOnce = 50;

function Name({ name, wanted }: { readonly name: string; readonly wanted: string | undefined }): ReactNode {
  const match = wanted !== undefined && wanted !== '' && nameMatches(name, wanted);
  return (
    <>
      {match ? <StatusIcon status="passed" silent /> : <span className="i" />}
      <span className="mono">{name.replace(/^DNS:/, '')}</span>
      {match ? <small>asked for</small> : null}
    </>
  );
}

function AllNames({ names, wanted }: Pick<NameListProps, 'names' | 'wanted'>): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const list = useRows({ count: names.length, box, height: rowHeight });
  return (
    <div ref={box} className="san all" tabIndex={0} role="group" aria-label={`${count(names.length)} names`}>
      <ul style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ index, start }) => (
          <li
            key={index}
            className="names"
            aria-setsize={names.length}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start}px)` }}
          >
            <Name name={names[index] ?? ''} wanted={wanted} />
          </li>
        ))}
      </ul>
    </div>
  );
}

export function NameList({ names, wanted, covered }: NameListProps): ReactNode {
  const [all, setAll] = useState(false);
  // What was asked for comes first, so that no list is too long to see it.
  const first = wanted === undefined || wanted === '' ? undefined : names.find((name) => nameMatches(name, wanted));
  const shown = names.slice(0, shownAtOnce);
  const listed = first === undefined || shown.includes(first) ? shown : [first, ...shown.slice(1)];
  return (
    <>
      {covered === false && wanted !== undefined && wanted !== '' ? (
        <p className="names bad">
          <StatusIcon status="failed" silent />
          <span className="mono">{wanted}</span>
          <small>asked for, missing</small>
        </p>
      ) : null}
      {all ? (
        <AllNames names={names} wanted={wanted} />
      ) : (
        <ul className="san" aria-label="Names">
          {listed.map((name, at) => (
            <li key={at} className="names">
              <Name name={name} wanted={wanted} />
            </li>
          ))}
        </ul>
      )}
      {names.length > shownAtOnce && !all ? (
        <button type="button" className="btn quiet s san-more" onClick={() => setAll(true)}>
          Show all {count(names.length)}
        </button>
      ) : null}
    </>
  );
}
