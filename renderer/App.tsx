/** The whole page: one of two screens, the bars around it, questions above it. */
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { ExplainPage } from './explain/ExplainPage.js';
import { useExplainKeys } from './explain/useExplainKeys.js';
import { BrowserPrompt, SigningInPrompt } from './prompts/BrowserPrompt.js';
import { PasswordPrompt } from './prompts/PasswordPrompt.js';
import { Shortcuts } from './prompts/Shortcuts.js';
import { TrustPrompt } from './prompts/TrustPrompt.js';
import { Announcer } from './session/Announcer.js';
import { Banners } from './session/Banners.js';
import { StatusBar } from './session/StatusBar.js';
import { TitleBar } from './session/TitleBar.js';
import { Toast } from './session/Toast.js';
import { useClock } from './session/useClock.js';
import { useFileDrop } from './session/useFileDrop.js';
import { useKeys } from './session/useKeys.js';
import { WalkScreen } from './session/WalkScreen.js';
import { formOf, useFormStore } from './start/form.js';
import { StartScreen } from './start/StartScreen.js';
import { connect, walkAgain } from './state/actions.js';
import { useJudgement } from './state/judge.js';
import { connectSweeps } from './sweep/sweepActions.js';
import { SweepScreen } from './sweep/SweepScreen.js';
import { useSession } from './state/sessionStore.js';
import { useViewStore } from './state/viewStore.js';
import { useLive, useWalkStore } from './state/walkStore.js';

export function App(): ReactNode {
  const session = useSession();
  const live = useLive();
  const judgement = useJudgement(session, live);
  const screen = useViewStore((state) => state.screen);
  const explained = useViewStore((state) => state.explain !== null);
  // One that waits for somebody at a page waits behind those that want an answer.
  const question = useWalkStore(
    (state) => state.questions.find(({ kind }) => kind !== 'signing-in') ?? state.questions[0],
  );
  const nowMs = useClock(session, live);
  const [keysShown, setKeysShown] = useState(false);
  useEffect(() => connect(), []);
  useEffect(() => connectSweeps(), []);
  useFileDrop();

  const onAgain = useCallback(() => {
    // A reopened walk holds no password and no authorities: the form shows what would be asked.
    if (useWalkStore.getState().request === null && session !== null) useFormStore.setState(formOf(session), true);
    walkAgain();
  }, [session]);
  const onHelp = useCallback(() => setKeysShown(true), []);
  useExplainKeys();
  useKeys({ session, judgement, onAgain, onHelp });

  return (
    <div className="app">
      <TitleBar session={session} onAgain={onAgain} onKeys={onHelp} />
      <Banners />
      <div className={`screen ${explained ? 'covered' : ''}`}>
        {screen === 'start' ? <StartScreen /> : null}
        {screen === 'sweep' ? <SweepScreen /> : null}
        {screen === 'walk' ? <WalkScreen session={session} judgement={judgement} nowMs={nowMs} /> : null}
        <ExplainPage session={session} judgement={judgement} />
      </div>
      <StatusBar session={session} judgement={judgement} nowMs={nowMs} />
      <Announcer session={screen === 'walk' ? session : null} judgement={judgement} />
      <Toast />
      {question?.kind === 'trust' ? (
        <TrustPrompt key={question.id} question={question} sipAddress={session?.target.sipAddress ?? ''} />
      ) : null}
      {question?.kind === 'browser' ? <BrowserPrompt key={question.id} question={question} /> : null}
      {question?.kind === 'signing-in' ? <SigningInPrompt key={question.id} question={question} /> : null}
      {question?.kind === 'password' ? <PasswordPrompt key={question.id} question={question} /> : null}
      {keysShown ? <Shortcuts onClose={() => setKeysShown(false)} /> : null}
    </div>
  );
}
