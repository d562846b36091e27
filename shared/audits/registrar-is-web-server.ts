/** Where the registrar was looked for, something answers that speaks HTTP. [RFC 3261 7.2; RFC 9112 4] */
import { utf8Of } from '../session/bytes.js';
import type { Connection, SipMessage, Step } from '../session/model.js';
import type { Finding, Severity } from './audit.js';
import { defineAudit, failing, finding, list, notApplicable, passed } from './reading/define.js';
import { onStep } from './reading/evidence.js';
import { placeOf } from './reading/places.js';
import { isRegistered } from './reading/sip.js';
import type { Survey } from './reading/survey.js';

interface Stranger {
  readonly place: string;
  readonly message: SipMessage;
  /** "HTTP/1.1 400 Bad Request". */
  readonly line: string;
}

export const registrarIsWebServer = defineAudit('registrar-is-web-server', 'tcp', (survey) => {
  const { session } = survey;
  const isAsked = session.sipMessages.some(({ direction }) => direction === 'received');
  if (!isAsked) return notApplicable('No registrar answered.');
  const strangers = strangersIn(survey);
  if (strangers.length === 0) return passed;
  const places = [...new Set(strangers.map(({ place }) => place))];
  return failing(places.map((place) => told(survey, place, strangers)));
});

function told(survey: Survey, place: string, strangers: readonly Stranger[]): Finding {
  const here = strangers.filter((stranger) => stranger.place === place);
  const server = list(here.flatMap(({ message }) => /^server:\s*(.+)$/im.exec(textOf(message))?.[1]?.trim() ?? []));
  const isUnplaced = survey.session.target.location === 'unknown';
  return finding('registrar-is-web-server', severityOf(survey), {
    title: `A web server, not the registrar, answers at ${place}`,
    seen: `Spoke SIP with ${place}, where clients would sign in. What came back is HTTP: "${here[0]?.line ?? ''}"${server === '' ? '' : `, from ${server}`}.`,
    ...(isUnplaced
      ? {
          cause:
            'The name or address leads to a reverse proxy or to the web site of a pool. This check was not told where it runs: inside the company network the name may well lead to a pool, whose web site has port 443, and clients there use another port.',
          fix: 'Check again with the place said (from inside, or from outside). If it is outside, the DNS administrator lets the name lead to the Access Edge, and the firewall administrator compares the rule for its address.',
        }
      : {}),
    evidence: [
      ...here.map(({ message }) => ({ sipMessageId: message.id, part: 'start' })),
      ...failedAt(survey, place).map((step) => onStep(step)),
    ],
  });
}

/** Another place took the sign-in, or it is not known which of the places is meant for here. */
function severityOf(survey: Survey): Severity {
  return isRegistered(survey) || survey.session.target.location === 'unknown' ? 'warning' : 'error';
}

function strangersIn({ session }: Survey): readonly Stranger[] {
  const places = new Map(session.connections.map((connection) => [connection.id, placeOf(connection)]));
  return session.sipMessages.flatMap((message): Stranger[] => {
    if (message.direction !== 'received' || message.failure === undefined) return [];
    const line = /^HTTP\/\d(?:\.\d)? \d{3}[^\r\n]{0,80}/.exec(textOf(message))?.[0];
    return line === undefined ? [] : [{ place: places.get(message.connectionId) ?? 'the registrar', message, line }];
  });
}

/** Steps of SIP that failed on a connection to this place, or because of one. */
function failedAt(survey: Survey, place: string): readonly Step[] {
  const ids = new Set(connectionsTo(survey, place).map(({ id }) => id));
  const onThem = new Set([
    ...survey.session.sipMessages.filter(({ connectionId }) => ids.has(connectionId)).map(({ stepId }) => stepId),
    ...connectionsTo(survey, place).map(({ stepId }) => stepId),
  ]);
  const isAtEnd = (step: Step): boolean => step.outcome === 'failed' && step.kind.startsWith('sip.');
  return survey.session.steps.filter((step) => isAtEnd(step) && onThem.has(step.id));
}

const connectionsTo = ({ session }: Survey, place: string): readonly Connection[] =>
  session.connections.filter((connection) => placeOf(connection) === place);

const textOf = ({ wire }: SipMessage): string => utf8Of(wire).slice(0, 4096);
