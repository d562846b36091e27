/** Faults between a working web site and its client: answers that come damaged, cut, far too late or not at all. */
import type { FaultId } from '../faults.js';
import type { LabResponse } from '../types.js';
import { whole, type Answer, type Service } from './exchange.js';
import { isDiscovery } from './services.js';

// Longer than any client waits; the listener gives the timer up when it closes.
const slowAnswerMs = 10 * 60 * 1000;

/** Wraps a service so that its discovery answers suffer from those of the faults that concern answers. */
export function spoiling(faults: ReadonlySet<FaultId>, service: Service): Service {
  const active = ['malformed-xml', 'truncated-body', 'slow-answer', 'connection-reset'] as const;
  if (!active.some((fault) => faults.has(fault))) return service;
  return async (request) => {
    if (!isDiscovery(request)) return service(request);
    if (faults.has('connection-reset')) return { kind: 'reset' };
    const answer = await service(request);
    if (answer.kind !== 'whole') return answer;
    return spoil(answer.response, faults);
  };
}

function spoil(response: LabResponse, faults: ReadonlySet<FaultId>): Answer {
  const damaged = faults.has('malformed-xml') ? damage(response) : response;
  if (faults.has('slow-answer')) return { kind: 'late', response: damaged, afterMs: slowAnswerMs };
  if (faults.has('truncated-body') && damaged.status === 200 && damaged.body.length > 1) {
    return { kind: 'cut', response: damaged, sentBytes: Math.floor(damaged.body.length / 2) };
  }
  return whole(damaged);
}

/** What a careless link rewriter leaves behind: an element that is never closed, a name without its colon. */
function damage(response: LabResponse): LabResponse {
  if (response.status !== 200) return response;
  const text = response.body.toString('utf8');
  const type = response.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const broken = type.includes('json') ? text.replace('":', '"') : text.replace('/>', '>');
  const body = Buffer.from(broken, 'utf8');
  return {
    ...response,
    headers: response.headers.map(([name, value]) =>
      name.toLowerCase() === 'content-length' ? [name, String(body.length)] : [name, value],
    ),
    body,
  };
}
