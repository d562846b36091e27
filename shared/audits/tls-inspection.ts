/** The issuer is a security product, or signs for hosts that have nothing to do with each other. */
import { inspectorIn, isSelfIssued } from '../protocol/certificates.js';
import { isOnlineHost, isWithin } from './reading/addresses.js';
import { isUntrusted } from './reading/chains.js';
import { reportCertificates } from './reading/certificates.js';
import { commonName, type Handshake } from './reading/handshakes.js';
import { defineAudit } from './reading/define.js';

export const tlsInspection = defineAudit('tls-inspection', 'tls', (survey) =>
  reportCertificates('tls-inspection', survey, (handshake, all) => {
    const { fields } = handshake;
    if (fields === undefined || isSelfIssued(fields)) return undefined;
    const product = inspectorIn(fields.issuer);
    const stranger = product === undefined ? unrelated(handshake, all) : undefined;
    if (product === undefined && stranger === undefined) return undefined;
    return {
      index: 0,
      severity: 'warning',
      title: (places) => `A security gateway probably signs the certificate of ${places}`,
      seen:
        product !== undefined
          ? `It was issued by ${commonName(fields.issuer)}, which is the name of a security product.`
          : `It was issued by ${commonName(fields.issuer)}, an authority that is not public, and so was that of ${stranger ?? ''}, which belongs to somebody else.`,
    };
  }),
);

/** A host of another organisation whose certificate has the same private issuer. */
function unrelated(handshake: Handshake, all: readonly Handshake[]): string | undefined {
  const { host } = handshake.connection;
  const issuer = handshake.fields?.issuer;
  const domain = host.split('.').slice(-2).join('.');
  const isPrivate = (one: Handshake): boolean => isUntrusted(one, all) || one.tls.built?.anchor !== 'bundled';
  return all.find(
    (other) =>
      other.fields?.issuer === issuer &&
      isOnlineHost(other.connection.host) !== isOnlineHost(host) &&
      !isWithin(other.connection.host, domain) &&
      isUntrusted(other, all) &&
      isPrivate(handshake),
  )?.connection.host;
}
