/** Notifications for phones come back by federation, and outside there is no record for it. */
import { factsOf } from '../session/facts.js';
import { defineAudit, failing, finding, notApplicable, passed, unknown } from './reading/define.js';
import { onLookup } from './reading/evidence.js';
import { namedServices } from './reading/mcx.js';

const switchedOff = /= *false \([^)]*\bEnablePushNotifications\)$/i;

export const pushFederationMissing = defineAudit('push-federation-missing', 'dns', (survey) => {
  const { session, seat } = survey;
  if (!namedServices(survey).some(({ mcx }) => mcx !== undefined)) {
    return notApplicable('No user document names Mcx, whose phones need it.');
  }
  if (seat !== 'outside') return notApplicable('Only the public zone counts, and inside it is not asked.');
  if (session.steps.some((step) => factsOf(step, 'provisioning').some((fact) => switchedOff.test(fact)))) {
    return notApplicable('The settings of the user say that phones get no notifications.');
  }
  const name = `_sipfederationtls._tcp.${session.target.domain.toLowerCase()}`;
  const asked = session.lookups.filter(
    ({ query, rcode }) =>
      query.type === 'SRV' &&
      query.name.toLowerCase().replace(/\.$/, '') === name &&
      (rcode === 'NOERROR' || rcode === 'NXDOMAIN'),
  );
  if (asked.length === 0) return unknown('The record for federation was not looked up, or no answer came.');
  if (asked.some(({ answers }) => answers.some(({ type }) => type === 'SRV'))) return passed;
  return failing([
    finding('push-federation-missing', 'info', {
      seen: `Asked for ${name} (SRV). There is no such record in the zone that clients outside see.`,
      evidence: asked.map(onLookup),
    }),
  ]);
});
