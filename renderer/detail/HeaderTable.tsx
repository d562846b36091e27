/** Headers in order, case and repeats as received. Known ones open one explanation; evidence carries its icon. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { headerNameOf, type MessageSide } from '../body/places.js';
import { Icon } from '../common/Icon.js';
import type { Message } from '../../shared/session/model.js';
import { severityIcons } from '../findings/severity.js';
import type { Blame } from '../state/blame.js';
import { headerNote } from './headerNotes.js';
import { headerParts, type ValuePart } from './headerParts.js';

interface HeaderTableProps {
  readonly side: MessageSide;
  /** Start line in two parts: "HTTP/1.1" and "200 OK". */
  readonly start: readonly [string, string];
  readonly startBlames: readonly Blame[];
  readonly message: Message;
  readonly blames: readonly Blame[];
  readonly jump: number | null;
}

interface HeaderRowProps {
  readonly name: string;
  readonly value: string;
  readonly blames: readonly Blame[];
  readonly line?: boolean;
  readonly parts?: readonly ValuePart[];
}

function HeaderRow({ name, value, blames, line = false, parts }: HeaderRowProps): ReactNode {
  const [open, setOpen] = useState(false);
  const note = line ? undefined : headerNote(name);
  const worst = blames.find(({ finding }) => finding.severity === 'error') ?? blames[0];
  const look = worst === undefined ? undefined : severityIcons[worst.finding.severity];
  const title = (
    <>
      {look === undefined ? null : <Icon name={look.icon} className={`sm ${look.tone}`} label={look.word} />}
      {name}
    </>
  );
  return (
    <div
      className={`hdr ${line ? 'line' : ''} ${open ? 'open' : ''} ${look === undefined ? '' : `hit ${look.tone}-hit`}`}
    >
      <dt>
        {note === undefined ? (
          title
        ) : (
          <button type="button" className="known" aria-expanded={open} onClick={() => setOpen(!open)}>
            {title}
          </button>
        )}
      </dt>
      <dd title={parts?.map((part) => part.text).join('') ?? value}>
        {parts?.map((part, index) =>
          part.hidden ? (
            <span key={index} className="hidden-value">
              {part.text}
            </span>
          ) : (
            part.text
          ),
        ) ?? value}
      </dd>
      {blames.map(({ finding, key }) => (
        <dd key={key} className="note">
          <Icon name={severityIcons[finding.severity].icon} className={severityIcons[finding.severity].tone} />
          <span>
            {finding.title} <code>{finding.id}</code>
          </span>
        </dd>
      ))}
      {open && note !== undefined ? (
        <dd className="note">
          <Icon name="info" />
          <span>{note}</span>
        </dd>
      ) : null}
    </div>
  );
}

export function HeaderTable({ side, start, startBlames, message, blames, jump }: HeaderTableProps): ReactNode {
  const list = useRef<HTMLDListElement>(null);
  const parts = headerParts(message);
  useEffect(() => {
    if (jump !== null) list.current?.querySelector('.hit')?.scrollIntoView({ block: 'nearest' });
  }, [jump]);
  return (
    <dl ref={list} className="hdrs" tabIndex={0} aria-label="Headers">
      <HeaderRow line name={start[0]} value={start[1]} blames={startBlames} />
      {message.headers.map(([name, value], index) => (
        <HeaderRow
          key={index}
          name={name}
          value={value}
          parts={parts[index] ?? []}
          blames={blames.filter(({ evidence }) => headerNameOf(evidence, side) === name.toLowerCase())}
        />
      ))}
    </dl>
  );
}
