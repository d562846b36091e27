/** Redirects that come back to where they began, or never end. */
import { factsOf } from '../session/facts.js';
import { defineAudit, failing, finding, list, notApplicable, passed } from './reading/define.js';
import { onBody, onHeader, onStep } from './reading/evidence.js';
import { locationOf } from './reading/roots.js';
import { innermost, stepsWith } from './reading/signIn.js';
import type { Evidence } from './audit.js';
import type { Sighting } from './reading/survey.js';

export const discoveryRedirectLoop = defineAudit('discovery-redirect-loop', 'discovery', (survey) => {
  const pointing = survey.sightings.filter(pointsElsewhere);
  if (pointing.length === 0) return notApplicable('Nothing was redirected.');
  const ended = innermost(stepsWith(survey, 'redirect_loop', 'too_many_redirects')).filter(
    // Registrars that send on are told by the audit of theirs.
    ({ id, kind }) => survey.isOwn(id) && !kind.startsWith('sip.') && kind !== 'registrar',
  );
  const [first] = ended;
  if (first === undefined) return passed;
  const circle = pointing.filter((sighting) => sighting.side === survey.sideOf(first.id));
  const hops = circle.filter(({ kind }) => kind === 'root.redirect').map(({ exchange }) => exchange.request.url);
  return failing([
    finding('discovery-redirect-loop', survey.signedIn ? 'warning' : 'error', {
      seen: `Followed the redirects of ${circle[0]?.host ?? 'the servers'}${hops.length === 0 ? '' : ` to ${list(hops)}`}. ${first.failure?.message ?? ''}`.trim(),
      evidence: [...circle.toReversed().map(evidenceOf), ...ended.map((step) => onStep(step, 'failure'))],
    }),
  ]);
});

function pointsElsewhere(sighting: Sighting): boolean {
  return (
    locationOf(sighting) !== undefined ||
    (sighting.step !== undefined && factsOf(sighting.step, 'redirect-to').length > 0)
  );
}

function evidenceOf(sighting: Sighting): Evidence {
  return locationOf(sighting) === undefined
    ? onBody(sighting.exchange, /["']Redirect["']|["']redirect["']/)
    : onHeader(sighting.exchange, 'Location');
}
