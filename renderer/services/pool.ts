/** The home pool: its name as the walk learned it, and the servers behind it with how they answered. */
import { factsOf } from '../../shared/session/facts.js';
import type { Exchange, Step } from '../../shared/session/model.js';
import { exchangeStatus, worse, type Status } from '../state/status.js';
import { hostOf, serverOf, type Learned } from './learned.js';
import { sides, type BoxStatus, type MapBox, type Pool } from './model.js';
import { boxOf, reasonOf, type Survey } from './places.js';

/** Most servers that have a box: a pool has up to twenty. */
const mostServers = 24;

export function poolOf(survey: Survey, learned: Learned): Pool {
  const hosts = sides.flatMap((side) => learned.home[side] ?? []);
  const sweeps = survey.session.steps.filter(({ kind }) => kind === 'front-ends.ask');
  // Before the home pool is known, the servers of the first web services are asked.
  const asked = sweeps.flatMap((step) => askedHost(survey, step) ?? []);
  const servers = serversOf(survey, new Set([...hosts, ...asked]));
  return {
    box: poolBox(survey, learned, hosts, servers[0]?.target),
    sweeps: sweepsOf(survey, hosts),
    servers: servers.slice(0, mostServers),
    moreServers: Math.max(0, servers.length - mostServers),
  };
}

function poolBox(
  { session }: Survey,
  learned: Learned,
  hosts: readonly string[],
  first: MapBox['target'] | undefined,
): MapBox {
  const isJoin = session.target.meeting !== undefined;
  const running = session.outcome === 'running';
  const origin = learned.poolName?.stepId ?? learned.links[0]?.stepId;
  const own = learned.poolName === undefined ? [] : [learned.poolName.place.replace(/:\d+$/, '')];
  const unknown = isJoin ? 'Not known: no guest came so far' : 'Not known: no user document was read';
  const named = isJoin ? 'Meetings are held here' : 'Named by a redirect';
  return {
    key: 'pool',
    status: hosts.length > 0 ? 'passed' : running ? 'waiting' : 'skipped',
    title: isJoin ? 'Pool of the organizer' : 'Home pool',
    names: [...new Set([...own, ...hosts])],
    text:
      learned.links.length > 0
        ? 'Named by the user document'
        : hosts.length > 0
          ? named
          : running
            ? 'Not known yet'
            : unknown,
    ...(origin !== undefined ? { target: { stepId: origin } } : first === undefined ? {} : { target: first }),
  };
}

function askedHost({ session }: Survey, { id }: Step): string | undefined {
  const exchange = session.exchanges.find(({ stepId }) => stepId === id);
  return exchange === undefined ? undefined : hostOf(exchange.request.url);
}

/** Each round of light requests; where none was made, why. What each server said stands at its own box. */
function sweepsOf(survey: Survey, hosts: readonly string[]): readonly MapBox[] {
  const of = survey.session.steps.filter(({ kind }) => kind === 'front-ends.ask');
  const shown = of.length > 0 ? of : survey.session.steps.filter(({ kind }) => kind === 'front-ends');
  return shown.map((step) => {
    const box = boxOf(
      survey,
      step,
      { key: `pool/sweep/${step.id}`, title: 'Asked several times' },
      'Asked several times',
    );
    if (box.status === 'skipped') return { ...box, text: `Servers not counted: ${reasonOf(step)}` };
    const host = askedHost(survey, step);
    const isElsewhere = host !== undefined && !hosts.includes(host);
    const text = (step.value ?? box.text).split(';')[0] ?? box.text;
    return { ...box, text, names: isElsewhere ? [host] : [] };
  });
}

interface Seen {
  status: Status;
  worst: Exchange;
  count: number;
}

/** One box a server; it leads to the worst that it answered. */
function serversOf(survey: Survey, hosts: ReadonlySet<string>): readonly MapBox[] {
  const { session, index } = survey;
  const seen = new Map<string, Seen>();
  const sweeps = new Set(session.steps.flatMap(({ id, kind }) => (kind === 'front-ends.ask' ? [id] : [])));
  for (const exchange of session.exchanges) {
    const server = serverOf(exchange);
    if (server === undefined || !hosts.has(hostOf(exchange.request.url) ?? '')) continue;
    const status = isOfServer(exchange, sweeps) ? exchangeStatus(exchange, session, index) : 'passed';
    const known = seen.get(server);
    if (known === undefined) seen.set(server, { status, worst: exchange, count: 1 });
    else {
      if (worse(status, known.status) !== known.status) Object.assign(known, { status, worst: exchange });
      known.count += 1;
    }
  }
  const counted = countsOf(survey);
  return [...seen]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([server, { status, worst, count }]): MapBox => {
      const swept = counted.get(server);
      return {
        key: `server/${server}`,
        status: serverStatus(status, swept),
        title: server.split('.')[0] ?? server,
        names: [server],
        text:
          swept === undefined
            ? `${count} ${count === 1 ? 'answer' : 'answers'}`
            : `${swept.good} of ${swept.asked} good`,
        target: { recordId: worst.id },
      };
    });
}

/** Whether an answer speaks of the server: one below 500 may be bad for other reasons, a meeting that is gone. */
function isOfServer({ stepId, response }: Exchange, sweeps: ReadonlySet<string>): boolean {
  return sweeps.has(stepId) || (response !== undefined && response.status >= 500);
}

interface Counted {
  readonly good: number;
  readonly asked: number;
}

/** What had to fail here says nothing of the server that said so; one without a good answer is not shown as good. */
function serverStatus(status: Status, swept: Counted | undefined): BoxStatus {
  const own = status === 'expected' ? 'passed' : status;
  return swept !== undefined && swept.good === 0 ? worse(own, 'warning') : own;
}

/** Good answers of each server to the light requests: "fe01.contoso.com 203.0.113.7 5 of 5 good". */
function countsOf({ session }: Survey): ReadonlyMap<string, Counted> {
  const counts = new Map<string, Counted>();
  for (const step of session.steps.filter(({ kind }) => kind === 'front-ends.ask')) {
    for (const fact of factsOf(step, 'front-end')) {
      const [, server, good, asked] = /^(\S+) .*?\b(\d{1,6}) of (\d{1,6}) good$/.exec(fact) ?? [];
      if (server === undefined) continue;
      const known = counts.get(server) ?? { good: 0, asked: 0 };
      counts.set(server, { good: known.good + Number(good), asked: known.asked + Number(asked) });
    }
  }
  return counts;
}
