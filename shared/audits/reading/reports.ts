/** One finding for all requests that failed in the same way: secure requests first, then in the order asked. */
import type { AuditResult, Evidence } from '../audit.js';
import type { FindingId } from '../explain.js';
import { weigh, weightiest } from './answers.js';
import { failing, finding, list, passed } from './define.js';
import type { Sighting, Survey } from './survey.js';

export interface Report {
  readonly title?: (hosts: string) => string;
  /** One sentence about the first of them. */
  readonly seen: (sighting: Sighting) => string;
  readonly evidence: (sighting: Sighting) => readonly Evidence[];
  readonly cause?: string;
  readonly fix?: string;
}

export function reportAll(id: FindingId, survey: Survey, sightings: readonly Sighting[], report: Report): AuditResult {
  const weighed = sightings
    .map((sighting) => ({ sighting, severity: weigh(survey, sighting) }))
    .filter(({ severity }) => severity !== undefined);
  const severity = weightiest(weighed.map((one) => one.severity));
  if (severity === undefined) return passed;
  const rank = (one: (typeof weighed)[number]): number =>
    (one.severity === severity ? 0 : 2) + (one.sighting.scheme === 'https' ? 0 : 1);
  const sorted = weighed.toSorted((a, b) => rank(a) - rank(b)).map((one) => one.sighting);
  const [first] = sorted;
  if (first === undefined) return passed;
  const hosts = list(sorted.map((sighting) => sighting.host));
  const others = sorted.length - 1;
  const more =
    others === 0
      ? ''
      : others === 1
        ? ' One more request ended the same way.'
        : ` ${others} more requests ended the same way.`;
  return failing([
    finding(id, severity, {
      ...(report.title === undefined ? {} : { title: report.title(hosts) }),
      ...(report.cause === undefined ? {} : { cause: report.cause }),
      ...(report.fix === undefined ? {} : { fix: report.fix }),
      seen: `${report.seen(first)}${more}`,
      evidence: sorted.flatMap((sighting) => report.evidence(sighting)),
    }),
  ]);
}

/** "Asked GET https://lyncdiscover.contoso.com/?sipuri=…." */
export function asked({ exchange }: Sighting): string {
  return `Asked ${exchange.request.method} ${exchange.request.url}.`;
}
