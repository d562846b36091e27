/** Without the host's name the endpoint shows another certificate, or none. */
import { nameCovers, dnsNames } from '../protocol/certificates.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onConnection, onStep } from './reading/evidence.js';
import { endpointsOf } from './reading/endpoints.js';

export const tlsSniRequired = defineAudit('tls-sni-required', 'note', (survey) => {
  const asked = endpointsOf(survey).filter(({ own, withoutSni }) => own && withoutSni !== undefined);
  if (asked.length === 0) return notApplicable('No endpoint was asked without its name.');
  const needing = asked.filter(({ withoutSni, nameless, named, host }) => {
    if (!named.some(({ failure }) => failure === undefined) || withoutSni === 'same') return false;
    const fields = nameless?.tls?.chain[0]?.fields;
    return fields === undefined || !dnsNames(fields).some((name) => nameCovers(name, host));
  });
  const [first] = needing;
  if (first === undefined) return failing([]);
  const shown = first.nameless?.tls?.chain[0]?.fields?.subject;
  return failing([
    finding('tls-sni-required', 'info', {
      title: `${list(needing.map(({ host }) => host))} ${needing.length === 1 ? 'needs' : 'need'} the host name in the handshake (SNI)`,
      seen: `Shook hands with ${first.place} without naming the host. ${shown === undefined ? 'The handshake was refused.' : `It showed a certificate of ${shown}.`} With the name it shows the right one.`,
      evidence: needing.map(({ nameless, step }) =>
        nameless === undefined ? onStep(step) : onConnection(nameless, 'tls'),
      ),
    }),
  ]);
});
