/** lyncdiscover is an alias into another domain, and the certificate there is for that one. */
import { isOnlineHost, isWithin } from './reading/addresses.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onConnection, onLookup } from './reading/evidence.js';
import { aliasesIn } from './reading/resolvers.js';

export const dnsAliasElsewhere = defineAudit('dns-alias-elsewhere', 'dns', (survey) => {
  const asked = survey.ownSides.map((side) => survey.names[side]).filter((name) => name.asked);
  if (asked.length === 0) return notApplicable('No discovery name of this place was looked up.');
  const { domain } = survey.session.target;
  const findings = asked.flatMap((name) => {
    const leading = name.lookups.filter((lookup) => aliasesIn(lookup).length > 0);
    const [first] = leading;
    const target = first === undefined ? undefined : aliasesIn(first).at(-1);
    if (first === undefined || target === undefined || isWithin(target, domain) || isOnlineHost(target)) return [];
    const shaken = survey.session.connections.filter(
      (one) => one.host.toLowerCase() === name.name && one.tls?.verification !== undefined,
    );
    const wrong = shaken.filter(({ tls }) => tls?.verification?.nameMatches === false);
    const good = shaken.some(({ tls }) => tls?.verification?.nameMatches === true);
    const breaks = wrong.length > 0 && !good;
    return [
      finding('dns-alias-elsewhere', breaks ? 'error' : 'info', {
        title: `${name.name} is an alias of ${target}, in another domain`,
        seen: `Asked for ${name.name}. It is an alias (CNAME) of ${target}.${
          breaks
            ? ` The certificate shown there is not for ${name.name}, so clients end the connection.`
            : good
              ? ` The certificate shown there is for ${name.name}, so clients follow it.`
              : ''
        }`,
        evidence: [onLookup(first), ...wrong.slice(0, 2).map((one) => onConnection(one, 'tls.chain.0'))],
      }),
    ];
  });
  return findings.length === 0 ? passed : failing(findings);
});
