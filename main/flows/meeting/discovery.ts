/**
 * The organizer's servers: by the name for outside, since a guest is nobody's colleague, and only where that does not
 * exist here by the one for inside. docs/protocol/meeting.md, steps 2 and 3. [skype-docs UCWA RootURL; MS-OCDISCWS
 * 3.1.5.2]
 */
import { failed } from '../../../shared/failure.js';
import type { Side } from '../../../shared/session/model.js';
import type { Run, StepHandle } from '../../engine/api.js';
import { discoveryNames, lookUpDiscoveryName } from '../dns.js';
import type { EndpointList } from '../endpointList.js';
import type { Root } from '../redirects.js';
import { findRoot, startAt, startAtTyped, type RootStart } from '../root.js';
import type { Conference } from './locate.js';

const rootSpec = { kind: 'root', spec: { doc: 'MS-OCDISCWS', section: '3.1.5.2' } } as const;

/** A root, and by which of the two names it was found. */
export interface OrganizersRoot {
  readonly root: Root;
  readonly side: Side;
}

/** @throws FailureError the most telling one where no root answers */
export async function findOrganizersRoot(
  { root: walk }: Run,
  group: StepHandle,
  { organizer, domain }: Conference,
  endpoints: EndpointList,
): Promise<OrganizersRoot> {
  const typed = group.target.discoveryUrls.at(-1);
  const { start, side } =
    typed === undefined
      ? await startOfDomain(group, organizer, domain)
      : { start: startAtTyped(walk.trustTyped(typed), organizer), side: 'external' as const };
  if (start.https !== undefined) endpoints.learnDiscovery(start.https, side);
  const title = `Ask ${start.name} for the root document`;
  const root = await group.step({ ...rootSpec, side, title }, async (step) => {
    let first: Root | undefined;
    await findRoot({ step, side }, start, (one) => (first ??= one));
    if (first === undefined) throw failed('protocol', 'unknown', 'No root document was found.');
    return first;
  });
  if (root.reply.secure) endpoints.learnDocument(root.document, side);
  return { root, side };
}

async function startOfDomain(
  group: StepHandle,
  organizer: string,
  domain: string,
): Promise<{ readonly start: RootStart; readonly side: Side }> {
  const sides: readonly Side[] = group.target.location === 'outside' ? ['external'] : ['external', 'internal'];
  for (const side of sides) {
    const name = `${discoveryNames[side]}.${domain}`;
    const spec = { kind: 'dns.discovery-name', side, title: `Look up ${name}` } as const;
    const looked = await group.attempt(spec, (step) => lookUpDiscoveryName(step, name, side));
    if (looked.ok) return { start: startAt(name, organizer), side };
  }
  const name = `${discoveryNames.external}.${domain}`;
  // A proxy or a typed rule may know the way where this resolver does not.
  if (group.target.proxy === 'none' && group.target.connectTo.length === 0) {
    const title = `Ask ${name} for the root document`;
    group.skip({ ...rootSpec, side: 'external', title }, `${name} has no address`);
    throw failed('lookup', 'no_address', `${name} has no address, so the organizer's servers cannot be found.`);
  }
  return { start: startAt(name, organizer), side: 'external' };
}
