/** The outbound proxy could not be reached, or refused to connect to the web services. */
import { defineAudit, failing, finding, list, notApplicable, passed } from './reading/define.js';
import { onConnection } from './reading/evidence.js';

export const proxyConnectionFailed = defineAudit('proxy-connection-failed', 'tcp', (survey) => {
  const proxied = survey.session.connections.filter(({ proxy }) => proxy !== undefined);
  if (proxied.length === 0) return notApplicable('No proxy was used.');
  const failed = proxied.filter(
    ({ stepId, proxy, failure }) =>
      failure?.operation === 'proxy' &&
      failure.code !== 'proxy_authentication_required' &&
      proxy?.status !== 407 &&
      survey.isOwn(stepId),
  );
  // A proxy may rightly refuse port 80, or one name: what it let through counts.
  const through = proxied.some(({ scheme, failure }) => scheme === 'https' && failure === undefined);
  const [first] = failed;
  if (first === undefined || through) return passed;
  const status = first.proxy?.status;
  const answer = status === undefined ? (first.failure?.message ?? '') : `It answered ${status}.`;
  return failing([
    finding('proxy-connection-failed', 'error', {
      title: `The proxy ${first.proxy?.url ?? ''} does not connect to ${list(failed.map(({ host }) => host))}`,
      seen: `Asked the proxy ${first.proxy?.url ?? ''} for a connection to ${first.host}:${first.port}. ${answer}`.trim(),
      evidence: failed.map((connection) => onConnection(connection, 'proxy')),
    }),
  ]);
});
