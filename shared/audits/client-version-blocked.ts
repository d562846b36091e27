/** 403 that names the version of the client as the reason. [MS-OCER 8.16; UCWA error subcodes] */
import { codeAudit } from './reading/codes.js';
import { notApplicable, unknown } from './reading/define.js';
import { onBody } from './reading/evidence.js';

const subcode = /UserAgentNotAllowed/;

export const clientVersionBlocked = codeAudit('client-version-blocked', 'http', {
  statuses: [403],
  codes: [17002, 17003],
  also: ({ sightings }) =>
    sightings
      .filter(({ response }) => response?.status === 403)
      .map((sighting) => ({ sighting, evidence: onBody(sighting.exchange, subcode) }))
      .filter(({ evidence }) => evidence.part.endsWith('UserAgentNotAllowed')),
  otherwise: ({ sightings }) =>
    sightings.length === 0
      ? notApplicable('Nothing was asked over HTTP.')
      : unknown('This shows when signing in over SIP or UCWA, which this walk does not do.'),
});
