/** A view that shows the walk as a picture: whole at first, then over the detail of what was chosen in it. */
import type { ReactNode } from 'react';
import type { Session } from '../../shared/session/model.js';
import { Icon } from '../common/Icon.js';
import { Splitter, usePaneSize } from '../common/Splitter.js';
import { useViewStore } from '../state/viewStore.js';
import { ViewBar, viewPanelId } from './ViewBar.js';

interface PicturePaneProps {
  readonly session: Session;
  /** What is shown, as its class and in its label: "services". */
  readonly name: 'services' | 'clients';
  /** The view's own controls, at the end of the bar. */
  readonly controls?: ReactNode;
  readonly detail: ReactNode;
  readonly children: ReactNode;
}

export function PicturePane({ session, name, controls, detail, children }: PicturePaneProps): ReactNode {
  const chosen = useViewStore((state) => state.reveals > state.pictureAt);
  const pane = usePaneSize(name);
  const sized = chosen && pane.size !== null;
  return (
    <>
      <ViewBar session={session}>
        {chosen ? <CloseDetail /> : null}
        {controls}
      </ViewBar>
      <div
        id={viewPanelId}
        className={`picture ${name} ${sized ? 'sized' : chosen ? '' : 'fill'}`}
        style={sized ? { height: pane.size } : {}}
      >
        {children}
      </div>
      {chosen ? (
        <>
          <Splitter
            label={`Height of the ${name}`}
            orientation="horizontal"
            min={160}
            max={1600}
            pane={pane}
            controls={viewPanelId}
          />
          {detail}
        </>
      ) : null}
    </>
  );
}

function CloseDetail(): ReactNode {
  return (
    <button
      type="button"
      className="btn quiet s"
      onClick={() => useViewStore.setState(({ reveals }) => ({ pictureAt: reveals }))}
    >
      <Icon name="x" className="sm" />
      Close detail
    </button>
  );
}
