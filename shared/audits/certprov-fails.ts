/**
 * The service that gives out client certificates cannot be reached, is not there or breaks; or the registrar does not
 * take the certificate that it has just given out.
 */
import { challengesIn } from '../protocol/sip/authentication.js';
import type { Step } from '../session/model.js';
import { failedProvisioning, provisioningSeen, wrongDates } from './reading/certProvision.js';
import { severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, notApplicable, passed, unknown, type Seen } from './reading/define.js';
import { onExchange, onStep } from './reading/evidence.js';
import { onSip, registrations, severityAtRegistrar, sipAnswers } from './reading/sip.js';
import { seenOf } from './reading/sipCodes.js';
import type { Sighting, Survey } from './reading/survey.js';

export const certprovFails = defineAudit('certprov-fails', 'http', (survey) => {
  const asked = survey.sightings.filter(({ path }) => /^\/certprov\//i.test(path));
  const failedStep = failedProvisioning(survey);
  const step = isAboutAccount(failedStep) ? undefined : failedStep;
  const seen = step === undefined ? wrongDates(survey) : provisioningSeen(survey, step);
  const refused = refusedCertificate(survey);
  const told = seen === undefined ? refused : { ...seen, evidence: [...seen.evidence, ...(refused?.evidence ?? [])] };
  if (told !== undefined) return failing([finding('certprov-fails', severityAtRegistrar(survey), told)]);
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

/** A refusal of the account itself is told by the audits of accounts. */
function isAboutAccount(step: Step | undefined): boolean {
  return step?.failure?.code === 'not_enabled' || step?.failure?.code === 'account_not_here';
}

function fails({ response, exchange }: Sighting): boolean {
  if (response === undefined) return exchange.failure !== undefined;
  return response.status === 404 || response.status === 403 || response.status >= 500;
}

/** After the offer and the ClientHello comes the leg with the certificate: a 401 to that, or later, is about it. */
const legsBeforeCertificate = 2;

function refusedCertificate(survey: Survey): Seen | undefined {
  const attempts = registrations(survey).filter(({ scheme }) => scheme === 'TLS-DSK');
  const refused = attempts.flatMap(({ step }) => {
    const legs = new Set(survey.session.steps.filter(({ parentId }) => parentId === step.id).map(({ id }) => id));
    const answers = sipAnswers(survey).filter(({ message }) => legs.has(message.stepId));
    const last = answers.at(-1);
    if (step.outcome !== 'failed' || last === undefined || answers.length <= legsBeforeCertificate) return [];
    // With data in it the 401 goes on with the handshake: the certificate was taken.
    const goesOn = challengesIn(last.message).some(({ gssapiData }) => gssapiData !== '');
    return (last.status === 401 || last.status === 407) && !goesOn ? [{ step, last }] : [];
  });
  const [first] = refused;
  if (first === undefined || refused.length < attempts.length) return undefined;
  const { last } = first;
  return {
    title: 'The registrar does not accept the client certificate',
    seen: `Signed in with a certificate that was given out in this walk. ${seenOf(last)}`,
    cause:
      'The certificate was revoked or is out of date for the server, the user was moved to another pool, or the pools do not share what they publish.',
    fix: 'The server administrator looks at Get-CsClientCertificate for the user, revokes what is there (Revoke-CsClientCertificate) and checks the replication between the pools; the client then fetches a new certificate.',
    evidence: refused.flatMap(({ step, last: answer }) => [onSip(answer, 'start'), onStep(step)]),
  };
}
