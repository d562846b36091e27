/** Requests that were repeated to see which servers answer, as audits read them. */
import { serverNameIn, unevenness, type FrontEnd, type FrontEndAnswer } from '../../protocol/frontEnds.js';
import { headerValue } from '../../session/headers.js';
import type { Exchange, Session, Step } from '../../session/model.js';
import { hostOf, isOnlineHost } from './addresses.js';
import type { Survey } from './survey.js';

export interface MetAnswer extends FrontEndAnswer {
  readonly exchange: Exchange;
}

export interface Sweep {
  readonly step: Step;
  /** Lower case. */
  readonly host: string;
  readonly answers: readonly MetAnswer[];
}

/** Of a step that was run, in the order asked; steps without an exchange are left out. */
export function sweepsOf({ whole }: Survey, kind: 'front-ends.ask' | 'mcx.session'): readonly Sweep[] {
  return whole.steps
    .filter((step) => step.kind === kind)
    .flatMap((step): readonly Sweep[] => {
      const exchanges = whole.exchanges.filter(
        ({ stepId, failure }) => stepId === step.id && failure?.code !== 'cancelled',
      );
      const [first] = exchanges;
      if (first === undefined) return [];
      return [
        { step, host: hostOf(first.request.url), answers: exchanges.map((exchange) => answerOf(whole, exchange)) },
      ];
    });
}

export interface BadServers {
  readonly host: string;
  readonly sweep: Sweep;
  readonly servers: readonly FrontEnd<MetAnswer>[];
  readonly others: readonly FrontEnd<MetAnswer>[];
}

/** The servers that gave nothing good to repeated requests, while others gave nothing else. */
export function provenBad(survey: Survey): readonly BadServers[] {
  return sweepsOf(survey, 'front-ends.ask').flatMap((sweep): readonly BadServers[] => {
    if (isOnlineHost(sweep.host)) return [];
    const { bad, others } = unevenness(sweep.answers);
    // One error without a name may be anything; the program asks on until there are two, if there are.
    const servers = bad.filter(({ server, answers }) => server !== undefined || answers.length > 1);
    return servers.length === 0 ? [] : [{ host: sweep.host, sweep, servers, others }];
  });
}

/**
 * A failing answer of the check itself came from one of these servers: it has its name; where they give none, it is the
 * same answer under the same host name, or from the very place that the connections to them went to.
 */
export function isOfThese({ whole }: Survey, { host, servers }: BadServers, exchange: Exchange): boolean {
  const { response, request } = exchange;
  if (response === undefined || response.status < 500) return false;
  const name = serverNameIn(headerValue(response, 'X-MS-Server-Fqdn'));
  if (name !== undefined) return servers.some(({ server }) => server === name);
  const unnamed = servers.filter(({ server }) => server === undefined);
  if (hostOf(request.url) === host) return unnamed.length > 0;
  const place = placeOf(whole, exchange);
  return unnamed.some(
    ({ answers, faults }) =>
      place !== undefined &&
      faults.includes(String(response.status)) &&
      answers.some((answer) => placeOf(whole, answer.exchange) === place),
  );
}

/** Address and port that an answer came from; undefined where it is not known, as behind a proxy. */
function placeOf({ connections }: Session, { connectionId }: Exchange): string | undefined {
  const connection = connections.find(({ id }) => id === connectionId);
  if (connection?.remote === undefined || connection.proxy !== undefined) return undefined;
  return `${connection.remote.address} ${connection.remote.port}`;
}

function answerOf({ connections }: Session, exchange: Exchange): MetAnswer {
  const { response, failure } = exchange;
  const connection = connections.find(({ id }) => id === exchange.connectionId);
  const { verification } = connection?.tls ?? {};
  return {
    exchange,
    server: response === undefined ? undefined : serverNameIn(headerValue(response, 'X-MS-Server-Fqdn')),
    address: connection?.proxy === undefined ? connection?.remote?.address : undefined,
    status: failure === undefined ? response?.status : undefined,
    failure,
    isSecure: verification?.trusted === true && verification.nameMatches,
  };
}
