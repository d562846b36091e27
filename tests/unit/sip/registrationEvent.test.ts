/** The NOTIFY with which a registrar takes an endpoint out by itself: the published sample, and bodies that say other things. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesAsText, parseSipHead, type SipText } from '../../../shared/protocol/sip/message.js';
import { isRegistrationNotify, readRegistrationEnd } from '../../../shared/protocol/sip/registrationEvent.js';
import { sample } from './fixtures.js';

/** The sample names its target in words. */
function published(): SipText {
  const text = bytesAsText(sample('20-server-initiated-deregister-notify.txt')).replace(
    '<contact of the endpoint>',
    'sip:192.0.2.7:5061',
  );
  const end = text.indexOf('\r\n\r\n') + 4;
  return { ...parseSipHead(text.slice(0, end)), body: Buffer.from(text.slice(end), 'latin1') };
}

const saying = (body: string): SipText => ({ ...published(), body: Buffer.from(body, 'latin1') });

describe('the published NOTIFY', () => {
  it('is known, and read with its code', () => {
    expect(isRegistrationNotify(published())).toBe(true);
    expect(readRegistrationEnd(published())).toEqual({
      event: 'rejected',
      diagnostics: '4141;reason="User disabled"',
    });
  });

  it('is not taken for one where the event or the method is another', () => {
    const { headers, start } = published();
    const other = headers.map(([name, value]): readonly [string, string] =>
      name === 'Event' ? [name, 'presence'] : [name, value],
    );
    expect(isRegistrationNotify({ start, headers: other })).toBe(false);
    expect(isRegistrationNotify({ start: { kind: 'response', status: 200, reason: 'OK' }, headers })).toBe(false);
  });
});

describe('the body', () => {
  it.each([
    ['deregistered;event=unregistered\r\n', 'unregistered'],
    ['deregistered; event="Deactivated"', 'deactivated'],
    ['deregistered', 'deregistered'],
  ])('%j says %s', (body, event) => {
    expect(readRegistrationEnd(saying(body))?.event).toBe(event);
  });

  it.each(['', 'registered;event=added', '<html></html>'])('%j says nothing of the kind', (body) => {
    expect(readRegistrationEnd(saying(body))).toBeUndefined();
  });

  it('never throws, and keeps no long text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 4000 }), (text) => {
        const end = readRegistrationEnd(saying(`deregistered;event=${text}`));
        expect((end?.event ?? '').length).toBeLessThanOrEqual(40);
      }),
    );
  });
});
