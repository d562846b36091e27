/** Both discovery names are missing: the shared ground of the two audits that tell why. */
import type { Evidence } from '../audit.js';
import { onLookup } from './evidence.js';
import type { Survey } from './survey.js';

export interface NoDiscovery {
  readonly seen: string;
  readonly evidence: readonly Evidence[];
}

/** undefined when a name exists, was not asked for, or a resolver kept silent. */
export function noDiscovery({ names, session }: Survey): NoDiscovery | undefined {
  const { internal, external } = names;
  if (!external.missing || !(internal.missing || !internal.asked)) return undefined;
  const asked = [external, internal].filter((name) => name.asked);
  const lookups = asked.flatMap((name) => name.lookups);
  const resolver = lookups.find((lookup) => lookup.resolver !== undefined)?.resolver ?? session.target.resolver;
  const dangling = lookups.some((lookup) => lookup.answers.some((record) => record.type === 'CNAME'));
  const said = dangling ? 'An alias (CNAME) came back, but the name it points to has no address.' : 'Neither exists.';
  return {
    seen: `Asked ${resolver ?? 'the resolver of this computer'} for ${asked.map((name) => name.name).join(' and ')}. ${said}`,
    evidence: asked.flatMap((name) => name.lookups).map(onLookup),
  };
}
