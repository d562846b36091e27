/** The password, asked for when the first step needs it: says which server, over what, and which use this is. */
import { useState, type FormEvent, type ReactNode } from 'react';
import type { Question } from '../../shared/ipc.js';
import { Icon } from '../common/Icon.js';
import { answerQuestion, stopWalk } from '../state/actions.js';
import { Dialog } from './Dialog.js';

type PasswordQuestion = Extract<Question, { readonly kind: 'password' }>;

export function PasswordPrompt({ question }: { readonly question: PasswordQuestion }): ReactNode {
  const [userName, setUserName] = useState(question.userName);
  const [password, setPassword] = useState('');
  const decline = (): void => void answerQuestion(question.id, { kind: 'decline' });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (password === '') return;
    void answerQuestion(question.id, { kind: 'password', userName: userName.trim() || question.userName, password });
    setPassword('');
  };
  return (
    <Dialog narrow labelledBy="password-title" describedBy="password-text" onCancel={decline}>
      <form onSubmit={submit}>
        <div className="dlg-b">
          <Icon name="key" className="lg running" />
          <h1 id="password-title">Sign in as {question.userName}</h1>
          <p id="password-text">
            Every step before this one works without a password. The next one sends it to <b>{question.host}</b> over{' '}
            {question.tls.replace('TLSv', 'TLS ')}.
          </p>
          <label className="lab" htmlFor="prompt-user">
            User name
          </label>
          <input
            id="prompt-user"
            className="input"
            spellCheck={false}
            autoComplete="off"
            value={userName}
            onChange={(event) => setUserName(event.target.value)}
          />
          <label className="lab" htmlFor="prompt-password">
            Password
          </label>
          <input
            id="prompt-password"
            className="input"
            type="password"
            autoComplete="off"
            data-first
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <p className="ok-note">
            <Icon name="shield" />
            <span>
              This is use {question.use} of at most {question.of}. Kept in memory for this walk, never saved. After a
              refusal it is not used again.
            </span>
          </p>
        </div>
        <div className="dlg-f">
          <button type="button" className="btn quiet" onClick={decline}>
            Go on without
          </button>
          <span className="grow" />
          <button
            type="button"
            className="btn alt"
            onClick={() => {
              decline();
              void stopWalk();
            }}
          >
            Stop here
          </button>
          <button type="submit" className="btn primary" aria-disabled={password === ''}>
            Sign in
          </button>
        </div>
      </form>
    </Dialog>
  );
}
