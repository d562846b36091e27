/** UCWA with its state, as clients of the tests' own see it, and in the shapes that are published. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { DOMParser, type Element } from '@xmldom/xmldom';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startLab as startWholeLab } from '../../lab/index.js';
import type { LabResponse, WebPolicy } from '../../lab/types.js';
import { createSharedState, createWebApplications, type SharedState } from '../../lab/web/index.js';
import type { ServerVersion } from '../../lab/types.js';
import { header, headers, lena, startLab, text, tom, type Lab } from '../unit/lab-web/harness.js';
import { askTicket } from './support/rawTicketClient.js';

const web = 'https://web1.contoso.com';
const applications = `${web}/ucwa/oauth/v1/applications`;
const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/ucwa/${name}`, import.meta.url), 'utf8').replace(/^.*\n/, '');

interface Observed {
  readonly lab: Lab;
  readonly state: SharedState;
}

function observe(version: ServerVersion = '2015', policy: Partial<WebPolicy> = {}): Observed {
  let state: SharedState | undefined;
  const lab = startLab(version, policy, (deployment, withPolicy, environment) => {
    state = createSharedState(environment);
    return createWebApplications(deployment, withPolicy, environment, state);
  });
  if (state === undefined) throw new Error('the lab did not start');
  return { lab, state };
}

async function grant(lab: Lab, fields: Readonly<Record<string, string>>): Promise<LabResponse> {
  return lab.send(`${web}/WebTicket/oauthtoken`, {
    body: new URLSearchParams(fields).toString(),
    headers: [['Content-Type', 'application/x-www-form-urlencoded']],
  });
}

async function tokenOf(lab: Lab, user = lena): Promise<string> {
  const answer = await grant(lab, { grant_type: 'password', username: user.userName, password: user.password });
  return (JSON.parse(text(answer)) as { access_token: string }).access_token;
}

interface Call {
  readonly method?: string;
  readonly body?: string | object;
  readonly type?: string;
  readonly accept?: string;
  readonly headers?: readonly (readonly [string, string])[];
}

/** A client that holds one token. */
function clientWith(lab: Lab, token: string): (path: string, call?: Call) => Promise<LabResponse> {
  return (path, call = {}) =>
    lab.send(path.startsWith('https:') ? path : web + path, {
      ...(call.method === undefined ? {} : { method: call.method }),
      ...(call.body === undefined
        ? {}
        : { body: typeof call.body === 'string' ? call.body : JSON.stringify(call.body) }),
      headers: [
        ['Authorization', `Bearer ${token}`],
        ['Accept', call.accept ?? 'application/json'],
        ...(call.body === undefined ? [] : [['Content-Type', call.type ?? 'application/json'] as const]),
        ...(call.headers ?? []),
      ],
    });
}

interface Resource {
  readonly _links?: Readonly<Record<string, { readonly href: string } | undefined>>;
  readonly _embedded: Readonly<Record<string, Resource>>;
  readonly [property: string]: unknown;
}
const resource = (answer: LabResponse): Resource => JSON.parse(text(answer)) as Resource;
const link = (of: Resource | undefined, rel: string): string => of?._links?.[rel]?.href ?? `no link ${rel}`;
const refusal = (answer: LabResponse): readonly unknown[] => {
  const { code, subcode } = JSON.parse(text(answer)) as { code: string; subcode?: string };
  return [answer.status, code, subcode];
};

const asked = { UserAgent: 'UCWA Samples', EndpointId: 'a917c6f4-976c-4cf3-847d-cdfffa28ccdf', Culture: 'en-US' };
const xmlAsked =
  '<?xml version="1.0" encoding="utf-8"?>\n<input xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"><property name="culture">en-us</property><property name="endpointId">123456</property><property name="userAgent">ContosoApp/1.0 (Windows Phone OS 7.5)</property></input>';

async function signedIn(version?: ServerVersion, policy?: Partial<WebPolicy>) {
  const { lab, state } = observe(version, policy);
  const send = clientWith(lab, await tokenOf(lab));
  const created = await send(applications, { body: asked });
  const application = resource(created);
  return { lab, state, send, created, application, self: link(application, 'self') };
}

/** The text with ids, the user and what is drawn anew replaced by those of the published sample. */
function likeSample(body: string, self: string, id: string, etag: string, token: string): string {
  return body
    .replaceAll(self, `/ucwa/oauth/v1/applications/${id}`)
    .replaceAll('lena@contoso.com', 'lenea@contoso.com')
    .replaceAll(/"name":"Lena"/g, '"name":"Lene Aaling"')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}(?=(?:"|">)[: p])/g, token)
    .replaceAll(/("etag":"|"etag">)\d+/g, `$1${etag}`);
}

/** The text with a piece taken out somewhere. */
const cutOf = (whole: string): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(whole.length), fc.nat(20)).map(([from, length]) => whole.slice(0, from) + whole.slice(from + length));

/** What an XML text says, without white space and the order of attributes. */
function outline(xml: string): unknown {
  const read = (element: Element): unknown => [
    element.localName,
    Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
    [...element.childNodes].some((node) => node.nodeType === 1)
      ? [...element.childNodes].filter((node) => node.nodeType === 1).map((node) => read(node as Element))
      : (element.textContent ?? '').trim(),
  ];
  const root = new DOMParser().parseFromString(xml.trim(), 'text/xml').documentElement;
  return root === null ? null : read(root);
}

afterEach(() => {
  vi.useRealTimers();
});

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
          expect([200, 201, 400, 429]).toContain(answer.status);
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

describe('the event channel', () => {
  it('is held until something happens, goes on with the next number, and sends a lost answer again', async () => {
    const { send, application, self } = await signedIn();
    let answered = false;
    const held = send(link(application, 'events')).then((answer) => {
      answered = true;
      return answer;
    });
    await send(`${self}/policies`);
    expect(answered).toBe(false);
    await send(`${self}/me/makeMeAvailable`, { body: {} });
    const first = resource(await held);
    expect([link(first, 'self'), link(first, 'next')]).toEqual([`${self}/events?ack=1`, `${self}/events?ack=2`]);
    expect((first['sender'] as { rel: string }[]).map(({ rel }) => rel)).toEqual(['communication', 'me']);
    const again = resource(await send(link(application, 'events')));
    expect(again['sender']).toEqual(first['sender']);
    await send(`${self}/me/presence`, { body: { availability: 'Busy' } });
    const second = resource(await send(link(first, 'next')));
    expect(second['sender']).toEqual([
      {
        rel: 'me',
        href: `${self}/me`,
        events: [{ link: { rel: 'presence', href: `${self}/me/presence` }, type: 'updated' }],
      },
    ]);
  });

  it('answers with a number out of range by resync alone, in both directions', async () => {
    const { send, self } = await signedIn();
    for (const ack of [0, 5]) {
      const answer = resource(await send(`${self}/events?ack=${String(ack)}`));
      expect(Object.keys(answer._links ?? {})).toEqual(['self', 'resync']);
      expect([link(answer, 'resync'), answer['sender']]).toEqual([`${self}/events?ack=1`, undefined]);
    }
    expect(refusal(await send(`${self}/events`))).toEqual([400, 'BadRequest', 'ParameterValidationFailure']);
    expect(refusal(await send(`${self}/events?ack=1&timeout=10`))[2]).toBe('ParameterValidationFailure');
    expect(refusal(await send(`${self}/events?ack=1&low=1801`))[2]).toBe('ParameterValidationFailure');
  });

  it('lets a second GET take the place of the first, unless it matters less', async () => {
    const { send, self } = await signedIn();
    const first = send(`${self}/events?ack=1&priority=1`);
    expect(refusal(await send(`${self}/events?ack=1`))).toEqual([409, 'Conflict', 'PGetReplaced']);
    const second = send(`${self}/events?ack=1&priority=1`);
    expect(refusal(await first)).toEqual([409, 'Conflict', 'PGetReplaced']);
    await send(self, { method: 'DELETE' });
    expect(refusal(await second)).toEqual([404, 'NotFound', 'ApplicationNotFound']);
  });

  it('ends with an empty answer that carries the next number, after 180 s or as long as was asked', async () => {
    const { lab, send, self, state } = await signedIn();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    for (const [query, seconds] of [
      ['ack=1', 180],
      ['ack=2&timeout=900', 900],
      ['ack=3', 900],
    ] as const) {
      let answer: LabResponse | undefined;
      const done = send(`${self}/events?${query}`).then((one) => (answer = one));
      await vi.advanceTimersByTimeAsync((seconds - 1) * 1000);
      expect([query, answer]).toEqual([query, undefined]);
      lab.clock.now += seconds * 1000;
      await vi.advanceTimersByTimeAsync(1000);
      const empty = resource(await done);
      expect([Object.keys(empty), Object.keys(empty._links ?? {})]).toEqual([['_links'], ['self', 'next']]);
      expect(state.applications.open()).toHaveLength(1);
    }
    // A client that does not come back for events is forgotten sooner than one that never asked.
    lab.clock.now += 301_000;
    expect(state.applications.open()).toEqual([]);
  });

  it('is let go when the lab ends', async () => {
    const { send, self, state } = await signedIn();
    const held = send(`${self}/events?ack=1`);
    await send(self);
    state.applications.close();
    expect((await held).status).toBe(404);
  });
});

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

const run = promisify(execFile);
const hasCurl = await run('curl', ['--version']).then(
  () => true,
  () => false,
);
if (!hasCurl) process.stderr.write('SKIPPED: curl is not installed, so no foreign client signs in to UCWA.\n');

describe.skipIf(!hasCurl)('curl against a running lab', () => {
  interface Answered {
    readonly status: number;
    readonly body: string;
  }
  const curlFor =
    (lab: Awaited<ReturnType<typeof startWholeLab>>) =>
    async (url: string, ...more: readonly string[]): Promise<Answered> => {
      const { stdout } = await run('curl', [
        ...['--silent', '--noproxy', '*', '--cacert', lab.caFile, '--write-out', '\n%{http_code}'],
        ...lab.connectTo.flatMap((entry) => ['--connect-to', entry]),
        ...more,
        url,
      ]).catch((error: { stdout: string; code: number }) => ({ stdout: `${error.stdout}curl ${String(error.code)}` }));
      const end = stdout.lastIndexOf('\n');
      return { status: Number.parseInt(stdout.slice(end + 1), 10), body: stdout.slice(0, end) };
    };

  /** The header of a guest's token. */
  const guestOf = async (
    curl: ReturnType<typeof curlFor>,
    origin: string,
    conference: { readonly id: string; readonly uri: string } | undefined,
  ): Promise<string> => {
    const granted = await curl(
      `${origin}/WebTicket/oauthtoken`,
      ...['--data', 'grant_type=urn:microsoft.rtc:anonmeeting', '--data-urlencode', `password=${conference?.id ?? ''}`],
      ...['--data-urlencode', `ms_rtc_conferenceuri=${conference?.uri ?? ''}`],
    );
    return `Authorization: Bearer ${(JSON.parse(granted.body) as { access_token: string }).access_token}`;
  };

  it('signs in, has its events held open, leaves, and the lab knows it', async () => {
    const lab = await startWholeLab({ deployment: 'sfb2019', from: 'outside' });
    try {
      const curl = curlFor(lab);
      const user = lab.users[0];
      const origin = `https://web01.${lab.domain}`;
      const token = JSON.parse(
        (
          await curl(
            `${origin}/WebTicket/oauthtoken`,
            ...['--data-urlencode', 'grant_type=password', '--data-urlencode', `username=${user?.userName ?? ''}`],
            ...['--data-urlencode', `password=${user?.password ?? ''}`],
          )
        ).body,
      ) as { access_token: string };
      const bearer = ['--header', `Authorization: Bearer ${token.access_token}`];
      const json = ['--header', 'Content-Type: application/json'];
      const created = await curl(
        `${origin}/ucwa/oauth/v1/applications`,
        ...[...bearer, ...json, '--data', JSON.stringify(asked)],
      );
      expect(created.status).toBe(201);
      expect(lab.openApplications()).toMatchObject([{ owner: user?.sipAddress, poolId: 'pool01', isGuest: false }]);
      const application = JSON.parse(created.body) as Resource;
      const held = await curl(origin + link(application, 'events'), ...bearer, '--max-time', '1');
      expect(held.status).toBe(0);
      const gone = await curl(origin + link(application, 'self'), ...bearer, '--request', 'DELETE');
      expect([gone.status, lab.openApplications()]).toEqual([204, []]);
    } finally {
      await lab.stop();
    }
  });

  it('has its event channel cut by a proxy that does not wait', async () => {
    const lab = await startWholeLab({ deployment: 'sfbse', from: 'outside', faults: ['event-channel-cut'] });
    try {
      const curl = curlFor(lab);
      const origin = `https://web02.${lab.domain}`;
      const meetingOf = lab.conferences.find(({ poolId }) => poolId === 'pool02');
      const bearer = await guestOf(curl, origin, meetingOf);
      const body = ['--header', 'Content-Type: application/json', '--data', '{"culture":"en","userAgent":"curl"}'];
      const created = await curl(`${origin}/ucwa/v1/anonApplications`, '--header', bearer, ...body);
      const cut = await curl(origin + link(JSON.parse(created.body) as Resource, 'events'), '--header', bearer);
      expect(cut.status).toBe(0);
      expect(lab.openApplications()).toHaveLength(1);
    } finally {
      await lab.stop();
    }
  });

  it('a lab with a GET held open stops all the same', async () => {
    const lab = await startWholeLab({ deployment: 'lync2013', from: 'outside' });
    const meetingOf = lab.conferences.find(({ kind }) => kind === 'open');
    const curl = curlFor(lab);
    const origin = `https://web01.${lab.domain}`;
    const bearer = await guestOf(curl, origin, meetingOf);
    const body = ['--header', 'Content-Type: application/json', '--data', '{"culture":"en","userAgent":"curl"}'];
    const created = await curl(`${origin}/ucwa/v1/anonApplications`, '--header', bearer, ...body);
    const held = curl(origin + link(JSON.parse(created.body) as Resource, 'events'), '--header', bearer);
    await vi.waitFor(async () => {
      expect(lab.openApplications()).toHaveLength(1);
      await Promise.resolve();
    });
    await lab.stop();
    expect([0, 404]).toContain((await held).status);
    expect(lab.openApplications()).toEqual([]);
  });

  it.each([
    ['lync2013', 403],
    ['sfb2015', 404],
  ] as const)('%s: what the reverse proxy does not publish is refused by it, with %i', async (deployment, status) => {
    const faults = ['xframe-unpublished', 'certprov-unpublished'];
    const outside = await startWholeLab({ deployment, from: 'outside', faults });
    const inside = await startWholeLab({ deployment, from: 'inside', faults });
    try {
      for (const path of ['/Autodiscover/XFrame/XFrame.html', '/CertProv/CertProvisioningService.svc/mex']) {
        expect([path, (await curlFor(outside)(`https://web01.${outside.domain}${path}`)).status]).toEqual([
          path,
          status,
        ]);
        const own = await curlFor(inside)(`https://webint01.${deployment}.internal${path}`);
        expect([path, own.status]).toEqual([path, 200]);
      }
      expect(
        (await curlFor(outside)(`https://web01.${outside.domain}/Autodiscover/AutodiscoverService.svc/root`)).status,
      ).toBe(200);
    } finally {
      await Promise.all([outside.stop(), inside.stop()]);
    }
  });
});
