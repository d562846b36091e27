/** The user's home pool: its name as the user document tells it, and the servers that said they answered. */
import type { Exchange } from '../../shared/session/model.js';
import { exchangeStatus, worse, type Status } from '../state/status.js';
import { hostOf, serverOf, type Learned } from './learned.js';
import { sides, type BoxStatus, type MapBox, type Pool } from './model.js';
import type { Survey } from './places.js';

/** Most servers that have a box: a pool has up to twenty. */
const mostServers = 24;

export function poolOf(survey: Survey, learned: Learned): Pool {
  const hosts = sides.flatMap((side) => learned.home[side] ?? []);
  const servers = serversOf(survey, new Set(hosts));
  const isNamed = learned.links.length > 0;
  const origin = learned.poolName?.stepId ?? learned.links[0]?.stepId;
  const first = servers[0]?.target;
  const own = learned.poolName === undefined ? [] : [learned.poolName.place.replace(/:\d+$/, '')];
  const box: MapBox = {
    key: 'pool',
    status: hosts.length > 0 ? 'passed' : survey.session.outcome === 'running' ? 'waiting' : 'skipped',
    title: 'Home pool',
    names: [...new Set([...own, ...hosts])],
    text: isNamed
      ? 'Named by the user document'
      : hosts.length > 0
        ? 'Named by a redirect'
        : survey.session.outcome === 'running'
          ? 'Not known yet'
          : 'Not known: no user document was read',
    ...(origin !== undefined ? { target: { stepId: origin } } : first === undefined ? {} : { target: first }),
  };
  return { box, servers: servers.slice(0, mostServers), moreServers: Math.max(0, servers.length - mostServers) };
}

interface Seen {
  status: Status;
  worst: Exchange;
  count: number;
}

/** One box a server; it leads to the worst that it answered. */
function serversOf({ session, index }: Survey, hosts: ReadonlySet<string>): readonly MapBox[] {
  const seen = new Map<string, Seen>();
  for (const exchange of session.exchanges) {
    const server = serverOf(exchange);
    if (server === undefined || !hosts.has(hostOf(exchange.request.url) ?? '')) continue;
    const status = exchangeStatus(exchange, session, index);
    const known = seen.get(server);
    if (known === undefined) seen.set(server, { status, worst: exchange, count: 1 });
    else {
      if (worse(status, known.status) !== known.status) Object.assign(known, { status, worst: exchange });
      known.count += 1;
    }
  }
  return [...seen]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([server, { status, worst, count }]): MapBox => ({
      key: `server/${server}`,
      // What had to fail here says nothing of the server that said so.
      status: (status === 'expected' ? 'passed' : status) satisfies BoxStatus,
      title: server.split('.')[0] ?? server,
      names: [server],
      text: `${count} ${count === 1 ? 'answer' : 'answers'}`,
      target: { recordId: worst.id },
    }));
}
