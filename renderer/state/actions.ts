/** What the user can do with walks: start, stop, answer, open, save. The only code that calls the Bridge. */
import type { Answer, FileText, HostCommand, WalkMessage, WalkRequest } from '../../shared/ipc.js';
import { parseSessionText, sessionLines } from '../../shared/session/file.js';
import type { Session } from '../../shared/session/model.js';
import { bridge } from '../bridge/bridge.js';
import { openExplain } from '../explain/openExplain.js';
import { hasField } from '../start/refused.js';
import { applyEvents, showSession, useSessionStore } from './sessionStore.js';
import { resetView, useViewStore, type Notice } from './viewStore.js';
import { isRunning, useWalkStore } from './walkStore.js';

function notify(tone: Notice['tone'], title: string, text: string): void {
  useViewStore.setState({ notice: { tone, title, text } });
}

/** A typed password is used for one walk only; walking again asks for it anew. */
function withoutPassword(request: WalkRequest): WalkRequest {
  return request.password.mode === 'given' ? { ...request, password: { mode: 'ask' } } : request;
}

/** Starts a walk. The window becomes the walk window at once. */
export async function startWalk(request: WalkRequest): Promise<void> {
  if (isRunning(useWalkStore.getState().phase)) return;
  useWalkStore.setState({ phase: 'starting', request: withoutPassword(request), walkId: null, questions: [] });
  showSession(null, null);
  resetView('walk');
  early = [];
  stopWanted = false;
  const result = await bridge.startWalk(request);
  if (!result.ok) {
    early = [];
    useWalkStore.setState({ phase: 'ended' });
    useViewStore.setState({
      screen: 'start',
      refused: result.field === undefined ? null : { field: result.field, text: result.error },
    });
    if (!hasField(result.field)) notify('fail', 'The walk could not run', result.error);
    return;
  }
  // It may have ended before the answer came, and the user may have had enough of it.
  useWalkStore.setState({ walkId: result.value, phase: 'running' });
  const waiting = early;
  early = [];
  for (const message of waiting) receive(message);
  if (stopWanted) void stopWalk();
}

/** Messages that overtook the answer to startWalk. */
let early: WalkMessage[] = [];
/** Stop was pressed before the walk had an id. */
let stopWanted = false;

function receive(message: WalkMessage): void {
  const walk = useWalkStore.getState();
  if (walk.phase === 'starting') {
    early.push(message);
    return;
  }
  if (message.walkId !== walk.walkId) return;
  switch (message.type) {
    case 'events':
      applyEvents(message.events);
      followNewest();
      if (message.events.some((event) => event.type === 'session-ended')) {
        useWalkStore.setState({ phase: 'ended', questions: [] });
        useViewStore.setState({ follow: false, verdictOpen: null });
      }
      break;
    case 'question':
      useWalkStore.setState({ questions: [...walk.questions, message.question] });
      break;
    case 'question-closed':
      useWalkStore.setState({ questions: walk.questions.filter((question) => question.id !== message.questionId) });
      break;
    case 'stopped':
      useWalkStore.setState({ phase: 'ended', questions: [] });
      if (useSessionStore.getState().session === null) useViewStore.setState({ screen: 'start' });
      notify('fail', 'The walk could not run', message.error);
      break;
  }
}

/** While following, the newest row is selected, and the newest step that runs. */
function followNewest(): void {
  const session = useSessionStore.getState().session;
  if (session === null || !useViewStore.getState().follow) return;
  const row = [...session.exchanges.slice(-8), ...session.lookups.slice(-8)].reduce<
    { readonly id: string; readonly stepId: string; readonly startedMs: number } | undefined
  >((latest, each) => (latest === undefined || each.startedMs >= latest.startedMs ? each : latest), undefined);
  const step = session.steps.findLast((each) => each.outcome === 'running' && each.kind !== 'walk');
  const stepId = row?.stepId ?? step?.id;
  useViewStore.setState({
    ...(stepId === undefined ? {} : { stepId }),
    ...(row === undefined ? {} : { rowId: row.id }),
  });
}

/** Stops the walk that runs; asks nothing, keeps all. */
export async function stopWalk(): Promise<void> {
  const { phase, walkId } = useWalkStore.getState();
  if (phase === 'starting') stopWanted = true;
  if (phase !== 'running' || walkId === null) return;
  useWalkStore.setState({ phase: 'stopping' });
  const result = await bridge.cancelWalk(walkId);
  if (!result.ok) {
    if (useWalkStore.getState().phase === 'stopping') useWalkStore.setState({ phase: 'running' });
    notify('fail', 'The walk could not be stopped', result.error);
  }
}

/** Answers the question on screen. */
export async function answerQuestion(questionId: string, answer: Answer): Promise<void> {
  const { walkId, questions } = useWalkStore.getState();
  if (walkId === null) return;
  useWalkStore.setState({ questions: questions.filter((question) => question.id !== questionId) });
  const result = await bridge.answer(walkId, questionId, answer);
  if (!result.ok) notify('fail', 'The answer did not arrive', result.error);
}

/** Asks the same again. A file has no request of its own: the form is filled from it instead. */
export function walkAgain(): void {
  const { request, phase } = useWalkStore.getState();
  if (isRunning(phase) || phase === 'starting') return;
  if (request === null) newWalk();
  else void startWalk(request);
}

/** To the start form, keeping nothing of the walk on screen. */
export function newWalk(): void {
  const { phase } = useWalkStore.getState();
  if (isRunning(phase) || phase === 'starting') return;
  resetView('start');
}

/** Shows the text of a session file, or a sentence why not. What is readable of a damaged one is shown. */
export function showFile(file: FileText): void {
  const { phase } = useWalkStore.getState();
  if (isRunning(phase) || phase === 'starting') {
    notify('warn', `${file.name} was not opened`, 'A walk is running. Stop it first.');
    return;
  }
  const parsed = parseSessionText(file.text);
  if (!parsed.ok) {
    notify('fail', `${file.name} cannot be opened`, parsed.error);
    return;
  }
  const { session, problem } = parsed.value;
  showSession(session, file.name);
  useWalkStore.setState({ phase: 'ended', walkId: null, request: null, questions: [] });
  resetView('walk');
  if (problem !== undefined) notify('warn', `${file.name} is not whole`, problem);
}

/** Lets the user choose a session file. */
export async function openFile(): Promise<void> {
  const result = await bridge.openSessionFile();
  if (!result.ok) notify('fail', 'The file cannot be opened', result.error);
  else if (result.value !== null) showFile(result.value);
}

/** "lenea@contoso.com 2026-11-20 1432.lyncscope" */
export function fileNameOf(session: Session): string {
  const stamp = session.startedAt.slice(0, 16).replace('T', ' ').replace(':', '');
  const address = session.target.sipAddress.replace(/[^\w.@-]+/g, '_');
  return `${address} ${stamp}.lyncscope`;
}

/** Saves the session on screen, as it is now. */
export async function saveFile(): Promise<void> {
  const { session } = useSessionStore.getState();
  if (session === null) return;
  const result = await bridge.saveSessionFile({ name: fileNameOf(session), text: sessionLines(session) });
  if (!result.ok) notify('fail', 'The walk was not saved', result.error);
  else if (result.value !== null) {
    useSessionStore.setState({ fileName: result.value });
    useViewStore.setState({ toast: `Saved as ${result.value}` });
  }
}

function obey(command: HostCommand): void {
  switch (command.type) {
    case 'new-walk':
      return newWalk();
    case 'open':
      return void openFile();
    case 'save':
      return void saveFile();
    case 'walk-again':
      return walkAgain();
    case 'explain':
      return openExplain();
    case 'opened':
      return showFile(command.file);
  }
}

/** Connects the stores to the Bridge. Returns the way back. */
export function connect(): () => void {
  const ends = [
    bridge.onWalk(receive),
    bridge.onCommand(obey),
    bridge.onConnection?.((connection) => {
      useWalkStore.setState({ connection });
      const { phase } = useWalkStore.getState();
      // The program stops the walks of a page it has lost.
      if (connection !== 'connected' && (isRunning(phase) || phase === 'starting')) {
        useWalkStore.setState({ phase: 'ended', questions: [] });
        notify('warn', 'The walk broke off', 'The connection to the program was lost. What came before is kept.');
      }
    }),
  ];
  void bridge.about().then((result) => {
    if (!result.ok) return;
    document.documentElement.dataset['platform'] = result.value.platform;
    useWalkStore.setState({ about: result.value });
  });
  void bridge.labCatalogue().then((result) => {
    useWalkStore.setState(result.ok ? { catalogue: result.value } : { catalogueError: result.error });
  });
  return () => ends.forEach((end) => end?.());
}
