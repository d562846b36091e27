/**
 * Trouble with a client certificate that is not the certificate service's own: the web ticket for it could not be had,
 * or its host could not be reached, and another finding says why. Told once, by that one.
 */
import type { Connection, Step } from '../../session/model.js';
import type { Evidence, Finding } from '../audit.js';
import { hostOf } from './addresses.js';
import { failedProvisioning } from './certProvision.js';
import { nets } from './consequences.js';
import { lastAnswer } from './signIn.js';
import type { Survey } from './survey.js';

/** Drops certprov-fails where another finding that weighs as much explains what stopped it. */
export function withoutBorrowed(survey: Survey, findings: readonly Finding[]): readonly Finding[] {
  const step = failedProvisioning(survey);
  const told = findings.find(({ id }) => id === 'certprov-fails');
  if (step === undefined || told === undefined) return findings;
  const isExplained = findings.some(
    (cause) =>
      cause !== told &&
      !nets.has(cause.id) &&
      (cause.severity === 'error'
        ? explains(survey, step, cause)
        : cause.severity === told.severity && sharesRecord(survey, step, cause)),
  );
  return isExplained ? findings.filter((finding) => finding !== told) : findings;
}

function explains(survey: Survey, step: Step, cause: Finding): boolean {
  if (sharesRecord(survey, step, cause)) return true;
  const status = lastAnswer(survey, step)?.response?.status;
  // Something in front of the servers redirects this path to its login page, too; or every path of the server breaks.
  if (cause.id === 'rp-preauth') return status !== undefined && (status === 401 || (status >= 300 && status < 400));
  if (cause.id === 'one-bad-front-end' || cause.id === 'ems-mitigation') return status !== undefined && status >= 500;
  // The web ticket was asked for, not the certificate.
  if (step.kind === 'cert-prov.ticket') {
    return (
      cause.id === 'rp-wrong-port-bridging' ||
      asksForTickets(survey, cause) ||
      sharesHost(survey, group(survey, step), cause)
    );
  }
  const { operation, code } = step.failure ?? {};
  if (operation === 'proxy') return cause.id.startsWith('proxy-');
  if (code === 'insecure_link') return cause.id === 'discovery-http-links';
  const isUnreached =
    operation === 'lookup' || operation === 'connect' || operation === 'handshake' || operation === 'trust';
  return isUnreached && (cause.id === 'rp-wrong-port-bridging' || sharesHost(survey, [step], cause));
}

/** What the step was answered with is evidence of the cause itself. */
function sharesRecord({ session }: Survey, { id }: Step, { evidence }: Finding): boolean {
  const isOfStep = (one: { readonly stepId: string } | undefined): boolean => one?.stepId === id;
  return evidence.some(
    ({ exchangeId, connectionId }) =>
      isOfStep(session.exchanges.find((one) => one.id === exchangeId)) ||
      isOfStep(session.connections.find((one) => one.id === connectionId && one.failure !== undefined)),
  );
}

/** The cause rests on what was asked about tickets or tokens elsewhere in the walk. */
function asksForTickets(survey: Survey, { evidence }: Finding): boolean {
  return evidence.some(({ exchangeId, stepId }) => {
    const exchange = survey.session.exchanges.find(({ id }) => id === exchangeId);
    const kind = survey.stepOf(exchange?.stepId ?? stepId ?? '')?.kind ?? '';
    return kind.startsWith('web-ticket.') || kind === 'oauth.challenge' || kind === 'ntlm.probe';
  });
}

/** The step and those beside it, which asked the same service. */
function group({ session }: Survey, step: Step): readonly Step[] {
  return session.steps.filter(({ parentId }) => parentId === step.parentId);
}

function sharesHost(survey: Survey, steps: readonly Step[], { evidence }: Finding): boolean {
  const ids = new Set(steps.map(({ id }) => id));
  const hosts = new Set([
    ...survey.sightings.filter(({ exchange }) => ids.has(exchange.stepId)).map(({ host }) => host),
    ...survey.session.connections.filter(({ stepId }) => ids.has(stepId)).map(hostOfConnection),
  ]);
  return evidence.some((one) => {
    const host = hostOfEvidence(survey, one);
    return host !== undefined && hosts.has(host);
  });
}

const hostOfConnection = ({ host }: Connection): string => host.toLowerCase();

function hostOfEvidence({ whole }: Survey, { connectionId, exchangeId, lookupId }: Evidence): string | undefined {
  const exchange = whole.exchanges.find(({ id }) => id === exchangeId);
  if (exchange !== undefined) return hostOf(exchange.request.url);
  const connection = whole.connections.find(({ id }) => id === connectionId);
  if (connection !== undefined) return hostOfConnection(connection);
  return whole.lookups
    .find(({ id }) => id === lookupId)
    ?.query.name.toLowerCase()
    .replace(/\.$/, '');
}
