/** TLS endpoints as a walk looked at them, for the audits of what a single handshake does not show. */
import { factOf, factsOf } from '../../session/facts.js';
import type { Connection, Step } from '../../session/model.js';
import type { Survey } from './survey.js';

export interface OfferedVersion {
  readonly version: string;
  readonly state: 'offered' | 'refused' | 'unknown';
  /** Cipher of an offered one, else why not. */
  readonly detail: string;
}

export interface Endpoint {
  readonly step: Step;
  readonly host: string;
  readonly place: string; // host:port
  readonly role: string;
  /** Clients in the user's place depend on it. */
  readonly own: boolean;
  /** Under the host's name, one an address. */
  readonly named: readonly Connection[];
  readonly nameless: Connection | undefined;
  readonly withoutSni: string | undefined; // same | other | refused
  /** Empty where they were asked at the same address under another name. */
  readonly versions: readonly OfferedVersion[];
  readonly probe: Step | undefined;
}

/** All that were looked at. */
export function endpointsOf(survey: Survey): readonly Endpoint[] {
  const { steps, connections } = survey.whole;
  return steps.flatMap((step): Endpoint[] => {
    const place = step.kind === 'tls.endpoint' ? factOf(step, 'endpoint') : undefined;
    if (place === undefined) return [];
    const children = steps.filter(({ parentId }) => parentId === step.id);
    const shakes = new Set(children.filter(({ kind }) => kind === 'tls.handshake').map(({ id }) => id));
    const made = connections.filter(({ stepId }) => shakes.has(stepId));
    const probe = children.find(({ kind }) => kind === 'tls.probe');
    return [
      {
        step,
        host: place.replace(/:\d+$/, ''),
        place,
        role: factOf(step, 'endpoint-role') ?? '',
        own: survey.isOwn(step.id),
        named: made.filter(({ tls }) => tls?.serverName !== ''),
        nameless: made.find(({ tls }) => tls?.serverName === ''),
        withoutSni: factOf(step, 'without-sni'),
        versions: probe === undefined ? [] : factsOf(probe, 'tls-version').flatMap(versionOf),
        probe,
      },
    ];
  });
}

function versionOf(fact: string): readonly OfferedVersion[] {
  const [version = '', state, ...rest] = fact.split(' ');
  if (state !== 'offered' && state !== 'refused' && state !== 'unknown') return [];
  return [{ version, state, detail: rest.join(' ') }];
}
