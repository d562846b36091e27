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
  const { exchanges } = survey.whole;
  return testSteps(survey)
    .filter(({ id }) => sides === 'all' || survey.isOwn(id))
    .flatMap((step): readonly TestedService[] => {
      const { service, url } = namedIn(step);
      const exchange = exchanges.find(({ stepId, response }) => stepId === step.id && response !== undefined);
      if (exchange?.response === undefined || exchange.failure !== undefined) return [];
      return [{ service, url, step, exchange, status: exchange.response.status }];
    });
}

/** Those on the own sides that gave no answer, although their host answered others of `answered`. */
export function silentServices(
  survey: Survey,
  answered: readonly TestedService[],
): readonly Pick<TestedService, 'service' | 'url' | 'step'>[] {
  const hosts = new Set(answered.map(({ url }) => hostOf(url)));
  const spoke = new Set(testedServices(survey, 'own').map(({ step }) => step.id));
  return testSteps(survey)
    .filter((step) => step.outcome === 'failed' && survey.isOwn(step.id) && !spoke.has(step.id))
    .filter(({ failure }) => failure?.operation === 'response')
    .map((step) => ({ ...namedIn(step), step }))
    .filter(({ url }) => hosts.has(hostOf(url)));
}

function testSteps({ whole: { steps } }: Survey): readonly Step[] {
  const groups = new Set(steps.filter(({ kind }) => kind === 'service-tests').map(({ id }) => id));
  return steps.filter(
    ({ kind, parentId }) => kind === 'service.test' && parentId !== undefined && groups.has(parentId),
  );
}

function namedIn(step: Step): { readonly service: string; readonly url: string } {
  const [service = '', url = ''] = (factOf(step, 'service') ?? '').split(' ');
  return { service, url };
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);
