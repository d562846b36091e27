/** This program as an endpoint: a name of its own for each run, so that no real client's registration is displaced. */
import type { SipDialogue, SipIdentity } from '../../../shared/protocol/sip/requests.js';
import { instanceOf } from '../../../shared/protocol/sip/instance.js';
import type { RandomSource, Run, SipChannel } from '../../engine/api.js';
import { sha1 } from '../../net/ntlm/digests.js';

/** Every epid of ours begins with it: ten hexadecimal digits in all, as the clients of the product have them. */
const epidPrefix = '15c0be';

export interface Endpoint {
  readonly epid: string;
  readonly instance: string;
  readonly msOpaque: string;
}

/** A new endpoint. */
export function newEndpoint(random: RandomSource): Endpoint {
  const epid = `${epidPrefix}${hex(random, 2)}`;
  return { epid, instance: instanceOf(epid, sha1), msOpaque: hex(random, 5) };
}

/** The endpoint on one connection. */
export function identityOn(channel: SipChannel, endpoint: Endpoint, run: Run): SipIdentity {
  const { sipAddress, domain } = run.root.target;
  return { ...endpoint, address: sipAddress, domain, userAgent: 'Lyncscope', local: channel.local };
}

export function newDialogue(random: RandomSource): SipDialogue {
  return { callId: random.uuid().replace(/-/g, ''), fromTag: hex(random, 5) };
}

/** The magic beginning tells that it is unique. [RFC 3261 8.1.1.7] */
export function newBranch(random: RandomSource): string {
  return `z9hG4bK${hex(random, 8)}`;
}

export function hex(random: RandomSource, bytes: number): string {
  return [...random.bytes(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
