/** Sign-in pages: shown to the user and agreed to before anything is opened, and waited for with the walk's clock at rest. */
import { failed, FailureError } from '../../shared/failure.js';
import { cancelledFailure } from '../net/failures.js';
import { openLoopbackRedirect } from '../net/loopbackRedirect.js';
import type { PassivePage, RedirectListener, SignInPages } from './api.js';
import type { RunContext } from './context.js';
import { cookieValues, isCookieHeader } from './passivePage.js';

/** Nobody takes longer to sign in, and no code is good for longer. */
const longestWaitMs = 15 * 60 * 1000;
/** A shorter value proves nothing, and would be masked in every other text. In its header it is masked in any case. */
const shortestCookie = 8;

export class UserPages implements SignInPages {
  readonly #context: RunContext;
  readonly #stepId: string;

  constructor(context: RunContext, stepId: string) {
    this.#context = context;
    this.#stepId = stepId;
  }

  async choose(page: Parameters<SignInPages['choose']>[0]): ReturnType<SignInPages['choose']> {
    const { ask, recorder, target, openBrowser, openPassivePage, signal } = this.#context;
    if (ask === undefined) return 'nobody';
    const url = new URL(page.url);
    const canOpen = (page.ownWindow === true ? openPassivePage : openBrowser) !== undefined;
    const answer = await ask({
      kind: 'browser',
      id: recorder.id('q'),
      from: page.from,
      url: `${url.origin}${url.pathname}`,
      host: url.host,
      domain: target.domain,
      canOpen,
      hasDeviceCode: page.hasDeviceCode,
      ...(page.ownWindow === true ? { ownWindow: true } : {}),
    });
    if (signal.aborted) throw new FailureError(cancelledFailure);
    if (answer.kind !== 'browser') return 'declined';
    return answer.way === 'browser' && !canOpen ? 'declined' : answer.way;
  }

  get hasOwnWindow(): boolean {
    return this.#context.openPassivePage !== undefined;
  }

  async cookiesFrom(page: PassivePage): Promise<string> {
    const { openPassivePage, recorder } = this.#context;
    const { host, protocol, username, password } = new URL(page.url);
    if (openPassivePage === undefined || protocol !== 'https:' || username !== '' || password !== '') {
      throw failed('credential', 'no_credential', `The sign-in page of ${host} cannot be opened from here.`);
    }
    const outcome = await this.whileWaiting({ host, ownWindow: true }, (signal) => openPassivePage(page, signal));
    if (outcome.kind === 'closed') {
      throw failed('credential', 'no_credential', `The window with the sign-in page of ${host} was closed.`);
    }
    if (outcome.kind === 'failed') {
      const reason = recorder.masker.text(outcome.reason.slice(0, 300));
      throw failed('connect', 'unknown', `The sign-in page of ${host} could not be shown: ${reason}`);
    }
    if (!isCookieHeader(outcome.header)) {
      throw failed('credential', 'no_credential', `The sign-in page of ${host} left no cookie that can be used.`);
    }
    for (const value of cookieValues(outcome.header)) {
      if (value.length >= shortestCookie) recorder.masker.add('cookie', value);
    }
    return outcome.header;
  }

  async listen(): Promise<RedirectListener> {
    try {
      return await openLoopbackRedirect();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw failed(
        'connect',
        'unknown',
        `No address on this machine could be opened for the browser to come back to: ${why}`,
      );
    }
  }

  async open(address: string): Promise<void> {
    const { openBrowser } = this.#context;
    const url = new URL(address);
    const isGood = url.protocol === 'https:' && url.username === '' && url.password === '';
    if (openBrowser === undefined || !isGood) {
      throw failed('credential', 'no_credential', `The sign-in page of ${url.host} cannot be opened from here.`);
    }
    try {
      await openBrowser(url.href);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw failed('credential', 'no_credential', `The browser could not be opened for ${url.host}: ${why}`);
    }
  }

  async whileWaiting<T>(
    shown: Parameters<SignInPages['whileWaiting']>[0],
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { ask, recorder, signal } = this.#context;
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal, AbortSignal.timeout(longestWaitMs)]);
    const working = work(until);
    const stopped = ask?.({ kind: 'signing-in', id: recorder.id('q'), ...shown }, until).then(() => {
      if (signal.aborted) throw new FailureError(cancelledFailure);
      throw failed(
        'credential',
        'no_credential',
        `The sign-in at ${shown.host} was stopped before it came to its end.`,
      );
    });
    stopped?.catch(() => undefined); // also when the work ends first
    working.catch(() => undefined);
    try {
      return await (stopped === undefined ? working : Promise.race([working, stopped]));
    } catch (error) {
      if (signal.aborted) throw new FailureError(cancelledFailure);
      if (error instanceof FailureError || !until.aborted) throw error;
      throw failed('credential', 'no_credential', `Nobody came back from the sign-in page of ${shown.host}.`);
    } finally {
      over.abort();
    }
  }

  pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const ended = (): void => {
        clearTimeout(timer);
        reject(
          failed('credential', 'no_credential', `The sign-in of step ${this.#stepId} was not waited for any longer.`),
        );
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', ended);
        resolve();
      }, ms);
      if (signal.aborted) ended();
      else signal.addEventListener('abort', ended, { once: true });
    });
  }
}
