/** What a sweep over the servers of a pool means, in a row's few words and in a sentence or two. */
import {
  frontEndsOf,
  isUnreached,
  nameOf,
  unevenness,
  type FrontEnd,
  type FrontEndAnswer,
} from '../../../shared/protocol/frontEnds.js';

export interface SweepWords {
  readonly value: string;
  readonly meaning: string;
}

/** @param answers at least one */
export function sweepWords(answers: readonly FrontEndAnswer[]): SweepWords {
  const reached = answers.filter((answer) => !isUnreached(answer));
  const servers = frontEndsOf(reached);
  const named = servers.filter(({ server }) => server !== undefined);
  const { bad } = unevenness(answers);
  return {
    value: [countOf(named.length), ...bad.map(saidBy)].join('; '),
    meaning: [meaningOf(servers, bad), unreachedWords(answers)].filter((words) => words !== '').join(' '),
  };
}

function countOf(named: number): string {
  if (named === 0) return 'no server gave its name';
  return named === 1 ? '1 server answered' : `${named} servers answered`;
}

/** "fe02.contoso.com gave 500 to 2 of 2 requests" */
function saidBy(server: FrontEnd): string {
  const { answers, good, faults } = server;
  return `${nameOf(server)} gave ${faults.join(', ')} to ${answers.length - good} of ${answers.length} ${answers.length === 1 ? 'request' : 'requests'}`;
}

function meaningOf(servers: readonly FrontEnd[], bad: readonly FrontEnd[]): string {
  const asked = servers.reduce((sum, { answers }) => sum + answers.length, 0);
  const unknown = `A server that none of the ${asked} requests met is not known to be good.`;
  if (bad.length > 0) {
    const once = bad.every(({ answers }) => answers.length === 1);
    const said = `${bad.map(saidBy).join('; ')}, others answered as they should.`;
    return `${upper(said)} ${once ? 'One answer may be chance.' : 'Clients that are led there fail.'} ${unknown}`;
  }
  const faulty = servers.filter(({ faults }) => faults.length > 0);
  if (faulty.length > 0) return `${upper(faulty.map(saidBy).join('; '))}. ${unknown}`;
  const [first, ...others] = servers;
  if (first === undefined) return '';
  if (others.length > 0) return `Each of them answers as it should. ${unknown}`;
  if (first.server === undefined) {
    return `All ${asked} requests were answered well. The answers name no server, so how many there are does not show.`;
  }
  return `All ${asked} requests were answered by ${first.server}. Whether there are other servers does not show: a load balancer may keep one client at one server.`;
}

function unreachedWords(answers: readonly FrontEndAnswer[]): string {
  const lost = answers.filter(isUnreached);
  if (lost.length === 0) return '';
  const addresses = [...new Set(lost.flatMap(({ address }) => address ?? []))];
  const where = addresses.length === 0 ? '' : ` (${addresses.join(', ')})`;
  return `${lost.length} of ${answers.length} connections could not be made${where}.`;
}

const upper = (text: string): string => text.replace(/^a /, 'A ');
