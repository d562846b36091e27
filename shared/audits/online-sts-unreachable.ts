/** The account signs in at a server of its organisation (federated), and that server cannot be reached from here. */
import { factOf } from '../session/facts.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onConnection, onStep } from './reading/evidence.js';
import { asksOnline, isAtSts } from './reading/online.js';
import { placeOf } from './reading/places.js';

export const onlineStsUnreachable = defineAudit('online-sts-unreachable', 'tcp', (survey) => {
  if (!asksOnline(survey)) return notApplicable('The walk did not sign in online.');
  const tried = survey.session.connections.filter(({ stepId }) => isAtSts(survey, stepId));
  // A proxy that is not there is told by an audit of its own.
  const lost = tried.filter(
    ({ connectedMs, failure }) => connectedMs === undefined && failure !== undefined && failure.operation !== 'proxy',
  );
  const [first] = lost;
  if (first === undefined || lost.length < tried.length || first.failure?.code === 'cancelled') return passed;
  const realms = survey.session.steps.filter(
    (step) => step.kind === 'online.realm' && factOf(step, 'realm') === 'federated',
  );
  const isName = first.failure?.operation === 'lookup';
  return failing([
    finding('online-sts-unreachable', 'error', {
      title: `The sign-in server of the organisation, ${first.host}, cannot be reached`,
      seen: `Microsoft 365 says that the account is checked at ${first.host}. Tried to connect to ${placeOf(first)}. ${first.failure?.message ?? ''}`.trim(),
      evidence: [
        ...lost.map((connection) => onConnection(connection, isName ? 'lookup' : 'connect')),
        ...realms.map((step) => onStep(step)),
      ],
    }),
  ]);
});
