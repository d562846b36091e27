/** A build number in an answer, compared with the security updates of autumn 2026. */
import { defineAudit, failing, finding, notApplicable, passed, unknown } from './reading/define.js';
import { bodyText, onExchange, onHeader } from './reading/evidence.js';
import { isOnlineHost } from './reading/addresses.js';
import type { Evidence } from './audit.js';
import type { Sighting } from './reading/survey.js';

/** The last build of each line that has a known hole; 7.0.2046 is 2019 below 600 and Subscription Edition above. */
const lines = [
  { line: '6.0.9319', product: 'Skype for Business Server 2015', fixed: 886, from: 0, below: 10_000 },
  { line: '7.0.2046', product: 'Skype for Business Server 2019', fixed: 583, from: 0, below: 583 },
] as const;

const build = /\b(6\.0\.9319|7\.0\.2046)\.(\d{1,4})\b/;

export const serverUnpatched = defineAudit('server-unpatched', 'note', (survey) => {
  const own = survey.sightings.filter(({ response, host }) => response !== undefined && !isOnlineHost(host));
  if (own.length === 0) return notApplicable('No server answered.');
  const seen = own.flatMap(buildsOf);
  if (seen.length === 0) return unknown('No answer shows a build number.');
  const old = seen.flatMap((one) => {
    const line = lines.find((known) => known.line === one.line && one.revision < known.fixed);
    return line === undefined ? [] : [{ ...one, known: line }];
  });
  const [first] = old;
  if (first === undefined) return passed;
  return failing([
    finding('server-unpatched', 'warning', {
      seen: `${first.sighting.host} shows build ${first.line}.${first.revision}. The current security update of ${first.known.product} is ${first.line}.${first.known.fixed}.`,
      evidence: old.map(({ evidence }) => evidence),
    }),
  ]);
});

function buildsOf(
  sighting: Sighting,
): readonly { sighting: Sighting; line: string; revision: number; evidence: Evidence }[] {
  const { exchange, response } = sighting;
  const places = [
    ...(response?.headers ?? []).map(([name, value]) => ({ text: value, evidence: onHeader(exchange, name) })),
    { text: bodyText(exchange).slice(0, 100_000), evidence: undefined },
  ];
  return places.flatMap(({ text, evidence }) => {
    const match = build.exec(text);
    const [whole, line, revision] = match ?? [];
    if (whole === undefined || line === undefined || revision === undefined) return [];
    const place = evidence ?? onExchange(exchange, `response.body:${whole}`);
    return [{ sighting, line, revision: Number(revision), evidence: place }];
  });
}
