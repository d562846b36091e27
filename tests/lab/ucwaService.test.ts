/** UCWA's applications and what lies in them, in the shapes that are published, and every refusal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabResponse } from '../../lab/types.js';
import { header, headers, lena, startLab, text, tom } from '../unit/lab-web/harness.js';
import { askTicket } from './support/rawTicketClient.js';
import {
  web,
  applications,
  fixture,
  observe,
  tokenOf,
  clientWith,
  resource,
  link,
  refusal,
  asked,
  xmlAsked,
  signedIn,
  likeSample,
  cutOf,
  outline,
} from './support/ucwaClient.js';

describe('the application', () => {
  it('of Lync Server 2013 is the published one, with its headers', async () => {
    const { created, self, state } = await signedIn('2013');
    expect([created.status, header(created, 'Content-Type')]).toEqual([201, 'application/json; charset=utf-8']);
    expect(header(created, 'P3P')).toBe('CP="IDC CUR ADMa OUR BUS"');
    expect(header(created, 'Set-Cookie')).toMatch(
      new RegExp(`^cwt_ucwa=[\\w-]+; path=${self}/photos; secure; HttpOnly$`),
    );
    const published = JSON.parse(fixture('application-201.json')) as {
      _embedded: { onlineMeetings: { _links: Record<string, unknown> } };
    };
    // Nobody has been given a meeting of her own here.
    delete published._embedded.onlineMeetings._links['myAssignedOnlineMeeting'];
    const ours = likeSample(text(created), self, '105', '3140562359', '4d221db7-4af0-476b-9443-8bc874283085');
    expect(JSON.parse(ours)).toEqual(published);
    expect(state.applications.open()).toEqual([
      {
        id: self.split('/').at(-1),
        owner: lena.sipAddress,
        userAgent: 'UCWA Samples',
        poolId: 'pool1',
        isGuest: false,
      },
    ]);
  });

  it('is made from XML, from lower-case names and with a trailing comma, and is shown in both forms', async () => {
    const { lab } = observe();
    const send = clientWith(lab, await tokenOf(lab));
    const xml = await send(applications, { body: xmlAsked, type: 'application/xml', accept: 'application/xml' });
    expect([xml.status, header(xml, 'Content-Type')]).toEqual([201, 'application/xml; charset=utf-8']);
    expect(text(xml)).toMatch(
      /^<\?xml version="1.0" encoding="utf-8"\?><resource rel="application" href="\/ucwa\/oauth\/v1\/applications\/\d+" xmlns="http:\/\/schemas.microsoft.com\/rtc\/2012\/03\/ucwa">/,
    );
    const [, , children] = outline(text(xml)) as [string, object, [string, { rel?: string; name?: string }, unknown][]];
    expect(children.filter(([name]) => name === 'link').map(([, { rel }]) => rel)).toEqual([
      'policies',
      'batch',
      'events',
      'reportMyNetwork',
    ]);
    expect(children.filter(([name]) => name === 'resource').map(([, { rel }]) => rel)).toEqual([
      'me',
      'people',
      'onlineMeetings',
      'communication',
    ]);
    const comma = '{"UserAgent":"UCWA Samples","EndpointId":"a9","Culture":"en-US",}';
    const json = resource(await send(applications, { body: comma }));
    const lower = resource(await send(applications, { body: { userAgent: 'a', endpointId: 'b', culture: 'c' } }));
    expect([json['userAgent'], lower['userAgent']]).toEqual(['UCWA Samples', 'a']);
    const mobile = await send(link(json, 'self'), { accept: 'application/vnd.microsoft.com.ucwa+xml' });
    expect([header(mobile, 'Content-Type'), header(mobile, 'X-MS-Namespace')]).toEqual([
      'application/vnd.microsoft.com.ucwa+xml; charset=utf-8',
      'internal',
    ]);
  });

  it('is there until it is deleted, and only for its user', async () => {
    const { lab, state, send, self } = await signedIn();
    const stranger = clientWith(lab, await tokenOf(lab, { ...lena, userName: tom.userName, password: tom.password }));
    // The other user is at home in another pool, where this application is not.
    const elsewhere = self.replace(/^/, 'https://web2.contoso.com');
    expect(refusal(await stranger(elsewhere))).toEqual([404, 'NotFound', 'ApplicationNotFound']);
    expect((await send(self)).status).toBe(200);
    expect(refusal(await send(self, { method: 'PUT' }))).toEqual([405, 'MethodNotAllowed', undefined]);
    const deleted = await send(self, { method: 'DELETE' });
    expect([deleted.status, deleted.body.length]).toEqual([204, 0]);
    for (const path of [self, `${self}/me`, `${self}/events?ack=1`]) {
      expect(refusal(await send(path))).toEqual([404, 'NotFound', 'ApplicationNotFound']);
    }
    expect(state.applications.open()).toEqual([]);
  });

  it('is one for one endpoint: the same again, a conflict for another client, and sixteen at most', async () => {
    const { send, self, state } = await signedIn();
    const again = await send(applications, { body: asked });
    expect([again.status, link(resource(again), 'self')]).toEqual([200, self]);
    const other = await send(applications, { body: { ...asked, UserAgent: 'Another' } });
    expect(JSON.parse(text(other))).toEqual(JSON.parse(fixture('error-conflict.json')));
    const inXml = await send(applications, { body: { ...asked, UserAgent: 'Another' }, accept: 'application/xml' });
    expect([inXml.status, outline(text(inXml))]).toEqual([409, outline(fixture('error-conflict.xml'))]);
    for (let count = 2; count <= 16; count += 1) {
      expect((await send(applications, { body: { ...asked, EndpointId: `e${String(count)}` } })).status).toBe(201);
    }
    const over = await send(applications, { body: { ...asked, EndpointId: 'e17' } });
    expect(refusal(over)).toEqual([429, 'TooManyRequests', 'TooManyApplications']);
    expect(state.applications.open()).toHaveLength(16);
  });

  it('is forgotten when nothing is heard of its client', async () => {
    const { lab, state, send, self } = await signedIn();
    lab.clock.now += 7_100_000;
    expect((await send(self)).status).toBe(200);
    lab.clock.now += 7_300_000;
    expect(state.applications.open()).toEqual([]);
    // The token is still good: it is the application that is gone.
    expect(refusal(await send(self))).toEqual([404, 'NotFound', 'ApplicationNotFound']);
  });
});

describe('a web ticket', () => {
  it('for the applications opens /ucwa/v1 with everything below, and only that', async () => {
    const { lab, state } = observe();
    const post = async (url: string, action: string, body: string) => {
      const answer = await lab.send(url, {
        body,
        headers: [
          ['Content-Type', 'text/xml'],
          ['SOAPAction', `"${action}"`],
        ],
      });
      return { status: answer.status, body: text(answer) };
    };
    const { assertion } = await askTicket(
      post,
      `${web}/WebTicket/WebTicketService.svc`,
      `${web}/ucwa/v1/applications`,
      lena,
      'Bearer',
    );
    const opaque = ['X-MS-WebTicket', `opaque=${Buffer.from(assertion).toString('base64')}`] as const;
    const created = await lab.send(`${web}/ucwa/v1/applications`, {
      body: JSON.stringify(asked),
      headers: [['Content-Type', 'application/json'], opaque],
    });
    const application = resource(created);
    expect([created.status, link(application, 'self')]).toEqual([
      201,
      expect.stringMatching(/^\/ucwa\/v1\/applications\/\d+$/),
    ]);
    const me = await lab.send(web + link(application._embedded['me'], 'self'), { headers: [opaque] });
    expect(resource(me)['uri']).toBe(`sip:${lena.sipAddress}`);
    const elsewhere = await lab.send(`${web}/ucwa/v1/anonApplications`, { body: '{}', headers: [opaque] });
    expect([elsewhere.status, header(elsewhere, 'X-MS-WebTicketURL')]).toEqual([
      401,
      `${web}/WebTicket/WebTicketService.svc`,
    ]);
    expect(state.applications.open()).toHaveLength(1);
  });
});

describe('what is refused', () => {
  it('is refused whatever the bytes are, and nothing falls over', async () => {
    const { send } = await signedIn();
    const types = ['application/json', 'application/xml'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...types),
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.constant(xmlAsked).chain((whole) => cutOf(whole)),
        ),
        async (type, body) => {
          const answer = await send(applications, { body: body === '' ? ' ' : body, type });
          expect([200, 201, 400, 409, 429]).toContain(answer.status);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('has a code, a subcode and the parameter', async () => {
    const { send, self } = await signedIn();
    const post = (body: string | object, type?: string): Promise<LabResponse> =>
      send(applications, { body, ...(type === undefined ? {} : { type }) });
    expect(refusal(await post('{"culture"'))).toEqual([400, 'BadRequest', 'DeserializationFailure']);
    expect(refusal(await post('<input/>', 'application/xml'))).toEqual([400, 'BadRequest', 'DeserializationFailure']);
    expect(refusal(await post('a=b', 'application/x-www-form-urlencoded'))).toEqual([
      415,
      'UnsupportedMediaType',
      undefined,
    ]);
    const missing = await post({ userAgent: 'a', culture: 'b' });
    expect(refusal(missing)).toEqual([400, 'BadRequest', 'ParameterValidationFailure']);
    expect(JSON.parse(text(missing))).toMatchObject({ parameters: [{ name: 'endpointId' }] });
    expect(refusal(await post({ ...asked, Culture: 'x'.repeat(101) }))[2]).toBe('ParameterValidationFailure');
    expect(refusal(await send(self, { accept: 'text/html' }))).toEqual([406, 'NotAcceptable', undefined]);
    expect(refusal(await send(`${self}/nothing`))).toEqual([404, 'NotFound', 'ResourceNotFound']);
    expect(refusal(await send('/ucwa/oauth/v1/else'))).toEqual([404, 'NotFound', 'ResourceNotFound']);
    expect(refusal(await send(applications))).toEqual([405, 'MethodNotAllowed', undefined]);
    const options = await send(applications, { method: 'OPTIONS' });
    expect([options.status, Object.keys(resource(options))]).toEqual([200, ['metadata']]);
  });

  it('is a token for another pool, a page of another origin, and no token at all', async () => {
    const { lab } = observe();
    const away = clientWith(lab, await tokenOf(lab, tom));
    const refused = await away(applications, { body: asked });
    expect([refused.status, header(refused, 'Warning')]).toEqual([403, '120 web1-fe1.corp.contoso.net "InvalidToken"']);
    expect(header(refused, 'X-Ms-diagnostics')).toContain('28055;');
    const own = clientWith(lab, await tokenOf(lab));
    const page = await own(applications, { body: asked, headers: [['X-Ms-Origin', 'http://app.fabrikam.com']] });
    expect([page.status, header(page, 'X-Ms-diagnostics')]).toEqual([
      403,
      '28070;source="web1-fe1.corp.contoso.net";reason="Service does not allow a cross domain request from this origin."',
    ]);
    const plain = await own(applications.replace('https:', 'http:'), { body: asked });
    expect(plain.status).toBe(403);
    const nobody = await lab.send(applications, { body: '{}' });
    expect([nobody.status, headers(nobody, 'WWW-Authenticate').length]).toEqual([401, 2]);
    const made = await lab.send(applications, { body: '{}', headers: [['Authorization', 'Bearer cwt=AAEB']] });
    expect(made.status).toBe(403);
    expect((await startLab('2010').send(applications)).status).toBe(404);
  });

  it.each([
    ['mobility-off', 403, 'Forbidden', undefined],
    ['agent-blocked', 403, 'Forbidden', 'UserAgentNotAllowed'],
    ['unavailable', 503, 'ServiceUnavailable', undefined],
    ['throttled', 429, 'TooManyRequests', undefined],
  ] as const)('by the trouble %s', async (ucwa, ...wanted) => {
    const { created, state, lab } = await signedIn('2015', { ucwa });
    expect(refusal(created)).toEqual(wanted);
    expect(state.applications.open()).toEqual([]);
    // Without a token the challenge is the same as ever.
    expect((await lab.send(applications)).status).toBe(401);
  });

  it('by an application pool that did not start: a page, not a word of UCWA', async () => {
    const { lab } = observe('2015', { ucwa: 'recycled' });
    const answer = await clientWith(lab, await tokenOf(lab))(applications, { body: asked });
    expect([answer.status, header(answer, 'Content-Type')]).toEqual([500, 'text/html; charset=utf-8']);
  });

  it('by an application that expired at once', async () => {
    const { created, self, send, state } = await signedIn('2015', { ucwa: 'expired' });
    expect(created.status).toBe(201);
    expect(refusal(await send(self, { method: 'DELETE' }))).toEqual([404, 'NotFound', 'ApplicationNotFound']);
    expect(state.applications.open()).toEqual([]);
  });
});

describe('me and policies', () => {
  it('change when the user makes herself available, and the events say so as published, in both forms', async () => {
    for (const accept of ['application/json', 'application/vnd.microsoft.com.ucwa+xml']) {
      const { send, application, self } = await signedIn('2013');
      const me = application._embedded['me'];
      expect(Object.keys(me?._links ?? {})).not.toContain('presence');
      expect(refusal(await send(`${self}/me/presence`))).toEqual([409, 'Conflict', 'MakeMeAvailableRequired']);
      const body = { supportedModalities: ['Messaging'], supportedMessageFormats: ['Plain'] };
      expect((await send(link(me, 'makeMeAvailable'), { body })).status).toBe(204);
      expect(refusal(await send(link(me, 'makeMeAvailable'), { body }))).toEqual([409, 'Conflict', 'AlreadyExists']);
      const now = resource(await send(link(me, 'self')));
      expect(Object.keys(now._links ?? {})).toEqual(
        expect.arrayContaining(['presence', 'note', 'location', 'reportMyActivity', 'phones', 'photo']),
      );
      expect(resource(await send(link(now, 'presence')))['availability']).toBe('Online');
      expect((await send(link(now, 'reportMyActivity'), { method: 'POST', body: '' })).status).toBe(204);
      const events = await send(link(application, 'events'), { accept });
      expect(events.status).toBe(200);
      const same = likeSample(text(events), self, '102', '2943169141', '56de7bbf-1081-43e6-bbf2-1cabf3224c83');
      if (accept === 'application/json') expect(JSON.parse(same)).toEqual(JSON.parse(fixture('events-200.json')));
      else expect(outline(same)).toEqual(outline(fixture('events-200.xml')));
    }
  });

  it('policies have the published names', async () => {
    const { send, application } = await signedIn();
    const published = outline(fixture('policies-200.xml')) as [string, object, [string, { name: string }, string][]];
    const names = published[2].map(([, { name }]) => name);
    const json = resource(await send(link(application, 'policies')));
    expect(Object.keys(json)).toEqual([...names, '_links', 'rel']);
    const xml = outline(text(await send(link(application, 'policies'), { accept: 'application/xml' })));
    expect((xml as typeof published)[2].map(([, { name }]) => name)).toEqual(names);
  });

  it('every link of the application leads somewhere', async () => {
    const { send, application } = await signedIn();
    for (const embedded of Object.values(application._embedded)) {
      for (const [rel, target] of Object.entries(embedded._links ?? {})) {
        if (/^(makeMeAvailable|photo|start|join)/.test(rel)) continue;
        const answer = await send(target?.href ?? '');
        expect([rel, answer.status]).toEqual([rel, 200]);
      }
    }
  });
});
