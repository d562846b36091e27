/**
 * The service that gives out client certificates cannot be reached, is not there or breaks; or the registrar does not
 * take the certificate that it has just given out.
 */
import type { Step } from '../session/model.js';
import type { AuditResult } from './audit.js';
import { severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, notApplicable, passed, unknown } from './reading/define.js';
import { onExchange, onStep } from './reading/evidence.js';
import { onSip, registrations, severityAtRegistrar, sipAnswers } from './reading/sip.js';
import { seenOf } from './reading/sipCodes.js';
import { evidenceOfStep } from './reading/stepEvidence.js';
import type { Sighting, Survey } from './reading/survey.js';

export const certprovFails = defineAudit('certprov-fails', 'http', (survey) => {
  const asked = survey.sightings.filter(({ path }) => /^\/certprov\//i.test(path));
  const step = failedStep(survey);
  if (step !== undefined) return notGiven(survey, step);
  const refused = refusedCertificate(survey);
  if (refused !== undefined) return refused;
  if (!survey.signedIn && asked.length === 0) return notApplicable('The walk did not get as far as the home pool.');
  if (asked.length === 0) return unknown('No client certificate was asked for.');
  const failed = asked.filter(fails);
  const [first] = failed;
  if (first === undefined || asked.some(({ response }) => response?.status === 200)) return passed;
  return failing([
    finding('certprov-fails', severityNow(survey), {
      seen: `Asked ${first.exchange.request.url} for a client certificate. ${first.response === undefined ? (first.exchange.failure?.message ?? 'No answer came.') : `The answer is ${first.response.status}.`}`,
      evidence: failed.map(({ exchange, response }) =>
        onExchange(exchange, response === undefined ? 'timing' : 'response.status'),
      ),
    }),
  ]);
});

function fails({ response, exchange }: Sighting): boolean {
  if (response === undefined) return exchange.failure !== undefined;
  return response.status === 404 || response.status === 403 || response.status >= 500;
}

/** The step of certificate provisioning that failed by itself; a refused password is told elsewhere. */
function failedStep({ session }: Survey): Step | undefined {
  return session.steps.find(
    ({ kind, outcome, failure }) =>
      kind.startsWith('cert-prov.') &&
      outcome === 'failed' &&
      failure?.operation !== 'credential' &&
      failure?.operation !== 'cancel',
  );
}

function notGiven(survey: Survey, step: Step): AuditResult {
  return failing([
    finding('certprov-fails', severityAtRegistrar(survey), {
      seen: `The registrar takes client certificates. The step "${step.title}" failed. ${step.failure?.message ?? ''}`.trim(),
      evidence: evidenceOfStep(survey, step),
    }),
  ]);
}

function refusedCertificate(survey: Survey): AuditResult | undefined {
  const attempts = registrations(survey).filter(({ scheme }) => scheme === 'TLS-DSK');
  const refused = attempts.filter(({ step }) => step.failure?.code === 'credential_refused');
  const [first] = refused;
  if (first === undefined || refused.length < attempts.length) return undefined;
  const legs = new Set(survey.session.steps.filter(({ parentId }) => parentId === first.step.id).map(({ id }) => id));
  const last = sipAnswers(survey).findLast(({ message }) => legs.has(message.stepId));
  return failing([
    finding('certprov-fails', severityAtRegistrar(survey), {
      title: 'The registrar does not accept the client certificate',
      seen: `Signed in with a certificate that was given out in this walk. ${last === undefined ? (first.step.failure?.message ?? '') : seenOf(last)}`,
      cause:
        'The certificate was revoked or is out of date for the server, the user was moved to another pool, or the pools do not share what they publish.',
      fix: 'The server administrator looks at Get-CsClientCertificate for the user, revokes what is there (Revoke-CsClientCertificate) and checks the replication between the pools; the client then fetches a new certificate.',
      evidence: [...(last === undefined ? [] : [onSip(last, 'start')]), ...refused.map(({ step }) => onStep(step))],
    }),
  ]);
}
