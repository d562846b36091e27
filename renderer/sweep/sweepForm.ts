/** The sweep form as values: what keeps it from starting, and the request it stands for. Pure. */
import { readList } from '../../shared/sweep/list.js';
import type { SweepRequest } from '../../shared/sweep/model.js';
import type { SweepForm } from './sweepStore.js';

export interface ListFacts {
  readonly targets: number;
  /** Lines that hold something else, the first few in words. */
  readonly bad: readonly string[];
  readonly badCount: number;
  readonly repeated: number;
}

/** What the list holds so far. */
export function factsOfList(text: string): ListFacts {
  const { entries, repeated } = readList(text);
  const bad = entries.flatMap((entry) => ('problem' in entry ? [`Line ${entry.line}: ${entry.problem}`] : []));
  return {
    targets: entries.length - bad.length,
    bad: bad.slice(0, 3),
    badCount: bad.length,
    repeated: repeated.length,
  };
}

export interface SweepProblem {
  readonly field: 'list' | 'concurrency';
  readonly text: string;
}

export function sweepProblem(form: SweepForm): SweepProblem | undefined {
  if (factsOfList(form.list).targets === 0) {
    return { field: 'list', text: 'Type or load at least one sign-in address or domain, one a line.' };
  }
  const concurrency = Number(form.concurrency);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 32) {
    return { field: 'concurrency', text: 'Say a whole number from 1 to 32.' };
  }
  return undefined;
}

/** The request that a form without problems stands for. */
export function sweepRequestOf(form: SweepForm): SweepRequest {
  const resolver = form.resolver.trim();
  const inLab = form.lab !== '';
  return {
    list: form.list,
    concurrency: Number(form.concurrency),
    options: {
      location: form.location,
      ...(resolver === '' || inLab ? {} : { resolver }),
      connectTo: [],
      proxy: inLab ? 'none' : 'auto',
      authorities: [],
      trustedHosts: [],
      ...(form.endpoints ? {} : { endpoints: 'none' as const }),
    },
    ...(inLab ? { lab: { deployment: form.lab, faults: [] } } : {}),
  };
}
