/** The server answered the handshake with an alert: no protocol version or cipher in common. */
import { profileOf } from '../clients/profiles.js';
import { rowsOf } from '../clients/rows.js';
import { reportHandshakes, versionText } from './reading/brokenHandshakes.js';
import { defineAudit } from './reading/define.js';
import type { Survey } from './reading/survey.js';

export const tlsVersionMismatch = defineAudit('tls-version-mismatch', 'tls', (survey) => {
  const client = clientThatGetsOn(survey);
  return reportHandshakes('tls-version-mismatch', 'tls_alert', survey, (connection) =>
    connection.failure !== undefined
      ? { said: `The server ended it with an alert. ${connection.failure.message}` }
      : {
          said: `The server speaks nothing newer than ${versionText(connection.tls?.protocol)}.`,
          ...(client === undefined
            ? {}
            : {
                cause: `This does not keep the ${client} out, which speaks TLS 1.0. But clients of today do not get on here, and this program sends no password over it, so whether the ${client} can sign in was not tried.`,
              }),
        },
  );
});

/** The client that the walk was made as, where it speaks only what the servers take, and this program does not. */
function clientThatGetsOn({ session, whole }: Survey): string | undefined {
  const { client = 'all' } = session.target;
  if (client === 'all' || profileOf(client).tls.highest !== 'TLSv1') return undefined;
  const [row] = rowsOf(whole, { findings: [] });
  const getsOn = row?.needs.some(({ id, state }) => id === 'tls' && state === 'ok') === true;
  return getsOn && row.verdict === 'not-known' ? row.name : undefined;
}
