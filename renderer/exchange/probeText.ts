/** What one connection of a version probe says: which version of TLS it asked for, and what became of it. */
import { factsOf } from '../../shared/session/facts.js';
import type { Connection, Session, Step } from '../../shared/session/model.js';

/** "TLS 1.2" for 'TLSv1.2'. */
export function tlsWords(protocol: string | undefined): string {
  return protocol?.replace('TLSv', 'TLS ') ?? 'TLS';
}

export interface VersionOffer {
  /** "TLS 1.2" */
  readonly version: string;
  readonly state: 'offered' | 'refused' | 'unknown';
  /** Cipher suite and protocol of what was offered, the alert of what was refused. */
  readonly detail: string;
}

/** Reads a fact such as "TLSv1.2 offered TLS_ECDHE_… http/1.1"; undefined for one of another form. */
export function readVersion(fact: string): VersionOffer | undefined {
  const [, version, state, detail = ''] = /^(\S+) (offered|refused|unknown)(?: (.*))?$/s.exec(fact) ?? [];
  if (version === undefined || (state !== 'offered' && state !== 'refused' && state !== 'unknown')) return undefined;
  return { version: tlsWords(version === 'TLSv1' ? 'TLSv1.0' : version), state, detail };
}

/** The versions a probe asked for, in the order asked. */
export function versionsOfStep(step: Step): readonly VersionOffer[] {
  return factsOf(step, 'tls-version').flatMap((fact) => readVersion(fact) ?? []);
}

const words: Readonly<Record<VersionOffer['state'], string>> = {
  offered: 'offered',
  refused: 'refused',
  unknown: 'not known',
};

/** "TLS 1.0 refused" for a connection of a version probe; undefined for any other. */
export function probeAnswer(connection: Connection, session: Session, step: Step | undefined): string | undefined {
  if (step?.kind !== 'tls.probe') return undefined;
  const all = session.connections.filter(({ stepId }) => stepId === step.id);
  const offers = versionsOfStep(step);
  const at = all.findIndex(({ id }) => id === connection.id);
  // One connection a version, in the order asked; another count cannot be told apart.
  const offer = all.length === offers.length ? offers[at] : undefined;
  const agreed = connection.tls?.protocol;
  const fits = offer !== undefined && (agreed === undefined || offer.state !== 'refused');
  if (fits) return `${offer.version} ${words[offer.state]}`;
  return agreed === undefined ? 'Version probe' : `${tlsWords(agreed)} offered`;
}
