/** The tests of services, as their audits read them: what was asked of which service, and what it answered. */
import { factOf } from '../../session/facts.js';
import { headerValue } from '../../session/headers.js';
import type { Exchange, Step } from '../../session/model.js';
import { hostOf } from './addresses.js';
import type { Survey } from './survey.js';

export interface TestedService {
  readonly service: string;
  readonly url: string;
  readonly step: Step;
  readonly exchange: Exchange;
  readonly status: number;
}

/** Those that were answered, on the sides a client here depends on or, where asked for, on any. */
export function testedServices(survey: Survey, sides: 'own' | 'all'): readonly TestedService[] {
  const { steps, exchanges } = survey.whole;
  const groups = new Set(steps.filter(({ kind }) => kind === 'service-tests').map(({ id }) => id));
  return steps
    .filter(({ kind, parentId }) => kind === 'service.test' && parentId !== undefined && groups.has(parentId))
    .filter(({ id }) => sides === 'all' || survey.isOwn(id))
    .flatMap((step): readonly TestedService[] => {
      const [service = '', url = ''] = (factOf(step, 'service') ?? '').split(' ');
      const exchange = exchanges.find(({ stepId, response }) => stepId === step.id && response !== undefined);
      if (exchange?.response === undefined || exchange.failure !== undefined) return [];
      return [{ service, url, step, exchange, status: exchange.response.status }];
    });
}

/** Judged by audits of their own. */
const notOfPaths: readonly string[] = ['ControlPanel', 'XFrame'];

/**
 * The path is refused by something in front of the servers: every answer of theirs names the one it comes from, and
 * this one names none, while others under the same host do.
 */
export function isUnpublished(one: TestedService, all: readonly TestedService[]): boolean {
  const isRefused = one.step.outcome === 'failed' && (one.status === 403 || one.status === 404);
  if (one.step.side !== 'external' || !isRefused || notOfPaths.includes(one.service) || isFromServer(one)) return false;
  return all.some((other) => hostOf(other.url) === hostOf(one.url) && isFromServer(other));
}

const isFromServer = ({ exchange: { response } }: TestedService): boolean =>
  response !== undefined &&
  ['X-MS-Server-Fqdn', 'X-Ms-diagnostics'].some((name) => headerValue(response, name) !== undefined);
