/** Audits that go by a status and a code, in answers of the registrar as in those of the web services. */
import type { Audit, AuditResult } from '../audit.js';
import type { FindingId } from '../explain.js';
import { codeAudit, type CodeRule } from './codes.js';
import { defineAudit, failing, finding, notApplicable, passed, unknown } from './define.js';
import { isRegistered, onSip, severityAtRegistrar, sipAnswers, sipCoded, sipCodesOf, type SipAnswer } from './sip.js';
import type { Survey } from './survey.js';

export interface SipRule extends Omit<CodeRule, 'otherwise'> {
  /** Answers of the registrar that show the same without a code. */
  readonly alsoSip?: (answer: SipAnswer) => boolean;
  /** Decides what is said where the registrar was not asked. */
  readonly otherwise?: (survey: Survey) => AuditResult | undefined;
}

/** First the registrar's own answers, then those over HTTP. */
export function sipCodeAudit(id: FindingId, layer: Audit['layer'], rule: SipRule): Audit {
  const overHttp = codeAudit(id, layer, { ...rule, otherwise: (survey) => nothingSeen(survey, rule) });
  return defineAudit(id, layer, (survey) => {
    const coded = sipCoded(survey, rule.statuses, rule.codes);
    const plain = sipAnswers(survey).filter(
      (answer) => rule.alsoSip?.(answer) === true && !coded.some((one) => one.answer === answer),
    );
    const answers = [...coded.map(({ answer }) => answer), ...plain];
    const [first] = answers;
    if (first === undefined) return overHttp.check(survey.whole);
    return failing([
      finding(id, severityAtRegistrar(survey), {
        seen: seenOf(first),
        evidence: [...coded.map(({ evidence }) => evidence), ...answers.map((answer) => onSip(answer, 'start'))],
      }),
    ]);
  });
}

/** "Sent REGISTER to sip.contoso.com:443. The answer is 403 Forbidden with code 4003 (…)." */
export function seenOf(answer: SipAnswer): string {
  const [code] = sipCodesOf(answer);
  const reason = (code?.diagnostic.reason ?? code?.diagnostic.known?.reason ?? '').replace(/\.$/, '');
  const says = code === undefined ? '' : ` with code ${code.diagnostic.id}${reason === '' ? '' : ` (${reason})`}`;
  return `Sent ${answer.method} to ${answer.place}. The answer is ${`${answer.status} ${answer.reason}`.trim()}${says}.`;
}

function nothingSeen(survey: Survey, rule: SipRule): AuditResult {
  const elsewhere = rule.otherwise?.(survey);
  if (elsewhere?.verdict === 'not-applicable') return elsewhere;
  if (isRegistered(survey)) return passed;
  return elsewhere ?? notAsked(survey);
}

/** Why nothing can be said of a registrar. */
export function notAsked(survey: Survey): AuditResult {
  return (survey.session.target.sip ?? 'none') === 'none'
    ? unknown('The registrar was not asked: this shows when signing in over SIP.')
    : sipAnswers(survey).length === 0
      ? notApplicable('The registrar was not reached.')
      : unknown('The sign-in at the registrar did not come this far.');
}
