/** What an issuer of tokens (AD FS, Entra ID) said when it issued none. */
import { factOf } from '../../session/facts.js';
import type { Step } from '../../session/model.js';
import type { Audit } from '../audit.js';
import type { FindingId } from '../explain.js';
import { severityNow } from './codes.js';
import { defineAudit, failing, finding, notApplicable, passed } from './define.js';
import { bodyText, onBody, onStep } from './evidence.js';
import { lastAnswer } from './signIn.js';
import type { Survey } from './survey.js';

interface IssuerRefusal {
  readonly step: Step;
  /** "error: description", as sent. */
  readonly said: string;
}

/** By its sign-in page, or in answer to a token request. */
function issuerRefusals({ session }: Survey): readonly IssuerRefusal[] {
  return session.steps.flatMap((step) => {
    const said = factOf(step, 'fault');
    const isIssuer = step.kind === 'modern.sign-in' || step.kind === 'modern.token';
    return isIssuer && step.outcome === 'failed' && said !== undefined ? [{ step, said }] : [];
  });
}

/** An audit that goes by the error that the issuer names. */
export function issuerAudit(id: FindingId, pattern: RegExp): Audit {
  return defineAudit(id, 'authentication', (survey) => {
    const asked = survey.session.steps.some(({ kind }) => kind === 'modern.sign-in' || kind === 'modern.token');
    if (!asked) return notApplicable('Nobody signed in with modern authentication.');
    const refusals = issuerRefusals(survey).filter(({ said }) => pattern.test(said));
    const [first] = refusals;
    if (first === undefined) return passed;
    const answer = lastAnswer(survey, first.step);
    const from = answer?.host ?? hostIn(factOf(first.step, 'authorization-uri'));
    return failing([
      finding(id, severityNow(survey), {
        seen: `Asked ${from} for a token. It says: ${first.said.replace(/[.\s]*$/, '')}.`,
        evidence: refusals.flatMap(({ step }) => {
          const exchange = lastAnswer(survey, step)?.exchange;
          const isSaid = exchange !== undefined && /"error"/.test(bodyText(exchange));
          return isSaid ? [onBody(exchange, /"error"/)] : [onStep(step)];
        }),
      }),
    ]);
  });
}

function hostIn(address: string | undefined): string {
  return address !== undefined && URL.canParse(address) ? new URL(address).host : 'the issuer of tokens';
}
