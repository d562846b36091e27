/** How far a sign-in came, from the recorded steps and facts alone: for programs that read the report. */
import { factOf } from './session/facts.js';
import type { Session, Step } from './session/model.js';

export interface SignInResult {
  /** A web ticket opened the user document. */
  readonly webTicket: boolean;
  /** An OAuth token did. */
  readonly oauth: boolean;
  /** The registration that came furthest; null where none was tried. */
  readonly registrar: {
    readonly scheme: string; // NTLM | TLS-DSK
    /** Of the last answer to the sign-in; null when none came. */
    readonly status: number | null;
    /** The endpoint was taken out again, and the registrar said so. */
    readonly deregistered: boolean;
  } | null;
}

/** Reads it from a live, saved or reopened session alike. */
export function signInOf(session: Pick<Session, 'steps'>): SignInResult {
  const { steps } = session;
  const opened = (kind: Step['kind']): boolean =>
    steps.some((step) => step.kind === kind && step.outcome === 'ok' && /user/.test(factOf(step, 'document') ?? ''));
  const registrations = steps.filter(({ kind, outcome }) => kind === 'sip.register' && outcome !== 'skipped');
  const registered = registrations.find((step) => statusIn(step) === 200);
  const best = registered ?? registrations.findLast((step) => lastStatus(step, steps) !== null) ?? registrations[0];
  return {
    webTicket: opened('web-ticket.user'),
    oauth: opened('oauth.user'),
    registrar:
      best === undefined
        ? null
        : {
            scheme: factOf(best, 'sip-scheme') ?? '',
            status: lastStatus(best, steps),
            deregistered: factOf(best, 'sip-deregistered') === 'yes',
          },
  };
}

/** The sign-in's own last answer; where it ended before one could be told, that of its last leg. */
function lastStatus(step: Step, steps: readonly Step[]): number | null {
  const legs = steps.filter(({ kind, parentId }) => kind === 'sip.leg' && parentId === step.id);
  // A redirect is answered again by the home server.
  return statusIn(step) ?? legs.map(statusIn).findLast((status) => status !== null) ?? null;
}

function statusIn(step: Step): number | null {
  const text = step.facts.filter(({ name }) => name === 'sip-status').at(-1)?.value;
  return text === undefined ? null : Number(text);
}
