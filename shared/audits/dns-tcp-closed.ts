/** DNS over TCP does not work: long answers cannot be had. */
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onLookup } from './reading/evidence.js';
import { isCut, isTrouble, resolverOf } from './reading/resolvers.js';

export const dnsTcpClosed = defineAudit('dns-tcp-closed', 'dns', ({ whole }) => {
  const overTcp = whole.lookups.filter(({ transport }) => transport === 'tcp');
  if (overTcp.length === 0) return notApplicable('Nothing was asked over TCP.');
  const answers = new Set(
    whole.lookups.filter((one) => one.transport === 'udp' && !isTrouble(one)).map(({ resolver }) => resolver),
  );
  // A server that is silent altogether is another matter.
  const failed = overTcp.filter((one) => one.rcode === undefined && isTrouble(one) && answers.has(one.resolver));
  if (failed.length === 0) return failing([]);
  const lost = whole.lookups.filter(
    (one) =>
      isCut(one) && failed.some((other) => other.query.name === one.query.name && other.query.type === one.query.type),
  );
  return failing([
    finding('dns-tcp-closed', lost.length > 0 ? 'warning' : 'info', {
      title: `${list(failed.map(resolverOf))} ${new Set(failed.map(resolverOf)).size === 1 ? 'does' : 'do'} not answer over TCP`,
      seen: `${failed[0]?.failure?.message ?? 'No answer came over TCP.'} Over UDP the same server answers.${
        lost[0] === undefined ? '' : ` The answer for ${lost[0].query.name} was too long for UDP and is lost.`
      }`,
      evidence: [...lost, ...failed].map(onLookup),
    }),
  ]);
});
