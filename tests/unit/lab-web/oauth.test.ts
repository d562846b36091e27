/** The token endpoint and the documents behind a token. */
import { describe, expect, it } from 'vitest';
import type { LabResponse } from '../../../lab/types.js';
import {
  accept,
  disabled,
  header,
  headers,
  lena,
  online,
  pool1,
  service,
  startLab,
  startOnline,
  text,
  tom,
  type Lab,
} from './harness.js';
import { postWithNtlm } from './ticketClient.js';

const endpoint = 'https://web1.contoso.com/WebTicket/oauthtoken';
const userUrl = `https://web1.contoso.com${service}/root/oauth/user`;
const urlencoded: readonly (readonly [string, string])[] = [
  ['Content-Type', "application/x-www-form-urlencoded;charset='utf-8'"],
  ['Accept', 'application/json'],
];
const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
const post = (lab: Lab, fields: Record<string, string>, url = endpoint): Promise<LabResponse> =>
  lab.send(url, { body: form(fields), headers: urlencoded });
const password = (user: typeof lena, name = user.userName, secret = user.password): Record<string, string> => ({
  grant_type: 'password',
  username: name,
  password: secret,
});
const json = (answer: LabResponse): Record<string, unknown> => JSON.parse(text(answer)) as Record<string, unknown>;
const outcome = (answer: LabResponse): readonly unknown[] => [
  answer.status,
  json(answer)['error'],
  header(answer, 'X-Ms-diagnostics')?.slice(0, 5),
];

async function token(lab: Lab, user = lena): Promise<string> {
  return String(json(await post(lab, password(user)))['access_token']);
}

describe('the challenge', () => {
  it('has the two lines of the published capture', async () => {
    const answer = await startLab().send(userUrl, { headers: [accept.ucwaJson] });
    expect([answer.status, answer.body.length]).toEqual([401, 1293]);
    expect(headers(answer, 'WWW-Authenticate')).toEqual([
      'Bearer trusted_issuers="00000002-0000-0ff1-ce00-000000000000@contoso.com", client_id="00000004-0000-0ff1-ce00-000000000000"',
      'MsRtcOAuth href="https://web1.contoso.com/WebTicket/oauthtoken",grant_type="urn:microsoft.rtc:windows,urn:microsoft.rtc:anonmeeting,password"',
    ]);
  });
});

describe('the password grant', () => {
  it('gives a token for DOMAIN\\user and UPN, url-encoded or multipart', async () => {
    const lab = startLab();
    const answer = await post(lab, password(lena));
    expect([answer.status, header(answer, 'Content-Type'), header(answer, 'Cache-Control')]).toEqual([
      200,
      'application/json',
      'no-store',
    ]);
    expect(Object.keys(json(answer))).toEqual(['access_token', 'expires_in', 'ms_rtc_identityscope', 'token_type']);
    expect(json(answer)).toMatchObject({
      access_token: expect.stringMatching(/^cwt=AAEB/) as unknown,
      ms_rtc_identityscope: 'local',
      token_type: 'Bearer',
    });
    expect(Math.abs(Number(json(answer)['expires_in']) - 28_800)).toBeLessThanOrEqual(600);
    expect((await post(lab, password(lena, 'lena@contoso.com'))).status).toBe(200);
    expect((await post(lab, password(tom))).status).toBe(200);

    const fields = new FormData();
    for (const [name, value] of Object.entries(password(tom))) fields.append(name, value);
    const request = new Request(endpoint, { method: 'POST', body: fields });
    const multipart = await lab.send(endpoint, {
      body: Buffer.from(await request.arrayBuffer()),
      headers: [['Content-Type', request.headers.get('Content-Type') ?? '']],
    });
    expect(multipart.status).toBe(200);
  });

  it('refuses as documented', async () => {
    const lab = startLab();
    expect(outcome(await post(lab, password(lena, lena.userName, 'wrong')))).toEqual([400, 'invalid_grant', '28020']);
    expect(outcome(await post(lab, password(lena, 'CONTOSO\\nobody')))).toEqual([400, 'invalid_grant', '28020']);
    expect(outcome(await post(lab, { grant_type: 'password', username: 'lena@contoso.com' }))).toEqual([
      400,
      'invalid_request',
      undefined,
    ]);
    expect(outcome(await post(lab, {}))).toEqual([400, 'invalid_request', undefined]);
    expect(outcome(await post(lab, { ...password(lena), scope: 'some' }))).toEqual([400, 'invalid_scope', undefined]);
    const disabledAnswer = await post(lab, password(disabled));
    expect([disabledAnswer.status, header(disabledAnswer, 'X-Ms-diagnostics')?.slice(0, 5)]).toEqual([403, '28000']);
    const type = await lab.send(endpoint, { body: '{}', headers: [['Content-Type', 'application/json']] });
    expect(outcome(type)).toEqual([400, 'invalid_request', undefined]);
    const broken = await lab.send(endpoint, { body: 'x', headers: [['Content-Type', 'multipart/form-data']] });
    expect(outcome(broken)).toEqual([400, 'invalid_request', undefined]);
  });
});

describe('other grants', () => {
  it('Windows: the POST itself is challenged, form or not', async () => {
    const lab = startLab();
    const grant = { grant_type: 'urn:microsoft.rtc:windows' };
    const first = await post(lab, grant);
    expect([first.status, headers(first, 'WWW-Authenticate')]).toEqual([401, ['Negotiate', 'NTLM']]);
    const granted = await postWithNtlm(lab, lena, { url: endpoint, body: form(grant), headers: urlencoded });
    expect(json(granted)['access_token']).toMatch(/^cwt=/);
    const refused = await postWithNtlm(
      lab,
      { ...lena, password: 'x' },
      { url: endpoint, body: form(grant), headers: urlencoded },
    );
    expect(refused.status).toBe(401);
    const off = await postWithNtlm(lab, disabled, { url: endpoint, body: form(grant), headers: urlencoded });
    expect(off.status).toBe(403);
  });

  it('what is not offered is 28029, whatever it is', async () => {
    const lab = startLab('2015', { grants: ['urn:microsoft.rtc:anonmeeting'] });
    for (const grant_type of [
      'password',
      'urn:microsoft.rtc:windows',
      'urn:microsoft.rtc:passive',
      'client_credentials',
    ]) {
      const answer = await post(lab, { ...password(lena), grant_type });
      expect(outcome(answer)).toEqual([400, 'unsupported_grant_type', '28029']);
      expect(header(answer, 'X-Ms-diagnostics')).toBe(
        '28029;source="web1-fe1.corp.contoso.net";reason="Authentication type not allowed."',
      );
    }
  });

  it('passive names the page to open', async () => {
    const lab = startLab('2015', { grants: ['urn:microsoft.rtc:passive'] });
    const answer = await post(lab, { grant_type: 'urn:microsoft.rtc:passive' });
    expect(outcome(answer)).toEqual([400, 'invalid_grant', '28020']);
    expect(text(answer)).toBe(
      '{"error":"invalid_grant","ms_rtc_passiveauthuri":"https:\\/\\/web1.contoso.com\\/PassiveAuth\\/PassiveAuth.aspx"}',
    );
    expect(outcome(await post(lab, { ...password(lena), grant_type: 'urn:microsoft.rtc:passive' }))).toEqual([
      400,
      'invalid_request',
      undefined,
    ]);
  });

  it('anonmeeting knows no conference', async () => {
    const lab = startLab();
    const ask = (uri: string): Promise<LabResponse> =>
      post(lab, { grant_type: 'urn:microsoft.rtc:anonmeeting', password: 'G03W98W4', ms_rtc_conferenceuri: uri });
    expect(outcome(await ask('sip:lena@contoso.com;gruu;opaque=app:conf:focus:id:G03W98W4'))).toEqual([
      400,
      'invalid_grant',
      '28020',
    ]);
    expect(outcome(await ask('lena'))).toEqual([400, 'invalid_request', undefined]);
  });

  it('a pre-flight is 400 with 28020', async () => {
    const answer = await startLab().send(endpoint, { method: 'OPTIONS' });
    expect([answer.status, answer.body.length]).toEqual([400, 0]);
    expect(header(answer, 'X-Ms-diagnostics')).toBe(
      '28020;source="web1-fe1.corp.contoso.net";reason="No valid security token."',
    );
  });
});

describe('the user document behind a token', () => {
  const bearer = (value: string): readonly [string, string] => ['Authorization', `Bearer ${value}`];

  it('comes in all four forms', async () => {
    const lab = startLab();
    const authorization = bearer(await token(lab));
    const get = async (wanted: readonly [string, string]): Promise<LabResponse> =>
      lab.send(`${userUrl}?originalDomain=contoso.com`, { headers: [wanted, authorization] });
    expect(json(await get(accept.ucwaJson))).toEqual({
      _links: {
        self: { href: `https://web1.contoso.com${service}/root/user` },
        applications: { href: 'https://web1.contoso.com/ucwa/oauth/v1/applications' },
        xframe: { href: 'https://web1.contoso.com/Autodiscover/XFrame/XFrame.html' },
      },
    });
    expect(text(await get(accept.ucwaXml))).toContain(
      '<link rel="applications" href="https://web1.contoso.com/ucwa/oauth/v1/applications"/>',
    );
    expect(text(await get(accept.xml))).toContain(
      '<User><SipServerInternalAccess fqdn="web1.corp.contoso.net" port="5061"/>',
    );
    const user = (json(await get(accept.json)) as { User: { Links: { token: string }[] } }).User;
    expect(user.Links.map((link) => link.token)).toContain('External/Ucwa');
  });

  it('redirects, and the token is good at every pool of the deployment', async () => {
    const lab = startLab();
    const authorization = bearer(await token(lab, tom));
    const href = `https://web2.contoso.com${service}/root?originalDomain=contoso.com`;
    const away = await lab.send(userUrl, { headers: [accept.ucwaJson, authorization] });
    expect(json(away)).toEqual({ _links: { redirect: { href } } });
    const xml = await lab.send(userUrl, { headers: [accept.xml, authorization] });
    expect(text(xml)).toContain(`<User><Link token="Redirect" href="${href}"/></User>`);
    const home = await lab.send(userUrl.replace('web1', 'web2'), { headers: [accept.ucwaJson, authorization] });
    expect(json(home)['_links']).toHaveProperty('applications');
    const cloud = await lab.send(userUrl, { headers: [accept.ucwaJson, bearer(await token(lab, online))] });
    expect(text(cloud)).toContain(
      'https://webdir.online.lync.com/Autodiscover/AutodiscoverService.svc/root?originalDomain=contoso.com',
    );
  });

  it('is refused for a wrong, a foreign and an expired token', async () => {
    const lab = startLab();
    const own = await token(lab);
    const get = async (value: string): Promise<LabResponse> =>
      lab.send(userUrl, { headers: [accept.ucwaJson, bearer(value)] });
    for (const wrong of ['cwt=AAEB', 'eyJhbGciOi', `${own.slice(0, -2)}AA`, await token(startLab())]) {
      const answer = await get(wrong);
      expect([answer.status, header(answer, 'X-Ms-diagnostics')]).toEqual([
        403,
        '28055;source="web1-fe1.corp.contoso.net";reason="The OAuth token is invalid.";faultcode="wsse:FailedAuthentication"',
      ]);
      expect(header(answer, 'Warning')).toBe(`120 ${pool1.frontEnds[0]} "InvalidToken"`);
    }
    lab.clock.now += 8 * 3_600_000 + 1;
    const late = await get(own);
    expect([late.status, headers(late, 'WWW-Authenticate').length]).toEqual([401, 2]);
  });
});

describe('the online directory', () => {
  const root = `https://webdir.online.lync.com${service}/root`;

  it('goes as far as its 401s and metadata', async () => {
    const lab = startOnline();
    const send = (url: string, more: readonly (readonly [string, string])[] = []) =>
      lab.send(url, { headers: more, pool: { ...pool1, externalWebFqdn: 'webdir1e.online.lync.com' } });
    const links = json(await send(`${root}?originalDomain=contoso.com`, [accept.ucwaJson]))['_links'];
    expect(links).toMatchObject({
      user: { href: `https://webdir1e.online.lync.com${service}/root/oauth/user?originalDomain=contoso.com` },
    });
    expect(text(await send(root, [accept.xml]))).toContain('token="User"');
    expect(text(await send(root.replace('https', 'http'), [accept.xml]))).toContain('token="Redirect"');
    const user = await send(`${root}/user`);
    expect([user.status, header(user, 'X-MS-WebTicketURL')]).toEqual([
      401,
      'https://webdir1e.online.lync.com/WebTicket/WebTicketService.svc',
    ]);
    const oauth = headers(await send(`${root}/oauth/user`), 'WWW-Authenticate');
    expect(oauth[0]).toContain('authorization_uri="https://login.windows.net/common/oauth2/authorize"');
    expect(oauth[1]).toContain('grant_type="urn:microsoft.rtc:passive,urn:microsoft.rtc:anonmeeting"');
    const mex = text(await send('https://webdir.online.lync.com/WebTicket/WebTicketService.svc/mex'));
    expect(mex).toContain(
      '<wsdl:port name="WsFedBearer" binding="tns:WsFedBearer"><soap:address location="https://webdir1e.online.lync.com/WebTicket/WebTicketAdvancedService.svc/WsFed_bearer"/>',
    );
    expect(mex).toContain('<af:LiveIdEnvironment>PRODUCTION</af:LiveIdEnvironment>');
    expect(mex).not.toContain('WinNegotiate');
  });

  it('takes no passwords', async () => {
    const lab = startOnline();
    const answer = await post(lab, password(online), 'https://webdir.online.lync.com/WebTicket/oauthtoken');
    expect(outcome(answer)).toEqual([400, 'unsupported_grant_type', '28029']);
    const ticket = await lab.send('https://webdir.online.lync.com/WebTicket/WebTicketService.svc', { body: 'x' });
    expect([ticket.status, headers(ticket, 'WWW-Authenticate')]).toEqual([401, ['NTLM']]);
  });
});
