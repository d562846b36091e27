/** A connection to a registrar or Access Edge. docs/protocol/sip.md, step 2. [RFC 5246; MS-SIPRE 3.1] */
import { doubtClause, type TlsDoubt } from '../../../shared/session/tlsDoubt.js';
import type { SipChannel, SipLearned, SipPlace } from '../../engine/api.js';
import type { Place, Walk } from '../context.js';
import { textOf } from './places.js';

const shortDoubts: Readonly<Record<TlsDoubt, string>> = {
  certificate: 'certificate not good',
  'old-version': 'too old',
  weak: 'too weak',
};

/**
 * Connects in a step of its own, once the address passed the trust check. Its TLS is then looked at like that of every
 * other server.
 * @throws FailureError
 */
export async function connectTo(
  { endpoints }: Pick<Walk, 'endpoints'>,
  { step, side }: Place,
  place: SipPlace,
  learned: SipLearned,
): Promise<SipChannel> {
  const title = `Connect to ${textOf(place)}`;
  return step.step(
    { kind: 'sip.connect', side, title, spec: { doc: 'RFC 3261', section: '18' } },
    async (connecting) => {
      connecting.fact('sip-registrar', `${textOf(place)} ${learned.field}`);
      await connecting.trustSip(place, learned);
      endpoints.learnRegistrar(place, side, learned.field);
      const channel = await connecting.sip(place);
      connecting.value(channel.secure ? 'TLS' : `TLS, ${shortDoubts[channel.doubt ?? 'certificate']}`);
      connecting.meaning(
        channel.secure
          ? 'TCP and TLS stand, and the certificate is good for this name. Everything of SIP goes over this one connection.'
          : channel.doubt === 'certificate'
            ? 'TCP and TLS stand, but the certificate does not validate for this name: clients stop here, and no password is sent.'
            : `TCP and TLS stand, but this is a server ${doubtClause(channel.doubt)}: no password is sent.`,
      );
      return channel;
    },
  );
}
