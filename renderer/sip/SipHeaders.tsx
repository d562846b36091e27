/** Header fields of SIP in order and case as they came: each folded to one line, its meaning beside it. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Message } from '../../shared/session/model.js';
import { headerNameOf, type MessageSide } from '../body/places.js';
import { Icon } from '../common/Icon.js';
import { headerParts, type ValuePart } from '../detail/headerParts.js';
import { severityIcons } from '../findings/severity.js';
import type { Blame } from '../state/blame.js';
import { sipHeaderNote } from './headerNotes.js';
import { headerPieces, type HeaderPiece } from './headerPieces.js';

function Value({ parts }: { readonly parts: readonly ValuePart[] }): ReactNode {
  return parts.map((part, index) =>
    part.hidden ? (
      <span key={index} className="hidden-value">
        {part.text}
      </span>
    ) : (
      part.text
    ),
  );
}

function Pieces({ pieces }: { readonly pieces: readonly HeaderPiece[] }): ReactNode {
  return (
    <dd className="sip-pieces">
      <dl>
        {pieces.map((piece, index) => (
          <div key={index}>
            <dt>{piece.name}</dt>
            <dd className="mono">{piece.value}</dd>
            <dd>{piece.note}</dd>
          </div>
        ))}
      </dl>
    </dd>
  );
}

function Findings({ blames }: { readonly blames: readonly Blame[] }): ReactNode {
  return blames.map(({ finding, key }) => (
    <dd key={key} className="note">
      <Icon name={severityIcons[finding.severity].icon} className={severityIcons[finding.severity].tone} />
      <span>
        {finding.title} <code>{finding.id}</code>
      </span>
    </dd>
  ));
}

interface RowProps {
  readonly name: string;
  readonly value: string;
  readonly parts: readonly ValuePart[];
  readonly blames: readonly Blame[];
}

function SipHeader({ name, value, parts, blames }: RowProps): ReactNode {
  const worst = blames.find(({ finding }) => finding.severity === 'error') ?? blames[0];
  const look = worst === undefined ? undefined : severityIcons[worst.finding.severity];
  // What a finding points at is open: the place is not to be looked for.
  const [open, setOpen] = useState(worst !== undefined);
  const note = sipHeaderNote(name);
  const pieces = headerPieces(name, value);
  const title = (
    <>
      {look === undefined ? null : <Icon name={look.icon} className={`sm ${look.tone}`} label={look.word} />}
      {name}
    </>
  );
  return (
    <div
      className={`sip-hdr ${open ? 'open' : ''} ${open && pieces.length === 0 ? 'whole' : ''} ${look === undefined ? '' : `hit ${look.tone}-hit`}`}
    >
      <dt>
        <button type="button" className="known" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'chev-d' : 'chev-r'} className="sm" />
          {title}
        </button>
      </dt>
      <dd className="mono" title={parts.map((part) => part.text).join('')}>
        <Value parts={parts} />
      </dd>
      <dd className="means">{note}</dd>
      <Findings blames={blames} />
      {open && pieces.length > 0 ? <Pieces pieces={pieces} /> : null}
    </div>
  );
}

interface SipHeadersProps {
  readonly side: MessageSide;
  readonly start: string;
  readonly startNote: string;
  readonly message: Message;
  /** As of one side of an exchange. */
  readonly blames: readonly Blame[];
  readonly jump: number | null;
}

export function SipHeaders({ side, start, startNote, message, blames, jump }: SipHeadersProps): ReactNode {
  const list = useRef<HTMLDListElement>(null);
  const parts = headerParts(message);
  useEffect(() => {
    if (jump !== null) list.current?.querySelector('.hit')?.scrollIntoView({ block: 'nearest' });
  }, [jump]);
  const ofStart = blames.filter(({ evidence }) => evidence.part === `${side}.status`);
  const tone = ofStart[0] === undefined ? undefined : severityIcons[ofStart[0].finding.severity].tone;
  return (
    <dl ref={list} className="sip-hdrs" tabIndex={0} aria-label="Headers">
      <div className={`sip-hdr line ${tone === undefined ? '' : `hit ${tone}-hit`}`}>
        <dt>Start line</dt>
        <dd className="mono">{start}</dd>
        <dd className="means">{startNote}</dd>
        <Findings blames={ofStart} />
      </div>
      {message.headers.map(([name, value], index) => (
        <SipHeader
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
