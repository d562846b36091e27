/** Behind one name, one server gives only errors while another gives none. */
import { headerValue } from '../session/headers.js';
import { severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onExchange, onHeader } from './reading/evidence.js';
import { isOnlineHost } from './reading/addresses.js';
import type { Sighting } from './reading/survey.js';

export const oneBadFrontEnd = defineAudit('one-bad-front-end', 'http', (survey) => {
  const pools = new Map<string, Map<string, Sighting[]>>();
  for (const sighting of survey.sightings) {
    const server = sighting.response === undefined ? undefined : headerValue(sighting.response, 'X-MS-Server-Fqdn');
    if (server === undefined || isOnlineHost(sighting.host)) continue;
    const servers = pools.get(sighting.host) ?? new Map<string, Sighting[]>();
    pools.set(sighting.host, servers.set(server, [...(servers.get(server) ?? []), sighting]));
  }
  const several = [...pools.values()].filter((servers) => servers.size > 1);
  if (several.length === 0) return notApplicable('No name was answered by more than one server.');
  const found = several.flatMap((servers) => {
    const good = [...servers.values()].some((answers) => answers.every((answer) => !isBroken(answer)));
    const bad = [...servers].filter(([, answers]) => answers.every(isBroken));
    return good ? bad : [];
  });
  const answers = found.flatMap(([, all]) => all);
  const [first] = answers;
  if (first === undefined) return failing([]);
  const names = list(found.map(([server]) => server));
  return failing([
    finding('one-bad-front-end', severityNow(survey), {
      title: `${names} answers with errors, other servers of the pool do not`,
      seen: `Behind ${first.host} several servers answer. ${names} gave ${answers.length === 1 ? 'one answer, and it was' : `${answers.length} answers, all`} ${first.response?.status ?? 500}; the others gave none of that kind. Asking repeatedly would prove it.`,
      evidence: answers.flatMap(({ exchange }) => [
        onExchange(exchange, 'response.status'),
        onHeader(exchange, 'X-MS-Server-Fqdn'),
      ]),
    }),
  ]);
});

const isBroken = ({ response }: Sighting): boolean => (response?.status ?? 0) >= 500;
