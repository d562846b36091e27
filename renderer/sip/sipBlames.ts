/** Evidence in a SIP message as evidence in one side of an exchange, so that headers and bodies mark it alike. */
import type { SipMessage } from '../../shared/session/model.js';
import type { MessageSide } from '../body/places.js';
import type { Blame } from '../state/blame.js';

/** Only those of this message; 'start' becomes its status, 'headers.X' and 'body' get their side. */
export function sipBlames(blames: readonly Blame[], message: SipMessage, side: MessageSide): readonly Blame[] {
  return blames
    .filter(({ evidence }) => evidence.sipMessageId === message.id)
    .map((blame) => {
      const { part } = blame.evidence;
      return { ...blame, evidence: { ...blame.evidence, part: `${side}.${part === 'start' ? 'status' : part}` } };
    });
}
