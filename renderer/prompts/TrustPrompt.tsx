/** May this address elsewhere be used? Stop here has the focus; there is no "always". */
import type { ReactNode } from 'react';
import type { Question } from '../../shared/ipc.js';
import { Icon } from '../common/Icon.js';
import { answerQuestion } from '../state/actions.js';
import { Dialog } from './Dialog.js';

type TrustQuestion = Extract<Question, { readonly kind: 'trust' }>;

/** An address with one part of its host in bold. */
function Address({ url, bold }: { readonly url: string; readonly bold: string }): ReactNode {
  const at = bold === '' ? -1 : url.toLowerCase().indexOf(bold.toLowerCase());
  if (at < 0) return url;
  return (
    <>
      {url.slice(0, at)}
      <b>{url.slice(at, at + bold.length)}</b>
      {url.slice(at + bold.length)}
    </>
  );
}

/** The last labels of a host that its owner registered, near enough for a reader: what differs is shown whole. */
function tail(host: string): string {
  return host.split('.').slice(-2).join('.');
}

export function TrustPrompt({
  question,
  sipAddress,
}: {
  readonly question: TrustQuestion;
  readonly sipAddress: string;
}): ReactNode {
  const answer = (allow: boolean): void => void answerQuestion(question.id, { kind: 'trust', allow });
  return (
    <Dialog role="alertdialog" labelledBy="trust-title" describedBy="trust-text" onCancel={() => answer(false)}>
      <div className="dlg-b">
        <Icon name="warn" className="lg warn" />
        <h1 id="trust-title">Is {question.host} yours?</h1>
        <p id="trust-text">
          An answer from <b>{question.from}</b> names an address outside <b>{question.domain}</b>. A Lync client asks
          here whether to trust the server. Your answer is for this walk only.
        </p>
        <dl className="hop">
          <div>
            <dt>From</dt>
            <dd className="mono">
              <Address url={question.from} bold={question.domain} />
            </dd>
          </div>
          <div>
            <dt>To</dt>
            <dd className="mono">
              <Address url={question.url} bold={tail(question.host)} />
            </dd>
          </div>
        </dl>
        <p className="ok-note">
          <Icon name="lock" />
          <span>
            Following sends {sipAddress === '' ? 'the sign-in address' : `the address ${sipAddress}`}. A password goes
            there only if its certificate is valid.
          </span>
        </p>
      </div>
      <div className="dlg-f">
        <span className="grow" />
        <button type="button" className="btn alt" data-first onClick={() => answer(false)}>
          Stop here
        </button>
        <button type="button" className="btn primary" onClick={() => answer(true)}>
          Follow for this walk
        </button>
      </div>
    </Dialog>
  );
}
