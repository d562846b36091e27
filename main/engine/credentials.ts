/** Holds the password, hands it out a counted number of times, and never again once a server refused it. */
import { failed, FailureError } from '../../shared/failure.js';
import type { Answer } from '../../shared/ipc.js';
import { cancelledFailure } from '../net/failures.js';
import type { Credential, CredentialGuard, StepHandle } from './api.js';
import type { RunContext } from './context.js';
import type { RunRequest } from './run.js';

const refusedAt = (stepId: string): string => `password refused at step ${stepId.replace(/^\D+/, '')}`;

/** What the guard must know of steps: their order, their parents, and when they end. */
export interface StepTree {
  /** `id` is `ancestor` or lies below it. */
  isWithin(id: string, ancestor: string): boolean;
  /** Resolves when the step has ended. */
  ended(id: string): Promise<void>;
}

export class PasswordHolder implements CredentialGuard {
  readonly mode: CredentialGuard['mode'];
  readonly #context: RunContext;
  readonly #steps: StepTree;
  #credential: Credential | undefined;
  #reason: string | undefined;
  #uses = 0;
  /** The step whose use may still be refused; nobody else gets the password meanwhile. */
  #holder: string | undefined;
  #asking: Promise<Answer> | undefined;

  constructor(context: RunContext, credentials: RunRequest['credentials'], steps: StepTree) {
    this.#context = context;
    this.#steps = steps;
    this.mode = credentials.mode;
    if (credentials.mode === 'given') this.#keep(credentials.userName, credentials.password);
    if (credentials.mode === 'none') this.#reason = 'no password';
  }

  get unavailable(): string | undefined {
    // Nothing is counted: a ticket cannot lock an account.
    if (this.mode === 'current-user') return undefined;
    if (this.#reason !== undefined) return this.#reason;
    if (this.mode === 'ask' && this.#credential === undefined && this.#context.ask === undefined) return 'no password';
    const { plannedCredentialUses } = this.#context.target;
    return this.#uses >= plannedCredentialUses
      ? `all ${plannedCredentialUses} planned password uses are made`
      : undefined;
  }

  async take(step: StepHandle, url: string): Promise<Credential> {
    if (this.mode === 'current-user')
      throw failed('credential', 'no_credential', 'The current user was chosen for this run: there is no password.');
    // Two sides may be walked at once: a second use must wait until it is known whether the first was refused.
    while (this.#holder !== undefined && !this.#steps.isWithin(step.id, this.#holder)) {
      await this.#steps.ended(this.#holder);
      if (this.#context.signal.aborted) throw new FailureError(cancelledFailure);
    }
    this.#throwIfUnavailable();
    const holder = step.id;
    this.#holder ??= holder;
    void this.#steps.ended(holder).then(() => {
      if (this.#holder === holder) this.#holder = undefined;
    });
    const credential = this.#credential ?? (await this.#ask(url));
    this.#throwIfUnavailable();
    this.#uses += 1;
    step.fact('credential-use', `${this.#uses} of ${this.#context.target.plannedCredentialUses}`);
    return credential;
  }

  refused(step: StepHandle): void {
    this.#reason ??= refusedAt(step.id);
    this.#credential = undefined;
    this.#holder = undefined;
  }

  #throwIfUnavailable(): void {
    const reason = this.unavailable;
    if (reason === undefined) return;
    if (reason === 'no password') throw failed('credential', 'no_credential', 'There is no password to sign in with.');
    throw failed('credential', 'credential_use_ended', `The password is not used any more: ${reason}.`);
  }

  async #ask(text: string): Promise<Credential> {
    const { ask, recorder, target, signal } = this.#context;
    const url = new URL(text);
    const connection = recorder.session.connections.findLast(
      (known) => known.host === url.hostname && known.tls?.protocol !== undefined,
    );
    this.#asking ??= ask?.({
      kind: 'password',
      id: recorder.id('q'),
      userName: target.userName ?? target.sipAddress,
      url: recorder.masker.text(url.href),
      host: url.hostname,
      tls: connection?.tls?.protocol ?? '',
      use: this.#uses + 1,
      of: target.plannedCredentialUses,
    });
    const answer = await this.#asking;
    if (signal.aborted) throw new FailureError(cancelledFailure);
    if (answer?.kind === 'password' && answer.password !== '')
      return this.#keep(answer.userName || (target.userName ?? target.sipAddress), answer.password);
    this.#reason ??= 'no password';
    throw failed('credential', 'no_credential', 'No password was given when asked for.');
  }

  #keep(userName: string, password: string): Credential {
    this.#context.recorder.masker.add('password', password);
    return (this.#credential = new HeldCredential(userName, password));
  }
}

/** Shows itself to nobody who prints or serialises it. */
class HeldCredential implements Credential {
  readonly #password: string;

  constructor(
    readonly userName: string,
    password: string,
  ) {
    this.#password = password;
  }

  get password(): string {
    return this.#password;
  }

  toJSON(): string {
    return '[redacted]';
  }
}
