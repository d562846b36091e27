/** The tests of services, as their audits read them: what was asked of which service, and what it answered. */
import { factOf } from '../../session/facts.js';
import type { Exchange, Step } from '../../session/model.js';
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
