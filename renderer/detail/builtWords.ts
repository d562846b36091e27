/** How a chain that was built ends, in words. */
import type { BuiltChain } from '../../shared/session/model.js';

const anchors: Readonly<Record<NonNullable<BuiltChain['anchor']>, string>> = {
  bundled: 'a public root that Lyncscope carries',
  system: 'a root of this computer',
  given: 'a root given for this walk',
};

/** How the built chain ends, in a sentence. */
export function endWords({ end, anchor }: BuiltChain): string {
  switch (end) {
    case 'trusted-root':
      return `Ends in ${anchor === undefined ? 'a trusted root' : anchors[anchor]}`;
    case 'untrusted-root':
      return 'Ends in a root that is not trusted here';
    case 'self-signed':
      return 'Ends at once: the certificate is its own issuer, and not trusted here';
    case 'open':
      return 'Ends open: no issuer was found for the last one';
  }
}

/** The same as a sentence that says what had to be fetched for it. */
export function builtSentence(built: BuiltChain): string {
  const words = endWords(built);
  const fetched = built.path.some(({ origin }) => origin === 'fetched');
  return fetched ? `With what had to be fetched, it ${words.charAt(0).toLowerCase()}${words.slice(1)}.` : `${words}.`;
}
