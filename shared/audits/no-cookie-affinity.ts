/** The requests of one Mcx session reach several servers, although it lives on one. */
import { frontEndsOf } from '../protocol/frontEnds.js';
import { factsOf } from '../session/facts.js';
import { defineAudit, failing, finding, list, notApplicable, passed, unknown } from './reading/define.js';
import { onHeader, onStep } from './reading/evidence.js';
import { sweepsOf, type Sweep } from './reading/frontEnds.js';

export const noCookieAffinity = defineAudit('no-cookie-affinity', 'http', (survey) => {
  const sessions = sweepsOf(survey, 'mcx.session').filter(({ answers }) => answers.length > 1);
  if (sessions.length === 0)
    return notApplicable('The service for mobile clients of Lync 2010 was not asked repeatedly.');
  const uneven = sessions.filter((session) => serversOf(session).length > 1);
  if (uneven.length > 0) {
    return failing(
      uneven.map((session) => {
        const servers = serversOf(session);
        const cookies = [...new Set(factsOf(session.step, 'affinity-cookie'))];
        return finding('no-cookie-affinity', 'warning', {
          title: `Requests of one mobile client reach ${servers.length} servers behind ${session.host}`,
          seen: `Asked the mobility service (Mcx) at ${session.host} ${session.answers.length} times as one phone would, on new connections. ${
            cookies.length === 0
              ? 'No answer gave a cookie to come back with.'
              : `The ${cookies.length === 1 ? 'cookie' : 'cookies'} ${list(cookies)} it gave went back with the next request.`
          } ${list(servers)} answered them; the session of a phone lives on one of them only.`,
          evidence: [
            ...session.answers.map(({ exchange }) => onHeader(exchange, 'X-MS-Server-Fqdn')),
            onStep(session.step),
          ],
        });
      }),
    );
  }
  return sessions.some((session) => serversOf(session).length === 1)
    ? passed
    : unknown('The answers of the mobility service name no server.');
});

const serversOf = ({ answers }: Sweep): readonly string[] => frontEndsOf(answers).flatMap(({ server }) => server ?? []);
