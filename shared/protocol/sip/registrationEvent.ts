/** How a registrar takes an endpoint out by itself: a NOTIFY with the event "registration-notify". [MS-SIPREGE, registration event] */
import { diagnosticsIn } from './registration.js';
import { asUtf8, sipHeader, type SipText } from './message.js';

export interface RegistrationEnd {
  /** "rejected", "unregistered", "deactivated"; as sent. */
  readonly event: string;
  /** ms-diagnostics as sent: "4141;reason=…". */
  readonly diagnostics: string | undefined;
}

const longestBody = 1024;

/** Whether a request of the server is about this endpoint's registration. */
export function isRegistrationNotify({ start, headers }: Pick<SipText, 'start' | 'headers'>): boolean {
  const event = (sipHeader({ headers }, 'Event') ?? '').split(';', 1)[0]?.trim();
  return (
    start.kind === 'request' && /^(?:BE)?NOTIFY$/i.test(start.method) && /^registration-notify$/i.test(event ?? '')
  );
}

/** Reads "deregistered;event=rejected"; undefined where the body says nothing of the kind. */
export function readRegistrationEnd({ start, headers, body }: SipText): RegistrationEnd | undefined {
  const text = asUtf8(new TextDecoder('latin1').decode(body.subarray(0, longestBody))).trim();
  const event = /^deregistered\s*(?:;\s*event\s*=\s*"?([\w-]{1,40})"?)?/i.exec(text);
  if (event === null) return undefined;
  return { event: (event[1] ?? 'deregistered').toLowerCase(), diagnostics: diagnosticsIn({ start, headers })[0] };
}
