/** A SIP message as a record: masked like everything else, its bytes kept. */
import { sipHeader, type SipStart, type SipText } from '../../../shared/protocol/sip/message.js';
import type { SipMessage } from '../../../shared/session/model.js';
import { readHead } from '../../net/httpHead.js';
import type { ReadMessage } from '../../net/httpMessage.js';
import type { RunContext } from '../context.js';

type Known = Omit<SipMessage, 'wire' | 'headLength' | 'headers' | 'body' | 'masked'>;

/** Whose names nobody needs to keep: a contact list is counted. */
const privateTypes = /^application\/vnd-microsoft-roaming-contacts\+xml/i;

/** Masks and records one message. @returns it as recorded */
export function recordSip({ recorder }: RunContext, bytes: Uint8Array, known: Known, message?: SipText): SipMessage {
  const isPrivate = message !== undefined && privateTypes.test(sipHeader(message, 'Content-Type') ?? '');
  const read = readSip(bytes, known.failure !== undefined, isPrivate);
  return recorder.sipMessage({
    ...known,
    ...recorder.masker.message(read, known.direction === 'sent' ? 'us' : 'them'),
  });
}

/** Bytes that begin no message are an answer without status. */
export const noStart: SipStart = { kind: 'response', status: 0, reason: '' };

function readSip(wire: Uint8Array, isBroken: boolean, isPrivate: boolean): ReadMessage {
  const head = readHead(wire);
  const length = wire.length - head.end;
  const state = length === 0 ? 'none' : isBroken ? 'truncated' : 'complete';
  return {
    wire,
    head,
    headStart: 0,
    decoded: wire.slice(head.end),
    body: { state, codings: [] },
    segments: length === 0 ? [] : [{ offset: head.end, length }],
    opaque: isPrivate && length > 0,
  };
}
