/** Links for the sign-in that begin with http://: no credential may go there. */
import { factOf, factsOf } from '../session/facts.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { bodyText, onBody, onHeader } from './reading/evidence.js';
import { headerValue } from '../session/headers.js';
import { reachedGoal } from './reading/goal.js';
import type { Sighting } from './reading/survey.js';
import type { Evidence } from './audit.js';

/** Where the sign-in goes on, the most telling first; a plain HTTP redirect to another root document is allowed. */
const signInTokens = ['user', 'oauth', 'domain'];

export const discoveryHttpLinks = defineAudit('discovery-http-links', 'discovery', (survey) => {
  const answers = survey.sightings.filter(({ response }) => response !== undefined);
  if (answers.length === 0) return notApplicable('No answer came.');
  const plain = answers
    .filter((answer) => answer.own)
    .flatMap((answer) => insecureLinks(answer).map((link) => ({ answer, ...link })));
  // An answer over HTTPS weighs more: one over HTTP may name its own scheme.
  const sorted = plain.toSorted((a, b) => Number(a.answer.scheme !== 'https') - Number(b.answer.scheme !== 'https'));
  const [first] = sorted;
  if (first === undefined) return passed;
  const goal = reachedGoal(survey);
  if (goal && sorted.every(({ answer }) => answer.scheme !== 'https')) return passed;
  return failing([
    finding('discovery-http-links', goal ? 'warning' : 'error', {
      title: `${first.answer.host} hands out http:// links for the sign-in`,
      seen: `Asked ${first.answer.exchange.request.method} ${first.answer.exchange.request.url}. The answer names ${first.href} (${first.field}).`,
      evidence: sorted.map(({ evidence }) => evidence),
    }),
  ]);
});

interface InsecureLink {
  readonly href: string;
  readonly field: string;
  readonly evidence: Evidence;
}

function insecureLinks(answer: Sighting): readonly InsecureLink[] {
  const { exchange, response, step } = answer;
  if (step === undefined || response === undefined) return [];
  const links = factsOf(step, 'link').map((link) => link.split(' '));
  const fromDocument = signInTokens.flatMap((wanted) =>
    links.flatMap(([token = '', href = '']): readonly InsecureLink[] => {
      const isMeant = token.toLowerCase() === wanted && href.startsWith('http://');
      if (!isMeant || !bodyText(exchange).includes(tail(href))) return [];
      return [{ href, field: `Link ${token}`, evidence: onBody(exchange, literal(href)) }];
    }),
  );
  const fromHeaders = (
    [
      ['X-MS-WebTicketURL', headerValue(response, 'X-MS-WebTicketURL')],
      ['WWW-Authenticate', factOf(step, 'oauth-href')],
    ] as const
  ).flatMap(([field, href]): readonly InsecureLink[] =>
    href?.startsWith('http://') === true ? [{ href, field, evidence: onHeader(exchange, field) }] : [],
  );
  // Two of one answer show what it does with all of them.
  return [...fromDocument, ...fromHeaders].slice(0, 2);
}

/** JSON writes "\/" for "/" and XML "&amp;" for "&": what follows the last of either is the same in all. */
const tail = (href: string): string => /[^/&]*$/.exec(href)?.[0] ?? href;

function literal(href: string): RegExp {
  const pattern = href
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('/', '(?:\\\\?/)')
    .replaceAll('&', '&(?:amp;)?');
  return new RegExp(pattern);
}
