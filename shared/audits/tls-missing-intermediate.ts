/** The chain is untrusted only because the server kept a certificate back. */
import { fetchedFrom } from './reading/certificateEvidence.js';
import { missingIssuer } from './reading/chains.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onConnection } from './reading/evidence.js';
import { byCertificate, commonName, handshakesOf, onePerHost, placeOf, severityOfGroup } from './reading/handshakes.js';

export const tlsMissingIntermediate = defineAudit('tls-missing-intermediate', 'tls', (survey) => {
  const handshakes = handshakesOf(survey);
  if (handshakes.length === 0) return notApplicable('No certificate was shown.');
  const gaps = handshakes.flatMap((handshake) => {
    const issuer = handshake.severity === undefined ? undefined : missingIssuer(handshake, handshakes);
    return issuer === undefined ? [] : [{ ...handshake, issuer }];
  });
  return failing(
    byCertificate(gaps).map((group) => {
      const [first] = group;
      const sent = first.tls.chain.length;
      const urls = first.tls.chain.flatMap(({ fields }) => fields?.issuerUrls ?? []);
      const fetched = fetchedFrom(survey, urls);
      return finding('tls-missing-intermediate', severityOfGroup(group), {
        title: `${list(group.map(placeOf))} ${new Set(group.map(placeOf)).size === 1 ? 'does' : 'do'} not send the intermediate certificate`,
        seen: `Asked ${first.connection.host}:${first.connection.port} for its certificate. ${
          sent === 1 ? 'Only the server certificate came' : `${sent} certificates came`
        }; that of its issuer ${commonName(first.issuer)} was not among them.${
          fetched.length === 0
            ? ''
            : ' It could be fetched from where the certificate says, and with it the chain holds.'
        }`,
        evidence: [...onePerHost(group).map(({ connection }) => onConnection(connection, 'tls.chain.0')), ...fetched],
      });
    }),
  );
});
