/** The bar at the top: whose walk this is, from where, and what can be done with it now. */
import type { ReactNode } from 'react';
import type { WalkRequest } from '../../shared/ipc.js';
import type { Session } from '../../shared/session/model.js';
import { Icon } from '../common/Icon.js';
import { closeExplain, toggleExplain } from '../explain/openExplain.js';
import { newWalk, openFile, saveFile, stopWalk } from '../state/actions.js';
import { useViewStore } from '../state/viewStore.js';
import { openSweep } from '../sweep/sweepActions.js';
import { useSweepStore } from '../sweep/sweepStore.js';
import { isRunning, useWalkStore } from '../state/walkStore.js';

const places = {
  inside: { icon: 'in', word: 'Inside' },
  outside: { icon: 'out', word: 'Outside' },
  unknown: { icon: 'info', word: 'Place not known' },
} as const;

interface TitleBarProps {
  readonly session: Session | null;
  readonly onAgain: () => void;
  readonly onKeys: () => void;
}

/** The user, or the meeting by its organizer: whoever that is shows when the address is read. */
function whoseWalk(session: Session | null, request: WalkRequest | null): string {
  const address = session?.target.sipAddress ?? request?.sipAddress;
  const isMeeting = session === null ? request?.meeting !== undefined : session.target.meeting !== undefined;
  if (isMeeting) return address === undefined ? 'Meeting' : `Meeting of ${address}`;
  return address ?? 'Practice lab';
}

/** Whose walk: where there is no room, the name is cut in its middle, before the domain. */
function Whose({ text }: { readonly text: string }): ReactNode {
  const at = text.lastIndexOf('@');
  return (
    <strong className="tb-whose" title={text}>
      <span className="cut">{at < 0 ? text : text.slice(0, at)}</span>
      {at < 0 ? null : <span className="cut">{text.slice(at)}</span>}
    </strong>
  );
}

/** Where the client is. Who joins a meeting need not say, and nothing hangs on it. */
function Place({ target }: Pick<Session, 'target'>): ReactNode {
  if (target.meeting !== undefined && target.location === 'unknown') return null;
  const { icon, word } = places[target.location];
  return (
    <span className="tb-tag dim opt-wide">
      <Icon name={icon} className="sm" />
      {word}
    </span>
  );
}

function WalkTitle({ session }: { readonly session: Session | null }): ReactNode {
  const stepsShown = useViewStore((state) => state.stepsShown);
  const request = useWalkStore((state) => state.request);
  const phase = useWalkStore((state) => state.phase);
  const busy = isRunning(phase) || phase === 'starting';
  return (
    <>
      <button
        type="button"
        className="btn icon"
        aria-label={stepsShown ? 'Hide steps' : 'Show steps'}
        title={stepsShown ? 'Hide steps' : 'Show steps'}
        aria-pressed={stepsShown}
        onClick={() => useViewStore.setState({ stepsShown: !stepsShown })}
      >
        <Icon name="side" />
      </button>
      <div className="tb-title">
        {busy ? (
          <span className="dim">Walk</span>
        ) : (
          <button type="button" className="link" onClick={newWalk}>
            New walk
          </button>
        )}
        <span className="tb-sep" aria-hidden>
          /
        </span>
        <Whose text={whoseWalk(session, request)} />
        {session === null ? null : <Place target={session.target} />}
        {request?.lab === undefined ? null : (
          <span className="tb-tag dim opt-wide">
            <Icon name="lab" className="sm" />
            {[request.lab.deployment, ...request.lab.faults].join(', ')}
          </span>
        )}
      </div>
    </>
  );
}

function SweepTitle(): ReactNode {
  return (
    <div className="tb-title">
      <button type="button" className="link" onClick={() => useViewStore.setState({ screen: 'start' })}>
        New walk
      </button>
      <span className="tb-sep" aria-hidden>
        /
      </span>
      <strong className="cut">Many domains</strong>
    </div>
  );
}

export function TitleBar({ session, onAgain, onKeys }: TitleBarProps): ReactNode {
  const screen = useViewStore((state) => state.screen);
  const explained = useViewStore((state) => state.explain !== null);
  const phase = useWalkStore((state) => state.phase);
  const request = useWalkStore((state) => state.request);
  const running = isRunning(phase);
  const sweeps = useSweepStore((state) => state.phase !== 'idle');
  return (
    <header className="titlebar">
      {explained ? (
        <div className="tb-title">
          <button type="button" className="btn quiet s" onClick={closeExplain}>
            <Icon name="back" />
            {screen === 'walk' ? 'Back to the walk' : screen === 'sweep' ? 'Back to the sweep' : 'Back to the form'}
          </button>
          <strong className="cut">Explain</strong>
        </div>
      ) : screen === 'walk' ? (
        <WalkTitle session={session} />
      ) : screen === 'sweep' ? (
        <SweepTitle />
      ) : (
        <div className="tb-title">
          <strong>Lyncscope</strong>
        </div>
      )}
      <span className="grow" />
      {screen === 'start' && session !== null && !explained ? (
        <button type="button" className="btn quiet s" onClick={() => useViewStore.setState({ screen: 'walk' })}>
          Back to the last walk
        </button>
      ) : null}
      {screen !== 'sweep' && sweeps && !explained ? (
        <button type="button" className="btn quiet s" onClick={openSweep}>
          <Icon name="back" />
          Back to the sweep
        </button>
      ) : null}
      {screen !== 'sweep' && (running || phase === 'starting') ? (
        <button type="button" className="btn s" disabled={phase === 'stopping'} onClick={() => void stopWalk()}>
          <Icon name="stop" />
          Stop <kbd>Esc</kbd>
        </button>
      ) : (
        <>
          {screen === 'walk' && session !== null ? (
            <>
              <button type="button" className="btn quiet s" title="Walk again" onClick={onAgain}>
                <Icon name="again" />
                <span className="word">{request === null ? 'Walk again…' : 'Walk again'}</span>
              </button>
              <button type="button" className="btn s" title="Save" onClick={() => void saveFile()}>
                <Icon name="save" />
                <span className="word">Save</span>
              </button>
            </>
          ) : null}
          <button type="button" className="btn quiet s" title="Open a saved walk" onClick={() => void openFile()}>
            <Icon name="folder" />
            <span className="word">Open…</span>
          </button>
        </>
      )}
      <button
        type="button"
        className={`btn icon ${explained ? 'on' : ''}`}
        aria-label="Explain findings and codes"
        title="Explain findings and codes (F1)"
        aria-pressed={explained}
        onClick={toggleExplain}
      >
        <Icon name="help" />
      </button>
      <button type="button" className="btn icon" aria-label="Keyboard" title="Keyboard" onClick={onKeys}>
        <Icon name="keyboard" />
      </button>
    </header>
  );
}
