/** Behind one name, one server gives only errors while another gives none. */
import { frontEndsOf, isUnreached, nameOf, serverNameIn, type FrontEnd } from '../protocol/frontEnds.js';
import { headerValue } from '../session/headers.js';
import type { Evidence, Finding } from './audit.js';
import { isOnlineHost } from './reading/addresses.js';
import { severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onConnection, onExchange, onHeader, onStep } from './reading/evidence.js';
import { isOfThese, provenBad, sweepsOf, type BadServers, type MetAnswer, type Sweep } from './reading/frontEnds.js';
import type { Sighting, Survey } from './reading/survey.js';

export const oneBadFrontEnd = defineAudit('one-bad-front-end', 'http', (survey) => {
  const sweeps = sweepsOf(survey, 'front-ends.ask');
  const several = [...namedServers(survey)].filter(([, servers]) => servers.size > 1);
  if (several.length === 0 && !sweeps.some(({ answers }) => frontEndsOf(answers).length > 1)) {
    return notApplicable('No name was answered by more than one server.');
  }
  const proven = provenBad(survey);
  const untold = several.flatMap(([host, servers]) => (proven.some((one) => one.host === host) ? [] : [servers]));
  const found = [...proven.map((one) => bySweep(survey, one)), ...byWalk(survey, untold, sweeps)];
  return failing(found.toSorted((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error')));
});

type Servers = ReadonlyMap<string, readonly Sighting[]>;

/** What the sign-in itself met, by name and server. */
function namedServers(survey: Survey): ReadonlyMap<string, Servers> {
  const pools = new Map<string, Map<string, Sighting[]>>();
  for (const sighting of survey.sightings) {
    const server = serverOf(sighting);
    if (server === undefined || isOnlineHost(sighting.host)) continue;
    const servers = pools.get(sighting.host) ?? new Map<string, Sighting[]>();
    pools.set(sighting.host, servers.set(server, [...(servers.get(server) ?? []), sighting]));
  }
  return pools;
}

const serverOf = ({ response }: Sighting): string | undefined =>
  response === undefined ? undefined : serverNameIn(headerValue(response, 'X-MS-Server-Fqdn'));

/** Of the same request, made again and again. */
function bySweep(survey: Survey, bad: BadServers): Finding {
  const { host, sweep, servers, others } = bad;
  const met = metOnTheWay(survey, bad);
  const asked = sweep.answers.filter((answer) => !isUnreached(answer)).length;
  const isProof = servers.some(({ answers }) => answers.length > 1);
  const sound = others.flatMap(({ server, faults }) => (faults.length === 0 && server !== undefined ? [server] : []));
  const names = list(servers.map(nameOf));
  return finding('one-bad-front-end', survey.isOwn(sweep.step.id) ? severityNow(survey) : 'warning', {
    title: `${upper(names)} answers with errors, other servers of the pool do not`,
    seen: `Asked ${host} the same ${asked} times, each time on a new connection. ${upper(list(servers.map(saidOf)))}; ${sound.length === 0 ? 'the others' : list(sound)} answered as they should. ${isProof ? 'Asking repeatedly proves it.' : 'Once is no proof yet; asking again would be.'}${spoiledIn(met)} A server that none of these requests met is not known to be good.`,
    evidence: [
      ...servers.flatMap(({ answers }) => answers.slice(0, 2).flatMap(evidenceOf)),
      ...met.slice(0, 3).map(({ exchange }) => onExchange(exchange, 'response.status')),
      onStep(sweep.step),
    ],
  });
}

/** What the check itself had of them, steps that failed first. */
function metOnTheWay(survey: Survey, bad: BadServers): readonly Sighting[] {
  const asked = [...survey.sightings, ...survey.tests.filter(({ own }) => own)];
  return [...new Map(asked.map((sighting) => [sighting.exchange.id, sighting])).values()]
    .filter(({ exchange }) => isOfThese(survey, bad, exchange))
    .toSorted((a, b) => Number(a.step?.outcome !== 'failed') - Number(b.step?.outcome !== 'failed'));
}

/** Which steps it spoiled; '' where it spoiled none. */
function spoiledIn(met: readonly Sighting[]): string {
  const titles = met.flatMap(({ step }) => (step?.outcome === 'failed' ? [`"${step.title}"`] : []));
  return titles.length === 0 ? '' : ` Of this check it spoiled ${list(titles)}.`;
}

/** "fe02.contoso.com gave 500 to 3 of 3" */
function saidOf(server: FrontEnd): string {
  const { answers, faults } = server;
  return `${nameOf(server)} gave ${faults.join(', ')} to ${answers.length} of ${answers.length}`;
}

function evidenceOf({ exchange, status }: MetAnswer): readonly Evidence[] {
  if (status === undefined) return [onExchange(exchange, 'timing')];
  if (status >= 400) return [onExchange(exchange, 'response.status'), onHeader(exchange, 'X-MS-Server-Fqdn')];
  return exchange.connectionId === undefined ? [] : [onConnection({ id: exchange.connectionId }, 'tls')];
}

/** Of what the sign-in met by chance. */
function byWalk(survey: Survey, several: readonly Servers[], sweeps: readonly Sweep[]): readonly Finding[] {
  const found = several.flatMap((servers) => {
    const good = [...servers.values()].some((answers) => answers.every((answer) => !isBroken(answer)));
    const bad = [...servers].filter(([, answers]) => answers.every(isBroken));
    return good ? bad : [];
  });
  const answers = found.flatMap(([, all]) => all);
  const [first] = answers;
  if (first === undefined) return [];
  const servers = found.map(([server]) => server);
  const names = list(servers);
  return [
    finding('one-bad-front-end', severityNow(survey), {
      title: `${names} answers with errors, other servers of the pool do not`,
      seen: `Behind ${first.host} several servers answer. ${names} gave ${answers.length === 1 ? 'one answer, and it was' : `${answers.length} answers, all`} ${first.response?.status ?? 500}; the others gave none of that kind. ${askedAgain(servers, first.host, sweeps)}`,
      evidence: answers.flatMap(({ exchange }) => [
        onExchange(exchange, 'response.status'),
        onHeader(exchange, 'X-MS-Server-Fqdn'),
      ]),
    }),
  ];
}

/** What repeated requests add. */
function askedAgain(servers: readonly string[], host: string, sweeps: readonly Sweep[]): string {
  const answers = sweeps.filter((sweep) => sweep.host === host).flatMap((sweep) => sweep.answers);
  if (answers.length === 0) return 'Asking repeatedly would prove it.';
  const met = frontEndsOf(answers).filter(({ server }) => server !== undefined && servers.includes(server));
  if (met.length === 0) return `None of ${answers.length} further requests met it, so this is not proven.`;
  if (met.some(({ faults }) => faults.length > 0)) return 'Asking it repeatedly did not settle it.';
  return `Asked ${answers.length} times more for the root document alone, it answers well, so only some of its applications are broken.`;
}

const isBroken = ({ response }: Sighting): boolean => (response?.status ?? 0) >= 500;
const upper = (text: string): string => text.replace(/^a /, 'A ');
