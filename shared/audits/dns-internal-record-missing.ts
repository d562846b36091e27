/** Inside, only lyncdiscover exists: clients leave the network and come back from outside. */
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onExchange, onLookup } from './reading/evidence.js';
import { isOnlineHost } from './reading/addresses.js';
import { aliasesIn } from './reading/resolvers.js';
import { accessLocation, rootAnswers } from './reading/roots.js';

export const dnsInternalRecordMissing = defineAudit('dns-internal-record-missing', 'dns', (survey) => {
  const { names, session } = survey;
  if (session.target.location !== 'inside') return notApplicable('The user is not known to be inside.');
  if (!names.internal.asked) return notApplicable('lyncdiscoverinternal was not looked up.');
  // Without servers inside there is nothing that the name could lead to.
  const isOnline = names.external.lookups.some((lookup) => aliasesIn(lookup).some(isOnlineHost));
  if (isOnline && session.target.signIn === 'online') return notApplicable('The organisation is served online.');
  if (!names.internal.missing || !names.external.found) return passed;
  const answers = rootAnswers(survey).filter((root) => root.side === 'external' && accessLocation(root) === 'External');
  const answer = answers.find(({ scheme }) => scheme === 'https') ?? answers[0];
  const went = survey.signedIn
    ? ' The sign-in itself works over the external addresses.'
    : survey.reachedRoot('external')
      ? ' lyncdiscover answers instead and gives the external addresses.'
      : ' lyncdiscover exists.';
  return failing([
    finding('dns-internal-record-missing', 'error', {
      seen: `The user is inside. Asked for ${names.internal.name}: it does not exist here.${went}`,
      evidence: [
        ...names.internal.lookups.map(onLookup),
        ...(answer === undefined ? [] : [onExchange(answer.exchange, 'response.body:AccessLocation="External"')]),
        ...names.external.lookups.slice(0, 1).map(onLookup),
      ],
    }),
  ]);
});
