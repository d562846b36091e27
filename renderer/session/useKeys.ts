/** The page's keys. Single letters and digits work in lists and trees only, and can be turned off. */
import { useEffect } from 'react';
import type { Judgement } from '../../shared/audits/audit.js';
import type { Session } from '../../shared/session/model.js';
import { tabsOf } from '../detail/tabs.js';
import { newWalk, openFile, saveFile, stopWalk } from '../state/actions.js';
import { rowsOf } from '../state/rows.js';
import { jumpTo } from '../state/selection.js';
import { useViewStore } from '../state/viewStore.js';
import { useWalkStore } from '../state/walkStore.js';

interface Keys {
  readonly session: Session | null;
  readonly judgement: Judgement | null;
  readonly onAgain: () => void;
  readonly onHelp: () => void;
}

/** The tab stops of the panes, in the order F6 visits them. */
const panes = [
  '#steps [tabindex="0"]',
  '#findings button',
  '.verdict button',
  '.grid [role="row"][tabindex="0"], .services button.box, .services [role="treeitem"][tabindex="0"], .clients [data-cell][tabindex="0"]',
  '#detail [role="tab"][aria-selected="true"]',
];

function nextPane(back: boolean): void {
  const stops = panes.flatMap((selector) => {
    const element = document.querySelector<HTMLElement>(selector);
    return element === null ? [] : [element];
  });
  const boxes = ['#steps', '#findings', '.verdict', '.grid, .services, .clients', '#detail'];
  const here = boxes.findIndex((box) => document.querySelector(box)?.contains(document.activeElement) === true);
  const holding = stops.findIndex(
    (stop) => here >= 0 && document.querySelector(boxes[here] ?? '')?.contains(stop) === true,
  );
  const at = holding < 0 ? (back ? stops.length - 1 : 0) : (holding + (back ? -1 : 1) + stops.length) % stops.length;
  stops[at]?.focus();
}

/** All evidence in order, for E and Shift E. */
function nextProblem(session: Session, judgement: Judgement, back: boolean): void {
  const all = judgement.findings.flatMap((finding, findingIndex) =>
    finding.severity === 'info'
      ? []
      : finding.evidence.map((_evidence, evidenceIndex) => ({ finding, findingIndex, evidenceIndex })),
  );
  if (all.length === 0) return;
  const last = useViewStore.getState().jump?.key;
  const here = all.findIndex((each) => `${each.findingIndex}.${each.evidenceIndex}` === last);
  const at = here < 0 ? (back ? all.length - 1 : 0) : (here + (back ? -1 : 1) + all.length) % all.length;
  const target = all[at];
  if (target !== undefined) jumpTo(session, target.finding, target.findingIndex, target.evidenceIndex);
}

function inText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable);
}

function inListOrTree(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    (target === document.body ||
      target.closest('[role="tree"], [role="grid"], .map, .finding-list, [role="tablist"]') !== null)
  );
}

function findOrFilter(): void {
  const inBody = document.activeElement?.closest('#detail') !== null;
  const find = document.querySelector<HTMLElement>('.find-in-body');
  if (inBody && find !== null) find.click();
  else document.querySelector<HTMLElement>('#filter')?.focus();
}

export function useKeys({ session, judgement, onAgain, onHelp }: Keys): void {
  useEffect(() => {
    const command = (event: KeyboardEvent): boolean => {
      const { screen, stepsShown } = useViewStore.getState();
      switch (event.key.toLowerCase()) {
        case 'n':
          newWalk();
          return true;
        case 'o':
          void openFile();
          return true;
        case 's':
          void saveFile();
          return true;
        case 'r':
          if (screen === 'walk') onAgain();
          return screen === 'walk';
        case 'f':
          if (screen === 'walk') findOrFilter();
          return screen === 'walk';
        case 'b':
          useViewStore.setState({ stepsShown: !stepsShown });
          return true;
        default:
          return false;
      }
    };
    const single = (event: KeyboardEvent): boolean => {
      const { singleKeys, rowId, screen } = useViewStore.getState();
      if (!singleKeys || screen !== 'walk' || session === null || !inListOrTree(event.target)) return false;
      if (event.key.toLowerCase() === 'e' && judgement !== null) {
        nextProblem(session, judgement, event.shiftKey);
        return true;
      }
      if (event.key === '?') {
        onHelp();
        return true;
      }
      const row = rowsOf(session).find((each) => each.id === rowId);
      const tab = row === undefined ? undefined : tabsOf(row)[Number(event.key) - 1];
      if (tab === undefined) return false;
      useViewStore.setState({ tab: tab.id });
      return true;
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      // The keys of lists and panes are for what is on screen.
      const covered = useViewStore.getState().explain !== null;
      if (covered && !event.ctrlKey && !event.metaKey && event.key !== 'Escape') return;
      let done = false;
      if (event.key === 'Escape' && ['running', 'starting'].includes(useWalkStore.getState().phase)) {
        void stopWalk();
        done = true;
      } else if (event.key === 'F6') {
        nextPane(event.shiftKey);
        done = true;
      } else if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) done = command(event);
      else if (!event.ctrlKey && !event.metaKey && !event.altKey && !inText(event.target)) done = single(event);
      if (done) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [session, judgement, onAgain, onHelp]);
}
