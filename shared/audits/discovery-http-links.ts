/** Links for the sign-in that begin with http://: no credential may go there. */
import { factsOf } from '../session/facts.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { bodyText, onBody, onHeader } from './reading/evidence.js';
import { headerValue } from '../session/headers.js';
import { reachedGoal } from './reading/goal.js';
import type { Sighting } from './reading/survey.js';
import type { Evidence } from './audit.js';

/** Where the sign-in goes on; a plain HTTP redirect to another root document is allowed. */
const signInToken = /^(user|oauth|domain|internal\/autodiscover|external\/autodiscover)$/i;

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
  const fromDocument = (step === undefined ? [] : factsOf(step, 'link')).flatMap((link): readonly InsecureLink[] => {
    const [token = '', href = ''] = link.split(' ');
    if (!signInToken.test(token) || !href.startsWith('http://') || !bodyText(exchange).includes(tail(href))) return [];
    return [{ href, field: `Link ${token}`, evidence: onBody(exchange, literal(href)) }];
  });
  const ticket = response === undefined ? undefined : headerValue(response, 'X-MS-WebTicketURL');
  if (ticket?.startsWith('http://') !== true) return fromDocument;
  return [
    ...fromDocument,
    { href: ticket, field: 'X-MS-WebTicketURL', evidence: onHeader(exchange, 'X-MS-WebTicketURL') },
  ];
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
