/** The anonymous request for the root document met a login page, a challenge or a refusal. */
import { headerValue, headerValues } from '../session/headers.js';
import { isFromFrontEnd, rootClass } from './reading/answers.js';
import { defineAudit, notApplicable } from './reading/define.js';
import { onExchange, onHeader } from './reading/evidence.js';
import { asked, reportAll } from './reading/reports.js';
import { isLoginBeforeService, locationOf, rootAnswers } from './reading/roots.js';
import type { Sighting } from './reading/survey.js';

export const rpPreauth = defineAudit('rp-preauth', 'http', (survey) => {
  const answers = rootAnswers(survey);
  if (answers.length === 0) return notApplicable('No request for a root document was answered.');
  const roots = answers.filter((answer) => rootClass(answer) === 'login');
  const services = survey.tests.filter((sighting) => sighting.own && isLoginBeforeService(sighting));
  const stopped = [...roots, ...services];
  const anonymousOff = stopped.length > 0 && stopped.every(isFromFrontEnd);
  return reportAll('rp-preauth', survey, stopped, {
    title: (hosts) =>
      roots.length > 0
        ? `${hosts} asks for a sign-in before discovery`
        : `${hosts} asks for a sign-in of its own before the service`,
    ...(anonymousOff
      ? {
          cause:
            'The answer carries the mark of a Front End, so the servers themselves refuse: anonymous authentication is probably switched off for the Autodiscover directory.',
        }
      : {}),
    seen: (sighting) => `${asked(sighting)} ${cameBack(sighting)}`,
    evidence: ({ exchange, response }) => [
      response !== undefined && response.status >= 300 && response.status < 400
        ? onHeader(exchange, 'Location')
        : response?.status === 401
          ? onHeader(exchange, 'WWW-Authenticate')
          : onExchange(exchange, 'response.status'),
    ],
  });
});

function cameBack(sighting: Sighting): string {
  const { response } = sighting;
  const server = response === undefined ? undefined : headerValue(response, 'Server');
  const who = isFromFrontEnd(sighting)
    ? 'a Front End'
    : `something in front of the servers${server === undefined ? '' : ` (Server: ${server})`}`;
  const location = locationOf(sighting);
  if (location !== undefined)
    return `The answer redirects to ${location.href}, ${rootClass(sighting) === 'login' && !isLoginBeforeService(sighting) ? 'which is no discovery address' : 'a page to sign in on'}.`;
  if (response?.status === 401) {
    const schemes = [
      ...new Set(
        headerValues(response, 'WWW-Authenticate').map((value) => (value.split(/[\s,]/)[0] ?? '').slice(0, 40)),
      ),
    ];
    return `The answer is 401${schemes.length === 0 ? '' : ` and wants ${aFew(schemes)}`}; it comes from ${who}.`;
  }
  return `The answer is ${response?.status ?? ''} ${response?.reason ?? ''}; it comes from ${who}.`;
}

/** "NTLM, Negotiate, Basic and 297 more". */
function aFew(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length <= 4 ? names.join(', ') : `${shown} and ${names.length - 3} more`;
}
