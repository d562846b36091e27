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
  const registered = registrations.find((step) => lastStatus(step) === 200);
  const best = registered ?? registrations.findLast((step) => lastStatus(step) !== null) ?? registrations[0];
  return {
    webTicket: opened('web-ticket.user'),
    oauth: opened('oauth.user'),
    registrar:
      best === undefined
        ? null
        : {
            scheme: factOf(best, 'sip-scheme') ?? '',
            status: lastStatus(best),
            deregistered: factOf(best, 'sip-deregistered') === 'yes',
          },
  };
}

/** A redirect is answered again by the home server. */
function lastStatus(step: Step): number | null {
  const all = step.facts.filter(({ name }) => name === 'sip-status');
  const text = all.at(-1)?.value;
  return text === undefined ? null : Number(text);
}
