/**
 * The organizer's servers, by the external names alone: a guest is nobody's colleague. docs/protocol/meeting.md, steps 2
 * and 3. [skype-docs UCWA RootURL; MS-OCDISCWS 3.1.5.2]
 */
import { failed } from '../../../shared/failure.js';
import type { Run, StepHandle } from '../../engine/api.js';
import { discoveryNames, lookUpDiscoveryName } from '../dns.js';
import type { EndpointList } from '../endpointList.js';
import type { Root } from '../redirects.js';
import { findRoot, startAt, startAtTyped, type RootStart } from '../root.js';
import type { Conference } from './locate.js';

const side = 'external';
const rootSpec = { kind: 'root', side, spec: { doc: 'MS-OCDISCWS', section: '3.1.5.2' } } as const;

/** @throws FailureError the most telling one where no root answers */
export async function findOrganizersRoot(
  { root: walk }: Run,
  group: StepHandle,
  { organizer, domain }: Conference,
  endpoints: EndpointList,
): Promise<Root> {
  const typed = group.target.discoveryUrls.at(-1);
  const start =
    typed === undefined
      ? await startOfDomain(group, organizer, domain)
      : startAtTyped(walk.trustTyped(typed), organizer);
  if (start.https !== undefined) endpoints.learnDiscovery(start.https, side);
  const title = `Ask ${start.name} for the root document`;
  const found = await group.step({ ...rootSpec, title }, async (step) => {
    let root: Root | undefined;
    await findRoot({ step, side }, start, (one) => (root ??= one));
    if (root === undefined) throw failed('protocol', 'unknown', 'No root document was found.');
    return root;
  });
  if (found.reply.secure) endpoints.learnDocument(found.document, side);
  return found;
}

async function startOfDomain(group: StepHandle, organizer: string, domain: string): Promise<RootStart> {
  const name = `${discoveryNames[side]}.${domain}`;
  const spec = { kind: 'dns.discovery-name', side, title: `Look up ${name}` } as const;
  const looked = await group.attempt(spec, (step) => lookUpDiscoveryName(step, name, side));
  // A proxy or a typed rule may know the way where this resolver does not.
  if (!looked.ok && group.target.proxy === 'none' && group.target.connectTo.length === 0) {
    group.skip({ ...rootSpec, title: `Ask ${name} for the root document` }, `${name} has no address`);
    throw failed('lookup', 'no_address', `${name} has no address, so the organizer's servers cannot be found.`);
  }
  return startAt(name, organizer);
}
