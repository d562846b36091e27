/** The server answered the handshake with an alert: no protocol version or cipher in common. */
import { reportHandshakes } from './reading/brokenHandshakes.js';
import { defineAudit } from './reading/define.js';

export const tlsVersionMismatch = defineAudit('tls-version-mismatch', 'tls', (survey) =>
  reportHandshakes('tls-version-mismatch', 'tls_alert', survey, (connection) => ({
    said:
      connection.failure === undefined
        ? `The server speaks nothing newer than ${connection.tls?.protocol ?? 'an old version'}.`
        : `The server ended it with an alert. ${connection.failure.message}`,
  })),
);
