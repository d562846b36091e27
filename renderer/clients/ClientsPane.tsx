/** "Which of my clients can sign in from here?": the client matrix, and below it the detail of what was chosen in it. */
import { useMemo, type ReactNode } from 'react';
import { clientsOf } from '../../shared/clients/matrix.js';
import type { ClientRow, NeedState } from '../../shared/clients/model.js';
import { Empty } from '../common/Empty.js';
import { Icon } from '../common/Icon.js';
import { PicturePane } from '../session/PicturePane.js';
import type { PaneProps } from '../session/RowsPane.js';
import { ClientTable } from './ClientTable.js';
import { looks } from './words.js';

/** @param children the detail of what is selected */
export function ClientsPane({ session, judgement, children }: PaneProps & { readonly children: ReactNode }): ReactNode {
  const rows = useMemo(() => (judgement === null ? [] : clientsOf(session, judgement)), [session, judgement]);
  return (
    <PicturePane session={session} name="clients" detail={children}>
      {judgement === null ? (
        <Empty icon="waiting" title="Nothing can be said yet" text="The table fills in while the walk goes on." />
      ) : rows.length === 0 ? (
        <Empty
          icon="doc"
          title="No client signs in here"
          text="This walk joins a meeting as a guest, without an account. One that follows a sign-in shows here which kinds of client can."
        />
      ) : (
        <>
          <p className="clients-lead">{leadOf(rows, session.outcome === 'running')}</p>
          <div className="clients-scroll">
            <ClientTable session={session} judgement={judgement} rows={rows} />
            <Legend rows={rows} />
          </div>
        </>
      )}
    </PicturePane>
  );
}

const oneClient: Readonly<Record<ClientRow['verdict'], string>> = {
  can: 'can sign in from here.',
  cannot: 'cannot sign in from here.',
  'not-known': 'is not known to get in: not everything was tried.',
  'not-offered': 'finds no service for it at this server.',
};

function leadOf(rows: readonly ClientRow[], running: boolean): string {
  if (running) return 'What is known so far; the table fills in while the walk goes on.';
  const [first, ...others] = rows;
  // A walk as one client says nothing of the others.
  if (first !== undefined && others.length === 0) {
    return `This walk went as one client. The ${first.name} ${oneClient[first.verdict]} Choose a cell to see what shows it.`;
  }
  const able = rows.filter(({ verdict }) => verdict === 'can').length;
  const unable = rows.filter(({ verdict }) => verdict === 'cannot').length;
  const rest = rows.length - able - unable;
  const parts = [
    `${able} of ${rows.length} kinds of client can sign in from here`,
    ...(unable === 0 ? [] : [`${unable} cannot`]),
    ...(rest === 0 ? [] : [`of ${rest} it is not known, or the server has nothing for them`]),
  ];
  return `${parts.join('; ')}. Choose a cell to see what shows it.`;
}

function Legend({ rows }: { readonly rows: readonly ClientRow[] }): ReactNode {
  const used = new Set(rows.flatMap(({ needs }) => needs.map(({ state }) => state)));
  const states = (Object.keys(looks) as NeedState[]).filter((state) => used.has(state));
  return (
    <ul className="clients-legend" aria-label="What the signs mean">
      {states.map((state) => (
        <li key={state}>
          <Icon name={looks[state].icon} className={`sm ${looks[state].tone}`} />
          <b>{looks[state].word}</b> {looks[state].meaning}
        </li>
      ))}
    </ul>
  );
}
