/** The handshake failed without an alert: what answers may not speak TLS at all. */
import type { Connection } from '../session/model.js';
import { reportHandshakes, type HandshakeTrouble } from './reading/brokenHandshakes.js';
import { defineAudit } from './reading/define.js';

export const tlsHandshakeFailed = defineAudit('tls-handshake-failed', 'tls', (survey) =>
  reportHandshakes('tls-handshake-failed', 'tls_failed', survey, troubleOf),
);

/** What the TLS library says of it, where that names the mistake. The words are those of OpenSSL and BoringSSL. */
function troubleOf({ failure }: Connection): HandshakeTrouble {
  const said = failure?.message ?? 'It could not be completed.';
  const native = `${failure?.native?.code ?? ''} ${failure?.native?.message ?? ''}`;
  const known = troubles.find(({ words }) => words.test(native));
  return known === undefined ? { said } : { said: `${said} ${known.said}`, cause: known.cause, fix: known.fix };
}

const troubles: readonly (Required<HandshakeTrouble> & { readonly words: RegExp })[] = [
  {
    words: /excessive.message.size/i,
    said: 'What it shows as its certificates is longer than the 100 KB that TLS programs take.',
    cause: 'The certificate has far too many names, or the listener sends certificates along that do not belong there.',
    fix: 'The administrator of the listener installs a certificate with the names that are needed, and with it only the intermediates of its own chain.',
  },
  {
    words: /asn1 encoding|ASN1_|CANNOT_PARSE_LEAF_CERT|ERR_SSL_(?:WRONG_TAG|TOO_LONG|TOO_SMALL)/i,
    said: 'The certificate it shows cannot be read.',
    cause: 'The certificate of the listener is damaged, or what answers is no real server.',
    fix: 'The administrator of the listener imports the certificate anew, or asks for a new one.',
  },
  {
    words: /unsafe.legacy.renegotiation/i,
    said: 'It does not know secure renegotiation (RFC 5746).',
    cause: 'The listener runs TLS software from before 2010, or without its updates; programs of today refuse it.',
    fix: 'The administrator of the listener installs the updates of the system or of the appliance, or puts a current reverse proxy in its place.',
  },
];
