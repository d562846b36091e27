/** Why a connection over TLS is not good enough for a credential, in the words of every step that stops there. */

/** 'weak': only with ciphers or keys that today's libraries refuse. */
export type TlsDoubt = 'certificate' | 'old-version' | 'weak';

/** To follow the name of a server: "…, whose certificate does not validate". */
const clauses: Readonly<Record<TlsDoubt, string>> = {
  certificate: 'whose certificate does not validate',
  'old-version': 'which takes TLS 1.0 or 1.1 only',
  weak: 'which takes only TLS with ciphers or keys that are too weak',
};

const reasons: Readonly<Record<TlsDoubt, string>> = {
  certificate: 'The certificate does not validate, so nobody knows who is at the other end.',
  'old-version':
    'The server takes TLS 1.0 or 1.1 only, which nobody is to use any more (RFC 8996). Old clients do all the same; this program does not.',
  weak: 'The server takes only ciphers or keys that are too weak to protect anything.',
};

/** Where the doubt is not known, it is the certificate's. */
export const doubtClause = (doubt: TlsDoubt | undefined): string => clauses[doubt ?? 'certificate'];

/** A sentence by itself. */
export const doubtReason = (doubt: TlsDoubt | undefined): string => reasons[doubt ?? 'certificate'];
