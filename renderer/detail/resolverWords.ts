/** Which resolver said it: several are asked the same, and may say different things. */
import type { Lookup, ResolverKind } from '../../shared/session/model.js';

const words: Readonly<Record<ResolverKind, string>> = {
  system: 'the one this computer uses',
  given: 'the one that was typed in',
  authoritative: 'a name server of the zone itself',
  public: 'one of the public internet',
};

/** undefined where the operating system answered, and in older sessions. */
export function resolverWords({ resolverKind }: Pick<Lookup, 'resolverKind'>): string | undefined {
  return resolverKind === undefined ? undefined : words[resolverKind];
}
