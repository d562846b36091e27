/** The endpoint still takes TLS 1.0 or 1.1 beside the versions of today (RFC 8996). */
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onStep } from './reading/evidence.js';
import { endpointsOf } from './reading/endpoints.js';

const old: ReadonlySet<string> = new Set(['TLSv1', 'TLSv1.1']);

export const tlsOldVersions = defineAudit('tls-old-versions', 'note', (survey) => {
  const probed = endpointsOf(survey).filter(({ own, versions }) => own && versions.length > 0);
  if (probed.length === 0) return notApplicable('No endpoint was asked for its versions.');
  const taking = probed.flatMap((endpoint) => {
    const offered = endpoint.versions.filter(({ state }) => state === 'offered').map(({ version }) => version);
    // With nothing newer, that is the trouble, and another finding tells it.
    const isMixed = offered.some((version) => old.has(version)) && offered.some((version) => !old.has(version));
    return isMixed ? [{ ...endpoint, offered }] : [];
  });
  const hosts = [...new Set(taking.map(({ host }) => host))];
  const [first] = taking;
  if (first === undefined) return failing([]);
  return failing([
    finding('tls-old-versions', 'info', {
      title: `${list(hosts)} still ${hosts.length === 1 ? 'takes' : 'take'} TLS 1.0 or 1.1`,
      seen: `Asked ${first.place} for each version by itself. It took ${first.offered.join(', ')}.`,
      evidence: taking.map(({ probe, step }) => onStep(probe ?? step)),
    }),
  ]);
});
