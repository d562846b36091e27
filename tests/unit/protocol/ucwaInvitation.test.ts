/** What the event channel says of an invitation, in both forms. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invitationState, parseInvitationNews } from '../../../shared/protocol/ucwaInvitation.js';

const json = 'application/json; charset=utf-8';
const xml = 'application/vnd.microsoft.com.ucwa+xml';
const href = '/ucwa/oauth/v1/applications/105/communication/invitations/711';

function events(...list: readonly object[]): string {
  return JSON.stringify({ _links: {}, sender: [{ rel: 'communication', href: '/', events: list }] });
}
const invitation = (type: string, state: string, more: object = {}): object => ({
  link: { rel: 'onlineMeetingInvitation', href },
  _embedded: { onlineMeetingInvitation: { state } },
  type,
  ...more,
});
const talk = (state: string, more: object = {}): object => ({
  link: { rel: 'conversation', href: '/c' },
  _embedded: { conversation: { state } },
  type: 'updated',
  ...more,
});
const denied = { code: 'RemoteFailure', subcode: 'Denied', message: 'Denied.' };
const stateOf = (type: string, text: string) => invitationState(parseInvitationNews(type, text));

describe('the state', () => {
  it.each([
    ['open as long as it connects', events(invitation('started', 'Connecting'), talk('Conferencing')), { is: 'open' }],
    ['joined', events(invitation('completed', 'Connected', { status: 'Success' })), { is: 'joined' }],
    ['in the lobby', events(invitation('started', 'Connecting'), talk('InLobby')), { is: 'lobby' }],
    [
      'joined out of the lobby',
      events(talk('InLobby'), invitation('completed', 'Connected', { status: 'Success' })),
      { is: 'joined' },
    ],
    [
      'refused',
      events(invitation('completed', 'Failed', { status: 'Failure', reason: denied })),
      { is: 'refused', reason: denied },
    ],
    [
      'refused with the reason at the conversation',
      events(talk('Disconnected', { reason: denied }), invitation('completed', 'Failed', { status: 'Failure' })),
      { is: 'refused', reason: denied },
    ],
    ['refused without a status', events(invitation('completed', 'Failed')), { is: 'refused', reason: undefined }],
    [
      'open where the news are about others',
      events({ link: { rel: 'me', href: '/me' }, type: 'updated' }),
      { is: 'open' },
    ],
    ['open where nothing is told', '{}', { is: 'open' }],
  ])('%s', (_name, text, state) => {
    expect(stateOf(json, text)).toEqual(state);
  });

  it('is read from XML, too', () => {
    const reason = '<reason><code>RemoteFailure</code><subcode>Ended</subcode></reason>';
    const body = `<events href="/e" xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"><sender rel="communication" href="/"><completed rel="onlineMeetingInvitation" href="${href}" status="Failure"><resource rel="onlineMeetingInvitation" href="${href}"><property name="state">Failed</property></resource>${reason}</completed></sender></events>`;
    expect(stateOf(xml, body)).toEqual({ is: 'refused', reason: { code: 'RemoteFailure', subcode: 'Ended' } });
  });
});

it('takes any JSON', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      try {
        invitationState(parseInvitationNews(json, text));
      } catch (error) {
        expect(error).toMatchObject({ name: 'FailureError' });
      }
    }),
  );
});
