/** The handshake failed without an alert: what answers may not speak TLS at all. */
import { reportHandshakes } from './reading/brokenHandshakes.js';
import { defineAudit } from './reading/define.js';

export const tlsHandshakeFailed = defineAudit('tls-handshake-failed', 'tls', (survey) =>
  reportHandshakes(
    'tls-handshake-failed',
    'tls_failed',
    survey,
    (connection) => connection.failure?.message ?? 'It could not be completed.',
  ),
);
