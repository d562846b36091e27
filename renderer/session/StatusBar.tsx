/** The line at the bottom: how the walk went, how much it holds, where it is kept and what is hidden. */
import type { ReactNode } from 'react';
import type { Judgement } from '../../shared/audits/audit.js';
import type { Session } from '../../shared/session/model.js';
import { duration, elapsed, plural, utcSecond } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import { StatusIcon } from '../common/StatusIcon.js';
import type { Status } from '../state/status.js';
import { rowsOf } from '../state/rows.js';
import { useSessionStore } from '../state/sessionStore.js';
import { useViewStore } from '../state/viewStore.js';
import { useLive, useWalkStore } from '../state/walkStore.js';

interface StatusBarProps {
  readonly session: Session | null;
  readonly judgement: Judgement | null;
  readonly nowMs: number;
}

function outcomeOf(session: Session, judgement: Judgement | null, asked: boolean): readonly [Status, string] {
  if (session.outcome === 'running') return asked ? ['running', 'Waiting for you'] : ['running', 'Running'];
  if (session.outcome === 'cancelled') return ['cancelled', 'Cancelled'];
  const warnings = judgement?.findings.filter((finding) => finding.severity === 'warning').length ?? 0;
  if (judgement?.verdict === 'fail') return ['failed', 'Failed'];
  return judgement?.verdict === 'warn'
    ? ['warning', `Passed with ${plural(warnings, 'warning', 'warnings')}`]
    : ['passed', 'Passed'];
}

export function StatusBar({ session, judgement, nowMs }: StatusBarProps): ReactNode {
  const screen = useViewStore((state) => state.screen);
  const fileName = useSessionStore((state) => state.fileName);
  const about = useWalkStore((state) => state.about);
  const asked = useWalkStore((state) => state.questions.length > 0);
  const live = useLive();
  const connection = useWalkStore((state) => state.connection);
  const lost = session?.outcome === 'running' && !live;
  const [status, word] =
    session === null
      ? (['waiting', ''] as const)
      : lost
        ? (['cancelled', 'Not finished'] as const)
        : outcomeOf(session, judgement, asked);
  return (
    <footer className="statusbar" aria-label="Status">
      {screen !== 'walk' || session === null ? (
        <>
          <span>Lyncscope {about?.version ?? ''}</span>
          {about === null ? null : <span>{about.runtime}</span>}
        </>
      ) : (
        <>
          <span>
            <StatusIcon status={status} className="sm" silent />
            {word}
          </span>
          <span>
            {plural(rowsOf(session).length, 'exchange', 'exchanges')} in{' '}
            {session.endedMs === undefined ? elapsed(nowMs) : duration(session.endedMs)}
          </span>
          <span className="opt-wide">{utcSecond(session.startedAt)}</span>
          {live ? null : <span>{fileName === null ? 'Not saved' : fileName}</span>}
        </>
      )}
      {connection === 'reconnecting' || connection === 'connecting' ? (
        <span role="status">
          {connection === 'connecting' ? 'Connecting to the program' : 'Connecting to the program again'}
        </span>
      ) : null}
      <span className="push">
        {screen === 'walk' && session !== null ? (
          <span>
            <Icon name={session.keepsSecrets ? 'unlock' : 'lock'} className="sm" />
            {session.keepsSecrets ? 'Secrets readable' : 'Secrets hidden'}
          </span>
        ) : null}
        <span className="opt-wide">Nothing is sent to us</span>
      </span>
    </footer>
  );
}
