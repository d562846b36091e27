/** All keys, and the switch for single letters. */
import type { ReactNode } from 'react';
import { useViewStore } from '../state/viewStore.js';
import { useWalkStore } from '../state/walkStore.js';
import { Dialog } from './Dialog.js';

const keys: readonly (readonly [keys: string, does: string])[] = [
  ['Ctrl N', 'New walk'],
  ['Ctrl O', 'Open a saved walk'],
  ['Ctrl S', 'Save the walk'],
  ['Ctrl R', 'Walk again'],
  ['Ctrl F', 'Filter, or find when in a body'],
  ['Ctrl B', 'Show or hide steps'],
  ['Esc', 'Stop the walk'],
  ['F6, Shift F6', 'Next, previous pane'],
  ['↑ ↓ Home End', 'Move in a pane'],
  ['← →', 'Close, open a step; change the tab'],
  ['Enter', 'Go one level deeper'],
  ['E, Shift E', 'Next, previous problem'],
  ['1 to 5', 'Tab of the detail'],
  ['F1', 'Explain findings and codes; back again'],
  ['Alt ←', 'Back from the explanations'],
  ['?', 'This list'],
];

export function Shortcuts({ onClose }: { readonly onClose: () => void }): ReactNode {
  const mac = useWalkStore((state) => state.about?.platform === 'mac');
  const singleKeys = useViewStore((state) => state.singleKeys);
  return (
    <Dialog narrow labelledBy="keys-title" describedBy="keys-list" onCancel={onClose}>
      <div className="dlg-keys">
        <h1 id="keys-title">Keyboard</h1>
        <dl id="keys-list">
          {keys.map(([name, does]) => (
            <div key={name}>
              <dt>
                <kbd>{mac ? name.replace('Ctrl ', '⌘').replace('Alt ←', '⌘[') : name}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <label className="tick">
          <input
            type="checkbox"
            checked={singleKeys}
            onChange={(event) => useViewStore.setState({ singleKeys: event.target.checked })}
          />
          Single letters and digits work as keys
        </label>
      </div>
      <div className="dlg-f">
        <span className="grow" />
        <button type="button" className="btn primary" data-first onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
