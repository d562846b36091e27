/** The certificate lacks the name that was asked for. */
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onConnection } from './reading/evidence.js';
import { byCertificate, commonName, handshakesOf, onePerHost, placeOf, severityOfGroup } from './reading/handshakes.js';

export const tlsNameMismatch = defineAudit('tls-name-mismatch', 'tls', (survey) => {
  const handshakes = handshakesOf(survey);
  if (handshakes.length === 0) return notApplicable('No certificate was shown.');
  const wrong = handshakes.filter(
    ({ tls, severity }) => severity !== undefined && tls.verification !== undefined && !tls.verification.nameMatches,
  );
  return failing(
    byCertificate(wrong).map((group) => {
      const [first] = group;
      const names = first.fields?.subjectAltNames.map((name) => name.replace(/^DNS:/i, '')) ?? [];
      const carries =
        names.length > 0
          ? `It carries ${list(names, 6)}.`
          : first.fields === undefined
            ? 'It cannot be read.'
            : `It is made out to ${commonName(first.fields.subject)} and lists no other names.`;
      return finding('tls-name-mismatch', severityOfGroup(group), {
        title: `The certificate does not contain ${list(group.map(placeOf))}`,
        seen: `Asked ${first.connection.host}:${first.connection.port} for its certificate under the name ${first.tls.serverName}. ${carries}`,
        evidence: onePerHost(group).map(({ connection }) => onConnection(connection, 'tls.chain.0')),
      });
    }),
  );
});
