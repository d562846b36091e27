/** Pools send the client to each other, or on and on: no registrar sees itself as the user's home. [MS-SIPREGE 3.3] */
import { headerValue } from '../session/headers.js';
import { defineAudit, failing, finding, list, notApplicable, passed } from './reading/define.js';
import { onStep } from './reading/evidence.js';
import { onSip, registrations, severityAtRegistrar, sipAnswers } from './reading/sip.js';
import { notAsked } from './reading/sipCodes.js';

export const registrarRedirectLoop = defineAudit('registrar-redirect-loop', 'user', (survey) => {
  const tried = registrations(survey);
  if (tried.length === 0) {
    const why = notAsked(survey);
    return why.verdict === 'unknown' && survey.session.target.hasPassword
      ? why
      : notApplicable('Nobody signed in at a registrar.');
  }
  const looped = tried.filter(
    ({ step }) => step.failure?.code === 'redirect_loop' || step.failure?.code === 'too_many_redirects',
  );
  const [first] = looped;
  if (first === undefined) return passed;
  const moves = sipAnswers(survey).filter(({ status }) => status >= 301 && status <= 305);
  const ways = moves.map(
    ({ place, message }) => `${place} to ${/sip:([^;>]+)/i.exec(headerValue(message, 'Contact') ?? '')?.[1] ?? '?'}`,
  );
  return failing([
    finding('registrar-redirect-loop', severityAtRegistrar(survey), {
      seen: `The account was accepted and sent on: ${list(ways, 4)}. None of them serves the user.`,
      evidence: [
        ...moves.slice(0, 4).map((answer) => onSip(answer, 'headers.Contact')),
        ...looped.map(({ step }) => onStep(step)),
      ],
    }),
  ]);
});
