/** Meetings joined without an account: the token, the application, the outcome on the event channel, the join page. */
import { describe, expect, it } from 'vitest';
import type { LabResponse, WebPolicy } from '../../lab/types.js';
import { header, lena, text } from '../unit/lab-web/harness.js';
import {
  web,
  applications,
  observe,
  grant,
  clientWith,
  resource,
  link,
  refusal,
  asked,
  signedIn,
} from './support/ucwaClient.js';

const meeting = (id: string): string => `sip:${lena.sipAddress};gruu;opaque=app:conf:focus:id:${id}`;
const anonymous = (id: string): Readonly<Record<string, string>> => ({
  grant_type: 'urn:microsoft.rtc:anonmeeting',
  password: id,
  ms_rtc_conferenceuri: meeting(id),
});

async function guest(id: string, policy: Partial<WebPolicy> = {}) {
  const { lab, state } = observe('2015', policy);
  const granted = await grant(lab, anonymous(id));
  const { access_token: token = '' } = JSON.parse(text(granted)) as { access_token?: string };
  const send = clientWith(lab, token);
  const created = await send(`${web}/ucwa/v1/anonApplications`, { body: { culture: 'en-us', userAgent: 'a/1.0' } });
  const application = resource(created);
  const join = (fields: object): Promise<LabResponse> =>
    send(link(application._embedded['communication'], 'joinOnlineMeeting'), { body: fields });
  return { lab, state, send, granted, created, application, join, token };
}

interface Told {
  readonly type: string;
  readonly status?: string;
  readonly reason?: { readonly subcode: string };
  readonly link: { readonly rel: string };
  readonly _embedded: Readonly<Record<string, { readonly state: string; readonly operationId?: string }>>;
}

describe('joining a meeting without an account', () => {
  it('goes from the token over the application to the meeting, and out again', async () => {
    const { state, send, granted, created, application, join } = await guest('K7Q2M9XD');
    const token = JSON.parse(text(granted)) as Record<string, unknown>;
    expect([granted.status, Object.keys(token)]).toEqual([200, ['access_token', 'expires_in', 'token_type']]);
    expect(token['expires_in']).toBeGreaterThan(3500);
    expect(token['expires_in']).toBeLessThanOrEqual(3600);
    expect([created.status, state.applications.open()]).toMatchObject([201, [{ isGuest: true, poolId: 'pool1' }]]);
    const user = resource(await send(`${web}/Autodiscover/AutodiscoverService.svc/root/oauth/user`));
    expect(link(user, 'applications')).toBe(applications);
    const fields = { anonymousDisplayName: 'Guest', onlineMeetingUri: meeting('K7Q2M9XD'), operationId: '74cb7404' };
    const joined = await join(fields);
    expect([joined.status, joined.body.length]).toEqual([201, 0]);
    const invitation = header(joined, 'Location') ?? '';
    expect(invitation).toMatch(/^\/ucwa\/v1\/applications\/\d+\/communication\/invitations\/\d+$/);
    const events = resource(await send(link(application, 'events')));
    const [sender] = events['sender'] as { rel: string; events: Told[] }[];
    expect(sender?.rel).toBe('communication');
    expect(
      sender?.events.map(({ type, status, link: of, _embedded: { [of.rel]: what } }) => [
        type,
        of.rel,
        what?.state,
        status,
      ]),
    ).toEqual([
      ['started', 'onlineMeetingInvitation', 'Connecting', undefined],
      ['added', 'conversation', 'Conferencing', undefined],
      ['updated', 'conversation', 'Conferenced', undefined],
      ['completed', 'onlineMeetingInvitation', 'Connected', 'Success'],
    ]);
    expect(resource(await send(invitation))).toMatchObject({ state: 'Connected', operationId: '74cb7404' });
    const left = await send(link(application, 'self'), { method: 'DELETE' });
    expect([left.status, state.applications.open()]).toEqual([204, []]);
  });

  it.each([
    ['LB4TY8NW', undefined],
    ['DN13D6RW', 'Denied'],
    ['1NV1T3E5', 'InviteesOnly'],
    ['FR5LB9QX', 'TooManyLobbyParticipants'],
    ['ND3DZK42', 'Ended'],
  ])('%s: the outcome comes as an event', async (id, subcode) => {
    const { send, application, join } = await guest(id);
    expect((await join({ anonymousDisplayName: 'G', onlineMeetingUri: meeting(id), operationId: '1' })).status).toBe(
      201,
    );
    const events = resource(await send(link(application, 'events')));
    const told = (events['sender'] as { events: Told[] }[]).flatMap((sender) => sender.events);
    const end = told.find(({ type }) => type === 'completed');
    expect([end?.status, end?.reason?.subcode]).toEqual(
      subcode === undefined ? [undefined, undefined] : ['Failure', subcode],
    );
  });

  it('is refused for a meeting that is gone, that takes no guests, that is another one, and without a name', async () => {
    const name = { anonymousDisplayName: 'Guest', operationId: '1' };
    const gone = await guest('GN7ZX42C');
    expect(refusal(await gone.join({ ...name, onlineMeetingUri: meeting('GN7ZX42C') }))).toEqual([
      404,
      'NotFound',
      'DestinationNotFound',
    ]);
    const closed = await guest('NA8NYM77');
    expect(refusal(await closed.join({ ...name, onlineMeetingUri: meeting('NA8NYM77') }))).toEqual([
      403,
      'Forbidden',
      'AnonymousNotAllowed',
    ]);
    const open = await guest('K7Q2M9XD');
    expect(refusal(await open.join({ ...name, onlineMeetingUri: meeting('LB4TY8NW') }))).toEqual([
      403,
      'Forbidden',
      undefined,
    ]);
    expect(refusal(await open.join({ onlineMeetingUri: meeting('K7Q2M9XD') }))[2]).toBe('ParameterValidationFailure');
    expect(refusal(await open.send(`${link(open.application, 'self')}/me/makeMeAvailable`, { body: {} }))).toEqual([
      403,
      'Forbidden',
      'AnonymousNotAllowed',
    ]);
    for (const [conferences, status] of [
      ['gone', 404],
      ['anonymous-not-allowed', 403],
    ] as const) {
      const { join } = await guest('K7Q2M9XD', { conferences });
      expect((await join({ ...name, onlineMeetingUri: meeting('K7Q2M9XD') })).status).toBe(status);
    }
  });

  it('needs the key of the meeting; a renewed token is the same guest', async () => {
    const { lab, token, created, send } = await guest('K7Q2M9XD');
    const refused = await grant(lab, { ...anonymous('K7Q2M9XD'), password: 'K7Q2M9XE' });
    expect([refused.status, JSON.parse(text(refused))]).toEqual([400, { error: 'invalid_grant' }]);
    const renewed = await grant(lab, { ...anonymous('K7Q2M9XD'), ms_rtc_renew: token });
    const { access_token: next } = JSON.parse(text(renewed)) as { access_token: string };
    const self = link(resource(created), 'self');
    expect((await clientWith(lab, next)(self)).status).toBe(200);
    const other = await grant(lab, anonymous('K7Q2M9XD'));
    const stranger = clientWith(lab, (JSON.parse(text(other)) as { access_token: string }).access_token);
    expect(refusal(await stranger(self))).toEqual([404, 'NotFound', 'ApplicationNotFound']);
    expect((await grant(lab, { ...anonymous('LB4TY8NW'), ms_rtc_renew: token })).status).toBe(400);
    lab.clock.now += 3_601_000;
    expect((await send(self)).status).toBe(401);
  });

  it('anonApplications is for guests, and a user joins by the same link with her own name', async () => {
    const { send, application } = await signedIn();
    expect(refusal(await send('/ucwa/v1/anonApplications', { body: asked }))).toEqual([403, 'Forbidden', undefined]);
    const join = link(application._embedded['communication'], 'joinOnlineMeeting');
    expect((await send(join, { body: { onlineMeetingUri: meeting('LB4TY8NW') } })).status).toBe(201);
  });
});

describe("the meeting's address", () => {
  const of = async (url: string, accept: string, policy: Partial<WebPolicy> = {}): Promise<LabResponse> =>
    observe('2015', policy).lab.send(url, { headers: [['Accept', accept]] });
  const meet = 'https://meet.contoso.com/lena/K7Q2M9XD';

  it('gives programs a document and people a page with the same document in its script', async () => {
    const document = await of(meet, 'Application/vnd.microsoft.lync.meeting+xml');
    expect([document.status, header(document, 'Content-Type')]).toEqual([
      200,
      'application/vnd.microsoft.lync.meeting+xml',
    ]);
    expect(text(document)).toContain(`<conf-uri>${meeting('K7Q2M9XD')}</conf-uri>`);
    expect(text(document)).toContain('<conf-key>K7Q2M9XD</conf-key>');
    expect(text(document)).toContain('<ucwa-ext-url>https://web1.contoso.com/ucwa/v1/applications</ucwa-ext-url>');
    for (const url of [meet, 'https://web1.contoso.com/meet/lena/k7q2m9xd']) {
      const page = text(await of(url, 'text/html'));
      const script = /var escapedXML = "([^"]*)"/.exec(page)?.[1] ?? '';
      const shown = script.replace(/\\x([0-9a-f]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
      expect(shown).toContain(`<conf-uri>${meeting('K7Q2M9XD')}</conf-uri>`);
      expect(page).toContain('var validMeeting = "True";');
      expect(page).toContain(`conf:${meeting('K7Q2M9XD')}%3Frequired-media=audio`);
    }
  });

  it('has a page for a meeting that is not there, which says so', async () => {
    for (const page of [
      await of('https://meet.contoso.com/lena/GN7ZX42C', 'text/html'),
      await of('https://meet.contoso.com/lena/NEVER123', 'text/html'),
      await of(meet, 'text/html', { conferences: 'gone' }),
    ]) {
      expect([page.status, text(page).includes('var validMeeting = "False"'), text(page).includes('conf:')]).toEqual([
        200,
        true,
        false,
      ]);
    }
    expect((await of(meet, 'application/vnd.microsoft.lync.meeting+xml', { conferences: 'gone' })).status).toBe(404);
  });
});
