/**
 * Modern authentication was chosen, and the servers name nobody who issues tokens: no authorization_uri in their
 * challenge, or no OAuth in their documents at all. [skype-docs UCWA AuthenticationUsingAzureAD]
 */
import { factOf, factsOf } from '../session/facts.js';
import type { AuditResult } from './audit.js';
import { isOnlineHost } from './reading/addresses.js';
import { severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, notApplicable, passed, unknown, type Seen } from './reading/define.js';
import { onExchange, onHeader } from './reading/evidence.js';
import { lastAnswer } from './reading/signIn.js';
import type { Sighting, Survey } from './reading/survey.js';
import { knowledgeOf } from './words/knowledge.js';

export const authModernNotOffered = defineAudit('auth-modern-not-offered', 'authentication', (survey) => {
  if (survey.session.target.signIn !== 'modern') return notApplicable('Modern authentication was not chosen.');
  const challenges = challengesOf(survey);
  const silent = challenges.filter(({ issuer }) => issuer === undefined).map(({ answer }) => answer);
  const [first] = silent;
  if (first !== undefined) {
    return notOffered(survey, first.host, {
      seen: `Asked ${first.host} for the user document as with modern authentication. The answer is 401 as it should be, and its challenge names nobody who issues tokens (no authorization_uri).`,
      evidence: silent.map(({ exchange }) => onHeader(exchange, 'WWW-Authenticate')),
    });
  }
  if (challenges.length > 0) return passed;
  const roots = rootsOf(survey);
  const [root] = roots;
  if (root === undefined) return unknown('The walk did not get as far as the question how to sign in.');
  if (roots.some(({ step }) => step !== undefined && factsOf(step, 'link').some((link) => /oauth/i.test(link)))) {
    return unknown('The servers were not asked how they want an OAuth sign-in.');
  }
  return notOffered(survey, root.host, {
    seen: `Asked ${root.host} for the root document. It came, and it names no place to sign in with OAuth, which modern authentication is a part of.`,
    cause: 'Lync Server 2010 answers so: it knows no OAuth, and nothing can be switched on there.',
    fix: 'Check again with the automatic choice (--sign-in auto), which signs in with what these servers offer. Modern authentication needs Skype for Business Server 2015 or later.',
    instead: { caller: knowledgeOf('auth-modern-not-offered').caller, commands: ['Get-CsServerVersion'] },
    evidence: roots.map(({ exchange }) => onExchange(exchange, 'response.body')),
  });
});

function notOffered(survey: Survey, host: string, what: Omit<Seen, 'title'>): AuditResult {
  const title = `${host} does not offer modern authentication`;
  return failing([finding('auth-modern-not-offered', severityNow(survey), { title, ...what })]);
}

/** The challenges of web services of the deployment; a login page in front of them has schemes of its own. */
function challengesOf(survey: Survey): readonly { readonly answer: Sighting; readonly issuer: string | undefined }[] {
  return survey.session.steps
    .filter(({ kind, id }) => kind === 'oauth.challenge' && survey.isOwn(id))
    .flatMap((step) => {
      const answer = lastAnswer(survey, step);
      const isTheirs = factsOf(step, 'scheme').some((scheme) => /^(?:Bearer|MsRtcOAuth)$/i.test(scheme));
      if (answer?.response?.status !== 401 || !isTheirs || isOnlineHost(answer.host)) return [];
      return [{ answer, issuer: factOf(step, 'authorization-uri') }];
    });
}

/** Root documents that name the places of a deployment on the user's side. */
function rootsOf(survey: Survey): readonly Sighting[] {
  return survey.sightings.filter(
    ({ step, own, response, host }) =>
      step !== undefined &&
      step.outcome === 'ok' &&
      step.kind.startsWith('root') &&
      own &&
      response?.status === 200 &&
      !isOnlineHost(host) &&
      factsOf(step, 'link').length > 0,
  );
}
