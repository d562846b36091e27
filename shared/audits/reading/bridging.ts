/** Outside clients that land on the internal web site: the ground of rp-wrong-port-bridging and of what follows from it. */
import { discoveryName } from './names.js';
import { accessLocation, rootAnswers } from './roots.js';
import type { Sighting, Survey } from './survey.js';

/** Answers on the published side that say "Internal" although the user is outside. */
export function bridgedAnswers(survey: Survey): readonly Sighting[] {
  if (survey.seat !== 'outside') return [];
  return rootAnswers(survey).filter(
    (sighting) => sighting.side === 'external' && accessLocation(sighting) === 'Internal',
  );
}

/** A host that is only asked because a bridged answer named it: its failures are consequences. */
export function isBehindWrongBridge(survey: Survey, host: string): boolean {
  return (
    bridgedAnswers(survey).length > 0 && host.toLowerCase() !== discoveryName('external', survey.session.target.domain)
  );
}
