/** 403 that names the version of the client as the reason. [MS-OCER 8.16; UCWA error subcodes] */
import { notApplicable } from './reading/define.js';
import { onBody } from './reading/evidence.js';
import { sipAnswers } from './reading/sip.js';
import { sipCodeAudit } from './reading/sipCodes.js';

const subcode = /UserAgentNotAllowed/;

export const clientVersionBlocked = sipCodeAudit('client-version-blocked', 'http', {
  statuses: [403],
  codes: [17002, 17003],
  also: ({ sightings }) =>
    sightings
      .filter(({ response }) => response?.status === 403)
      .map((sighting) => ({ sighting, evidence: onBody(sighting.exchange, subcode) }))
      .filter(({ evidence }) => evidence.part.endsWith('UserAgentNotAllowed')),
  otherwise: (survey) =>
    survey.sightings.length === 0 && sipAnswers(survey).length === 0
      ? notApplicable('No server was asked for anything.')
      : undefined,
});
