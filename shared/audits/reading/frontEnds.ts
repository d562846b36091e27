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
