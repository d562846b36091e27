/** One directory of the web services answers nothing but 403, 404 or 503, while another works on the same name. */
import { severityNow, codesOf } from './reading/codes.js';
import { defineAudit, failing, finding, notApplicable } from './reading/define.js';
import { onExchange } from './reading/evidence.js';
import { isOnlineHost } from './reading/addresses.js';
import type { Sighting } from './reading/survey.js';
import { ucwaErrorOf } from './reading/ucwa.js';

// Mcx is left out: no version that mitigations are sent to has it.
const components = /^\/(webticket|certprov|ucwa|reach|groupexpansion|abs)\//i;

export const emsMitigation = defineAudit('ems-mitigation', 'http', (survey) => {
  const asked = survey.sightings.filter(
    ({ own, scheme, host, response }) => own && scheme === 'https' && response !== undefined && !isOnlineHost(host),
  );
  const directories = new Map<string, Sighting[]>();
  for (const sighting of asked) {
    const directory = components.exec(sighting.path)?.[1]?.toLowerCase();
    if (directory === undefined) continue;
    const key = `${sighting.host}/${directory}`;
    directories.set(key, [...(directories.get(key) ?? []), sighting]);
  }
  if (directories.size === 0) return notApplicable('No web component but Autodiscover was asked.');
  const stopped = [...directories].filter(
    ([, answers]) =>
      answers.every(isTurnedAway) &&
      // One refusal may be about the request; a stopped application pool refuses everything.
      (answers.length > 1 || answers[0]?.response?.status === 503) &&
      asked.some(({ host, path, response }) => host === answers[0]?.host && !components.test(path) && works(response)),
  );
  const [first] = stopped;
  const answer = first?.[1][0];
  if (first === undefined || answer === undefined) return failing([]);
  return failing([
    finding('ems-mitigation', severityNow(survey), {
      title: `Everything under ${first[0]} is answered with ${answer.response?.status ?? 'an error'}`,
      seen: `Asked ${answer.exchange.request.method} ${answer.exchange.request.url}. The answer is ${answer.response?.status ?? ''} ${answer.response?.reason ?? ''}, like all others under this path. Autodiscover on the same name works, so this component is probably stopped or blocked.`,
      evidence: stopped.flatMap(([, all]) => all.map(({ exchange }) => onExchange(exchange, 'response.status'))),
    }),
  ]);
});

function isTurnedAway(sighting: Sighting): boolean {
  const status = sighting.response?.status ?? 0;
  const isRefusal = status === 403 || status === 404 || status === 503;
  // A component that words its refusal itself runs.
  return isRefusal && codesOf(sighting).length === 0 && ucwaErrorOf(sighting) === undefined;
}

const works = (response: Sighting['response']): boolean =>
  response !== undefined && (response.status < 400 || response.status === 401);
