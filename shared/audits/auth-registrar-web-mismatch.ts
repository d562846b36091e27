/**
 * What the registrar offers in its 401 beside what the web services offer: nothing usable in common, NTLM on one side
 * only, or a password that one side takes and the other does not. [Set-CsAuthConfig, Set-CsProxyConfiguration]
 */
import { factsOf } from '../session/facts.js';
import type { AuditResult, Evidence } from './audit.js';
import { defineAudit, failing, finding, list, notApplicable, passed } from './reading/define.js';
import { onStep } from './reading/evidence.js';
import {
  offeredSchemes,
  onSip,
  registrations,
  severityAtRegistrar,
  sipAnswers,
  sipCodesOf,
  type SipAnswer,
} from './reading/sip.js';
import { notAsked } from './reading/sipCodes.js';
import type { Survey } from './reading/survey.js';

export const authRegistrarWebMismatch = defineAudit('auth-registrar-web-mismatch', 'authentication', (survey) => {
  // Online there is one way to sign in at the registrar, and users in a hybrid deployment have two sets of servers.
  if (survey.session.target.signIn === 'online') return notApplicable('The sign-in is one to the online service.');
  const offer = offeredSchemes(survey);
  const web = survey.sightings.some(({ kind }) => kind === 'web-ticket.mex' || kind === 'oauth.challenge');
  if (offer === undefined) {
    return web ? notAsked(survey) : notApplicable('The walk did not learn what the web services offer.');
  }
  const { schemes, answer } = offer;
  const shown = list(
    schemes.map((scheme) => (scheme === 'KERBEROS' ? 'Kerberos' : scheme)),
    5,
  );
  if (!schemes.includes('NTLM') && !schemes.includes('TLS-DSK')) return nothingInCommon(survey, answer, shown);
  if (chosenInVain(survey)) return onlyChosen(survey, answer, shown);
  if (!schemes.includes('NTLM') && takesPasswords(survey)) return withoutNtlm(survey, answer, shown);
  return refusedAfterWeb(survey) ?? passed;
});

function nothingInCommon(survey: Survey, answer: SipAnswer, shown: string): AuditResult {
  return failing([
    finding('auth-registrar-web-mismatch', 'error', {
      title: 'The registrar offers no sign-in that clients here can use',
      seen: `The registrar and the clients here have no way to sign in in common, so nobody here can sign in over SIP. Sent ${answer.method} to ${answer.place}: the answer offers ${shown === '' ? 'no scheme at all' : `${shown} only`}; NTLM and client certificates (TLS-DSK) are not among it.`,
      cause: 'Both are switched off at the registrar, which was set for computers of the domain alone, or by mistake.',
      fix: 'The server administrator looks at Get-CsProxyConfiguration for the pool or Edge that answered, and switches on client certificates or NTLM there (Set-CsProxyConfiguration).',
      evidence: evidenceOf(survey, answer),
    }),
  ]);
}

/** One scheme was wanted, and with it nothing could be tried. */
function chosenInVain({ session }: Survey): boolean {
  const stopped = session.steps.some(
    ({ kind, outcome, failure }) =>
      kind === 'registrar' && outcome === 'failed' && failure?.code === 'no_common_binding',
  );
  const wanted = session.target.sipAuth ?? 'auto';
  return (
    stopped &&
    wanted !== 'auto' &&
    session.steps.every(({ kind, outcome }) => kind !== 'sip.register' || outcome === 'skipped')
  );
}

function onlyChosen(survey: Survey, answer: SipAnswer, shown: string): AuditResult {
  const wanted = survey.session.target.sipAuth ?? '';
  const chosen = wanted === 'kerberos' ? 'Kerberos' : wanted.toUpperCase();
  return failing([
    finding('auth-registrar-web-mismatch', 'warning', {
      title: shown.split(/, | and /).includes(chosen)
        ? `Only ${chosen} was chosen, which could not be used`
        : `Only ${chosen} was chosen; the registrar offers ${shown}`,
      seen: `The sign-in at the registrar was not tried, because this check was told to use ${chosen} alone. Sent ${answer.method} to ${answer.place}: the answer offers ${shown}.${
        wanted === 'kerberos' ? ' Lyncscope itself cannot sign in with Kerberos.' : ''
      }`,
      cause: 'That is the choice of whoever started the check, and no fault of a server.',
      fix: 'Check again without that choice: then everything the registrar offers is tried.',
      instead: {
        caller:
          'Nothing to do for you: this check was told to try only one way of signing in, and that one was not possible.',
        commands: [],
      },
      evidence: evidenceOf(survey, answer),
    }),
  ]);
}

function withoutNtlm(survey: Survey, answer: SipAnswer, shown: string): AuditResult {
  return failing([
    finding('auth-registrar-web-mismatch', 'info', {
      title: 'The registrar takes no NTLM, the web services do',
      seen: `Sent ${answer.method} to ${answer.place}: the answer offers ${shown}, and no NTLM. The web services take a password with Windows authentication.`,
      cause:
        'Over SIP clients here depend on a certificate, which they fetch from the web services with the password. Many companies want it so, and nothing is broken.',
      fix: 'Nothing to mend if NTLM was switched off at the registrar on purpose. If it was not, or some clients cannot fetch a certificate, the server administrator switches it on again (Set-CsProxyConfiguration).',
      evidence: evidenceOf(survey, answer),
    }),
  ]);
}

/** The web services took the password; the registrar refused the same one. */
function refusedAfterWeb(survey: Survey): AuditResult | undefined {
  const refused = registrations(survey).find(
    ({ step, scheme }) => scheme === 'NTLM' && step.failure?.code === 'credential_refused',
  );
  if (refused === undefined || !survey.signedIn) return undefined;
  const last = sipAnswers(survey).findLast(({ step, status }) => status === 401 && step?.parentId === refused.step.id);
  // It says that the clocks differ, not that the password is wrong.
  if (last !== undefined && sipCodesOf(last).some(({ diagnostic }) => Number(diagnostic.id) === 1013)) return undefined;
  return failing([
    finding('auth-registrar-web-mismatch', severityAtRegistrar(survey), {
      title: 'The web services take this password, the registrar refuses it',
      seen: `The web services gave a ticket for this password, so it is right. ${last === undefined ? 'The registrar' : last.place} refused the same one with NTLM.`,
      cause:
        'NTLM is restricted on the server of the registrar, that server cannot ask a domain controller, or authentication was set up for one pool or role only.',
      fix: 'The server administrator looks in the security log of the server that answered for the refused sign-in, and compares its rules for NTLM (LmCompatibilityLevel, restrictions of NTLM) with those of the web services.',
      evidence: [...(last === undefined ? [] : [onSip(last, 'start')]), onStep(refused.step)],
    }),
  ]);
}

/** The bindings of the web ticket service, or a 401 of the web, name Windows authentication. */
function takesPasswords(survey: Survey): boolean {
  return survey.session.steps.some(
    (step) =>
      factsOf(step, 'scheme').some((scheme) => /^(NTLM|Negotiate)$/i.test(scheme)) ||
      factsOf(step, 'binding').some((binding) => /Win(Negotiate|Ntlm)/i.test(binding)),
  );
}

function evidenceOf(survey: Survey, answer: SipAnswer): readonly Evidence[] {
  const failed = survey.session.steps.filter(({ kind, outcome }) => kind === 'registrar' && outcome === 'failed');
  return [onSip(answer, 'headers.WWW-Authenticate'), onSip(answer, 'start'), ...failed.map((step) => onStep(step))];
}
