/** X-MS-Server-Fqdn on an answer of the published side names a machine by a name that is not published. */
import { headerValue } from '../session/headers.js';
import { isOnlineHost } from './reading/addresses.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onHeader } from './reading/evidence.js';

export const serverNameDisclosed = defineAudit('server-name-disclosed', 'note', (survey) => {
  const published = survey.sightings.filter(
    ({ side, response, host }) => side === 'external' && response !== undefined && !isOnlineHost(host),
  );
  if (published.length === 0) return notApplicable('No published server answered.');
  const asked = new Set(survey.sightings.map(({ host }) => host));
  const naming = published.flatMap((sighting) => {
    const name = (headerValue(sighting.response ?? { headers: [] }, 'X-MS-Server-Fqdn') ?? '').trim().toLowerCase();
    return name === '' || asked.has(name) || isOnlineHost(name) ? [] : [{ sighting, name }];
  });
  const [first] = naming;
  if (first === undefined) return failing([]);
  const names = [...new Set(naming.map(({ name }) => name))];
  return failing([
    finding('server-name-disclosed', 'info', {
      seen: `Asked ${first.sighting.host}. ${naming.length === 1 ? 'One answer names' : `${naming.length} answers name`} ${list(names)} in X-MS-Server-Fqdn.`,
      // One answer a name is enough to see it.
      evidence: names.flatMap((name) =>
        naming
          .filter((one) => one.name === name)
          .slice(0, 1)
          .map(({ sighting }) => onHeader(sighting.exchange, 'X-MS-Server-Fqdn')),
      ),
    }),
  ]);
});
