/** The bar at the top: whose walk this is, from where, and what can be done with it now. */
import type { ReactNode } from 'react';
import type { Session } from '../../shared/session/model.js';
import { Icon } from '../common/Icon.js';
import { newWalk, openFile, saveFile, stopWalk } from '../state/actions.js';
import { useViewStore } from '../state/viewStore.js';
import { isRunning, useWalkStore } from '../state/walkStore.js';

const places = { inside: 'Inside', outside: 'Outside', unknown: 'Place not known' } as const;

interface TitleBarProps {
  readonly session: Session | null;
  readonly onAgain: () => void;
  readonly onKeys: () => void;
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
        <strong className="cut">{session?.target.sipAddress ?? request?.sipAddress ?? 'Practice lab'}</strong>
        {session === null ? null : (
          <span className="tb-tag dim opt-wide">
            <Icon
              name={
                session.target.location === 'inside' ? 'in' : session.target.location === 'outside' ? 'out' : 'info'
              }
              className="sm"
            />
            {places[session.target.location]}
          </span>
        )}
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

export function TitleBar({ session, onAgain, onKeys }: TitleBarProps): ReactNode {
  const screen = useViewStore((state) => state.screen);
  const phase = useWalkStore((state) => state.phase);
  const request = useWalkStore((state) => state.request);
  const running = isRunning(phase);
  return (
    <header className="titlebar">
      {screen === 'walk' ? (
        <WalkTitle session={session} />
      ) : (
        <div className="tb-title">
          <strong>Lyncscope</strong>
        </div>
      )}
      <span className="grow" />
      {screen === 'start' && session !== null ? (
        <button type="button" className="btn quiet s" onClick={() => useViewStore.setState({ screen: 'walk' })}>
          Back to the last walk
        </button>
      ) : null}
      {running || phase === 'starting' ? (
        <button type="button" className="btn s" disabled={phase === 'stopping'} onClick={() => void stopWalk()}>
          <Icon name="stop" />
          Stop <kbd>Esc</kbd>
        </button>
      ) : (
        <>
          {screen === 'walk' && session !== null ? (
            <>
              <button type="button" className="btn quiet s" onClick={onAgain}>
                <Icon name="again" />
                {request === null ? 'Walk again…' : 'Walk again'}
              </button>
              <button type="button" className="btn s" onClick={() => void saveFile()}>
                <Icon name="save" />
                Save
              </button>
            </>
          ) : null}
          <button type="button" className="btn quiet s" onClick={() => void openFile()}>
            <Icon name="folder" />
            Open…
          </button>
        </>
      )}
      <button type="button" className="btn icon" aria-label="Keyboard" title="Keyboard" onClick={onKeys}>
        <Icon name="keyboard" />
      </button>
    </header>
  );
}
