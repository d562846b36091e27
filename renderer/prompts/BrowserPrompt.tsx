/** May a sign-in page be opened? Its host is shown first; Stop here has the focus. Then: what is waited for. */
import type { ReactNode } from 'react';
import type { Question } from '../../shared/ipc.js';
import { Icon } from '../common/Icon.js';
import { answerQuestion } from '../state/actions.js';
import { Dialog } from './Dialog.js';

type BrowserQuestion = Extract<Question, { readonly kind: 'browser' }>;
type SigningInQuestion = Extract<Question, { readonly kind: 'signing-in' }>;

export function BrowserPrompt({ question }: { readonly question: BrowserQuestion }): ReactNode {
  const stop = (): void => void answerQuestion(question.id, { kind: 'decline' });
  const go = (way: 'browser' | 'device-code'): void => void answerQuestion(question.id, { kind: 'browser', way });
  return (
    <Dialog role="alertdialog" labelledBy="browser-title" describedBy="browser-text" onCancel={stop}>
      <div className="dlg-b">
        <Icon name="lock" className="lg" />
        <h1 id="browser-title">Sign in on a page of {question.host}?</h1>
        <p id="browser-text">
          <b>{question.from}</b> sends users to this page for their sign-in. Go on only if that is where your company
          signs in. What you type there stays between you and the page;{' '}
          {question.ownWindow === true
            ? `it opens in a window of its own, and Lyncscope reads the cookies it leaves for ${question.from}, for this walk alone.`
            : 'Lyncscope gets a token for this walk.'}
        </p>
        <dl className="hop">
          <div>
            <dt>Page</dt>
            <dd className="mono">{question.url}</dd>
          </div>
        </dl>
      </div>
      <div className="dlg-f">
        <span className="grow" />
        <button type="button" className="btn alt" data-first onClick={stop}>
          Stop here
        </button>
        {question.hasDeviceCode ? (
          <button type="button" className="btn" onClick={() => go('device-code')}>
            Use a code on another device
          </button>
        ) : null}
        {question.canOpen ? (
          <button type="button" className="btn primary" onClick={() => go('browser')}>
            {question.ownWindow === true ? 'Open the window' : 'Open the browser'}
          </button>
        ) : null}
      </div>
    </Dialog>
  );
}

export function SigningInPrompt({ question }: { readonly question: SigningInQuestion }): ReactNode {
  const { device, host } = question;
  const stop = (): void => void answerQuestion(question.id, { kind: 'decline' });
  return (
    <Dialog labelledBy="signing-title" describedBy="signing-text" onCancel={stop}>
      <div className="dlg-b">
        <Icon name="lock" className="lg" />
        <h1 id="signing-title">Waiting for the sign-in at {host}</h1>
        {device === undefined ? (
          <p id="signing-text">
            Sign in on the page in {question.ownWindow === true ? 'the window that has opened' : 'your browser'}. The
            walk goes on by itself.
          </p>
        ) : (
          <>
            <p id="signing-text">
              Open the page on any device, enter the code there and sign in. The walk goes on by itself.
            </p>
            <dl className="hop">
              <div>
                <dt>Page</dt>
                <dd className="mono">{device.url}</dd>
              </div>
              <div>
                <dt>Code</dt>
                <dd className="mono">
                  <b>{device.code}</b>
                </dd>
              </div>
            </dl>
          </>
        )}
      </div>
      <div className="dlg-f">
        <span className="grow" />
        <button type="button" className="btn alt" data-first onClick={stop}>
          Stop waiting
        </button>
      </div>
    </Dialog>
  );
}
