/** What every procedure of one walk shares, and small tools for steps that run side by side. */
import { FailureError, type Failure } from '../../shared/failure.js';
import type { Side, Target } from '../../shared/session/model.js';
import type { Attempt, CredentialGuard, Run, StepHandle, StepSpec } from '../engine/api.js';
import type { EndpointList } from './endpointList.js';
import type { FrontEndPlaces } from './frontEnds/places.js';
import type { ModernTokens } from './modern/tokens.js';
import type { HeldTickets } from './heldTickets.js';
import type { PassiveTokens } from './passive/tokens.js';
import type { ServiceDocument } from './serviceTests/document.js';
import type { OnlineTokens } from './online.js';
import type { SignInOrder } from './signInOrder.js';
import type { RegistrarPlaces } from './sip/places.js';
import type { UcwaBeginnings } from './ucwa/beginnings.js';

export interface Walk {
  readonly run: Run;
  readonly target: Target;
  readonly credentials: CredentialGuard;
  readonly order: SignInOrder;
  /** Where every TLS endpoint is noted that an answer names. */
  readonly endpoints: EndpointList;
  /** Where a registrar's address is noted that a document names. */
  readonly registrars: RegistrarPlaces;
  /** Web tickets of the sign-in, for services that may take them, too. */
  readonly tickets: HeldTickets;
  /** Access tokens of modern authentication. */
  readonly modern: ModernTokens;
  /** Tokens had with the cookies of a sign-in page. */
  readonly passive: PassiveTokens;
  /** What proves to the online service who the user is. */
  readonly onlineTokens: OnlineTokens;
  /** What the walk finds out on its way that UCWA begins with. */
  readonly ucwa: UcwaBeginnings;
  /** The user document with the services of the home pool. */
  readonly services: ServiceDocument;
  /** Where the servers of the home pool can be told apart. */
  readonly frontEnds: FrontEndPlaces;
}

/** Where a procedure runs: its step, and the side it belongs to. */
export interface Place {
  readonly step: StepHandle;
  readonly side: Side;
}

/** Value of a step that must have succeeded for the procedure to go on. */
export function valueOf<T>(attempt: Attempt<T>): T {
  if (attempt.ok) return attempt.value;
  throw new FailureError(attempt.failure);
}

/** Waits for everything that was started, then throws what was thrown first: nothing runs on behind the walk's back. */
export async function together<T extends readonly unknown[] | []>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** Records the steps of a place that cannot be run any more, with the reason. */
export function skipAll({ step, side }: Place, specs: readonly StepSpec[], reason: string): void {
  for (const spec of specs) step.skip({ ...spec, side }, reason);
}

/** A promise with its ends outside, for results that are wanted before their step has ended. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
}

export function deferred<T>(): Deferred<T> {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: (value) => settle(value) };
}

const networkOperations: readonly Failure['operation'][] = [
  'lookup',
  'connect',
  'proxy',
  'handshake',
  'request',
  'response',
];

/** The address did not answer, as against: the server answered and said no. */
export function isNetworkFailure(failure: Failure): boolean {
  return networkOperations.includes(failure.operation);
}
