/** The media type promises a document of the sign-in, the content is none. */
import { rootClass, wireClass } from './reading/answers.js';
import { defineAudit, notApplicable } from './reading/define.js';
import { onExchange } from './reading/evidence.js';
import { asked, reportAll } from './reading/reports.js';
import { rootSightings } from './reading/roots.js';
import type { Sighting, Survey } from './reading/survey.js';

export const discoveryMalformedDocument = defineAudit('discovery-malformed-document', 'discovery', (survey) => {
  if (!survey.sightings.some((sighting) => sighting.response !== undefined)) return notApplicable('No answer came.');
  const roots = new Set(rootSightings(survey));
  const unread = survey.sightings.filter((sighting) =>
    roots.has(sighting) ? rootClass(sighting) === 'malformed' : isUnreadLater(survey, sighting),
  );
  return reportAll('discovery-malformed-document', survey, unread, {
    title: (hosts) => `The answer of ${hosts} cannot be read as a document`,
    seen: (sighting) =>
      `${asked(sighting)} ${sighting.step?.failure?.message ?? 'The answer does not have the form its media type promises.'}`,
    evidence: ({ exchange }) => [onExchange(exchange, 'response.body')],
  });
});

/** Later documents: domain, service description (MEX), user. The last exchange of the step is the one that was read. */
function isUnreadLater(survey: Survey, sighting: Sighting): boolean {
  const code = sighting.step?.failure?.code;
  // A certificate that was not given is told by the audit of its own.
  if (sighting.kind?.startsWith('cert-prov') === true) return false;
  if (sighting.response === undefined || wireClass(sighting) !== undefined) return false;
  if (sighting.step?.outcome !== 'failed' || !(code === 'malformed_document' || code === 'unexpected_document'))
    return false;
  return survey.sightings.findLast((other) => other.step === sighting.step) === sighting;
}
