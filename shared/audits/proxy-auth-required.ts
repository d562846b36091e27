/** The outbound proxy answered 407: it wants to know who asks, before any connection is made. */
import { headerValues } from '../session/headers.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onConnection, onExchange, onHeader } from './reading/evidence.js';

export const proxyAuthRequired = defineAudit('proxy-auth-required', 'tcp', ({ session }) => {
  const tunnels = session.connections.filter(
    ({ proxy, failure }) => proxy?.status === 407 || failure?.code === 'proxy_authentication_required',
  );
  const plain = session.exchanges.filter(
    ({ response, failure }) => response?.status === 407 || failure?.code === 'proxy_authentication_required',
  );
  const proxied = session.connections.some((connection) => connection.proxy !== undefined);
  if (tunnels.length === 0 && plain.length === 0) return proxied ? passed : notApplicable('No proxy was used.');
  const proxy = tunnels[0]?.proxy?.url ?? session.target.proxy;
  const wants = plain.flatMap(({ response }) =>
    response === undefined ? [] : headerValues(response, 'Proxy-Authenticate'),
  );
  const where = tunnels[0] === undefined ? '' : ` for a connection to ${tunnels[0].host}:${tunnels[0].port}`;
  return failing([
    finding('proxy-auth-required', 'error', {
      seen: `Asked the proxy ${proxy}${where}. It answered 407${wants.length > 0 ? ` and wants ${wants.join(', ')}` : ''}.`,
      evidence: [
        ...tunnels.map((connection) => onConnection(connection, 'proxy')),
        ...plain.map((exchange) =>
          exchange.response === undefined ? onExchange(exchange, 'request') : onHeader(exchange, 'Proxy-Authenticate'),
        ),
      ],
    }),
  ]);
});
