/** The chain ends at an authority that neither this program nor the operating system trusts. */
import { isUntrusted, missingIssuer } from './reading/chains.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onConnection } from './reading/evidence.js';
import { inspectionSign } from './reading/inspection.js';
import { byCertificate, commonName, handshakesOf, onePerHost, placeOf, severityOfGroup } from './reading/handshakes.js';

export const tlsUntrustedRoot = defineAudit('tls-untrusted-root', 'tls', (survey) => {
  const handshakes = handshakesOf(survey);
  if (handshakes.length === 0) return notApplicable('No certificate was shown.');
  const untrusted = handshakes.filter(
    (handshake) =>
      handshake.severity !== undefined &&
      isUntrusted(handshake, handshakes) &&
      // A gateway on the way is told as such.
      inspectionSign(handshake, handshakes) === undefined &&
      missingIssuer(handshake, handshakes) === undefined,
  );
  return failing(
    byCertificate(untrusted).map((group) => {
      const [first] = group;
      const last = first.tls.chain.length - 1;
      const top = first.tls.chain[last]?.fields;
      const selfSigned = last === 0 && top !== undefined && top.subject === top.issuer;
      const ends =
        top === undefined
          ? 'It could not be verified.'
          : selfSigned
            ? 'It is signed by itself.'
            : `It was issued by ${commonName(top.issuer)}, which is not among the trusted authorities.`;
      const code = first.tls.verification?.code;
      return finding('tls-untrusted-root', severityOfGroup(group), {
        title: selfSigned
          ? `The certificate of ${list(group.map(placeOf))} is self-signed`
          : `The certificate of ${list(group.map(placeOf))} comes from an authority this computer does not trust`,
        seen: `Asked ${first.connection.host}:${first.connection.port} for its certificate. ${ends}${code === undefined ? '' : ` The verifier says ${code}.`}`,
        evidence: onePerHost(group).flatMap(({ connection, tls }) => {
          const root = tls.chain.length - 1;
          return root === 0
            ? [onConnection(connection, 'tls.chain.0')]
            : [onConnection(connection, `tls.chain.${root}`), onConnection(connection, 'tls.chain.0')];
        }),
      });
    }),
  );
});
