/** Clients as rows, what each needs as columns. Arrow keys move between the cells; each leads to what shows it. */
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Judgement } from '../../shared/audits/audit.js';
import { needNames, type ClientRow, type Need } from '../../shared/clients/model.js';
import type { Session } from '../../shared/session/model.js';
import { Icon } from '../common/Icon.js';
import { jumpTo, showEvidence } from '../state/selection.js';
import { looks, needIds, verdictLooks, type Look } from './words.js';

interface ClientTableProps {
  readonly session: Session;
  readonly judgement: Judgement;
  readonly rows: readonly ClientRow[];
}

export function ClientTable({ session, judgement, rows }: ClientTableProps): ReactNode {
  const [at, setAt] = useState({ row: 0, column: 0 });
  const go = (event: KeyboardEvent<HTMLTableElement>): void => {
    const move = moves[event.key];
    if (move === undefined) return;
    const next = move(at, rows.length - 1, needIds.length - 1);
    event.preventDefault();
    setAt(next);
    event.currentTarget.querySelector<HTMLElement>(`[data-cell="${next.row}.${next.column}"]`)?.focus();
  };
  return (
    <table className="clients-table" role="grid" aria-label="Clients and what each needs" onKeyDown={go}>
      <thead>
        <tr>
          <th scope="col">Client</th>
          <th scope="col">Can sign in</th>
          {needIds.map((id) => (
            <th key={id} scope="col">
              {needNames[id]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, rowAt) => (
          <tr key={row.client}>
            <th scope="row">
              <span className="client-name">{row.name}</span>
              <small className="dimmer">{row.products}</small>
              <small className="client-why">
                {row.sentence} <Why session={session} judgement={judgement} id={row.findingId} />
              </small>
            </th>
            <td className="client-verdict">
              <Mark look={verdictLooks[row.verdict]} />
            </td>
            {row.needs.map((need, column) => (
              <td key={need.id}>
                <Cell
                  session={session}
                  need={need}
                  client={row.name}
                  cell={`${rowAt}.${column}`}
                  reachable={at.row === rowAt && at.column === column}
                  onFocus={() => setAt({ row: rowAt, column })}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface Place {
  readonly row: number;
  readonly column: number;
}

const moves: Readonly<Record<string, (at: Place, lastRow: number, lastColumn: number) => Place>> = {
  ArrowUp: ({ row, column }) => ({ row: Math.max(0, row - 1), column }),
  ArrowDown: ({ row, column }, lastRow) => ({ row: Math.min(lastRow, row + 1), column }),
  ArrowLeft: ({ row, column }) => ({ row, column: Math.max(0, column - 1) }),
  ArrowRight: ({ row, column }, _lastRow, lastColumn) => ({ row, column: Math.min(lastColumn, column + 1) }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, _lastRow, lastColumn) => ({ row, column: lastColumn }),
};

interface CellProps {
  readonly session: Session;
  readonly need: Need;
  readonly client: string;
  readonly cell: string;
  readonly reachable: boolean;
  readonly onFocus: () => void;
}

/** A button also where nothing shows it: its words are read out all the same. */
function Cell({ session, need, client, cell, reachable, onFocus }: CellProps): ReactNode {
  const { evidence, state, why, note } = need;
  return (
    <button
      type="button"
      className={`client-cell ${looks[state].tone}`}
      data-cell={cell}
      tabIndex={reachable ? 0 : -1}
      aria-label={`${client}, ${needNames[need.id]}: ${looks[state].word}. ${why}`}
      aria-disabled={evidence === undefined}
      title={[why, note].filter(Boolean).join(' ')}
      onFocus={onFocus}
      onClick={() => {
        if (evidence !== undefined) showEvidence(session, evidence);
      }}
    >
      <Mark look={looks[state]} />
    </button>
  );
}

function Mark({ look: { icon, tone, word } }: { readonly look: Look }): ReactNode {
  return (
    <span className="client-mark">
      <Icon name={icon} className={`sm ${tone}`} />
      <span className="client-word">{word}</span>
    </span>
  );
}

interface WhyProps {
  readonly session: Session;
  readonly judgement: Judgement;
  readonly id: string | undefined;
}

function Why({ session, judgement, id }: WhyProps): ReactNode {
  const index = judgement.findings.findIndex((finding) => finding.id === id);
  const finding = judgement.findings[index];
  if (finding === undefined) return null;
  return (
    <button type="button" className="link" onClick={() => jumpTo(session, finding, index, 0)}>
      {finding.title}
    </button>
  );
}
