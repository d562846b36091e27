/** Sentences over the panes: a host that is gone, a walk that could not run, a file that cannot be read. */
import type { ReactNode } from 'react';
import { Icon } from '../common/Icon.js';
import { useViewStore } from '../state/viewStore.js';
import { useWalkStore } from '../state/walkStore.js';

export function Banners(): ReactNode {
  const notice = useViewStore((state) => state.notice);
  const connection = useWalkStore((state) => state.connection);
  return (
    <div className="banners">
      {connection === 'gone' ? (
        <div className="banner bad" role="alert">
          <Icon name="plug" className="fail" />
          <div className="grow">
            <strong>The program is gone</strong>
            <p>
              What is on screen can still be read and saved. For a new walk, start Lyncscope again and open the address
              it prints.
            </p>
          </div>
        </div>
      ) : null}
      {connection === 'refused' ? (
        <div className="banner bad" role="alert">
          <Icon name="plug" className="fail" />
          <div className="grow">
            <strong>This address was used before</strong>
            <p>
              The printed address opens the page once. Start Lyncscope again and open the address it prints. Saved walks
              can be opened here.
            </p>
          </div>
        </div>
      ) : null}
      {notice === null ? null : (
        <div
          className={`banner ${notice.tone === 'fail' ? 'bad' : notice.tone === 'neutral' ? 'neutral' : ''}`}
          role="alert"
        >
          <Icon
            name={notice.tone === 'fail' ? 'fail' : notice.tone === 'warn' ? 'warn' : 'info'}
            className={notice.tone === 'neutral' ? '' : notice.tone}
          />
          <div className="grow">
            <strong>{notice.title}</strong>
            <p>{notice.text}</p>
          </div>
          <button
            type="button"
            className="btn icon s"
            aria-label="Dismiss"
            onClick={() => useViewStore.setState({ notice: null })}
          >
            <Icon name="x" className="sm" />
          </button>
        </div>
      )}
    </div>
  );
}
