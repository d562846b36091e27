/** Signing in to the online service over real sockets: OrgID, AD FS, WsFed_bearer, certificates, TLS-DSK; and what its servers refuse. */
import { Agent, request } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLab } from '../../lab/index.js';
import type { RunningLab } from '../../lab/types.js';
import { judge } from '../../shared/audits/judge.js';
import { orgIdRequest, stsRequest } from '../../shared/protocol/orgIdRequest.js';
import { parseTokenAnswer, type TokenAnswer } from '../../shared/protocol/orgIdAnswer.js';
import { parseUserRealm } from '../../shared/protocol/orgIdRealm.js';
import { factsOf } from '../../shared/session/facts.js';
import { sessionLines } from '../../shared/session/file.js';
import type { Session, SignInMethod } from '../../shared/session/model.js';
import { signInOf } from '../../shared/signIn.js';
import { plantedIn, watchLab } from './support/labTraffic.js';
import { secretsIn } from './support/secretSearch.js';
import { walkIn } from './support/walks.js';

interface Choice {
  readonly user?: string;
  readonly signIn?: SignInMethod;
  readonly password?: string;
  readonly location?: 'inside' | 'outside';
}

function walkOnline(
  lab: RunningLab,
  { user, signIn = 'online', password, location = 'outside' }: Choice,
): Promise<Session> {
  return walkIn(
    lab,
    {
      signIn,
      location,
      ...(password === undefined ? {} : { password: { mode: 'given', value: password } }),
      timeoutMs: 10_000,
      endpoints: 'none',
      dnsDepth: 'none',
    },
    { user: user === undefined ? undefined : `${user}@${lab.domain}` },
  );
}

const uses = ({ steps }: Session): readonly string[] => steps.flatMap((step) => factsOf(step, 'credential-use'));
const hostsOf = ({ exchanges }: Session): readonly string[] => [
  ...new Set(exchanges.map(({ request: asked }) => new URL(asked.url).host)),
];
const reached = { webTicket: true, oauth: false, registrar: { scheme: 'TLS-DSK', status: 200, deregistered: true } };

/** One exchange with a server of the lab, by another client than ours. */
function ask(lab: RunningLab, url: string, body?: string): Promise<{ readonly status: number; readonly text: string }> {
  const { host, hostname, pathname, search } = new URL(url);
  const rule = lab.connectTo.find((one) => one.startsWith(`${hostname}:443:`))?.split(':') ?? [];
  return new Promise((done, fail) => {
    const asked = request(
      {
        agent: new Agent({ ca: lab.caPem, servername: hostname }),
        host: rule[2],
        port: Number(rule[3]),
        path: pathname + search,
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          Host: host,
          ...(body === undefined
            ? {}
            : { 'Content-Type': 'application/soap+xml; charset=utf-8', 'Content-Length': Buffer.byteLength(body) }),
        },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          done({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
        );
      },
    );
    asked.on('error', fail);
    asked.end(body);
  });
}

describe('lync-online', () => {
  let lab: RunningLab;
  beforeAll(async () => {
    lab = await startLab({ deployment: 'lync-online', from: 'outside' });
  });
  afterAll(() => lab.stop());

  it.each([
    ['olga.meyer', 'login.microsoftonline.com'],
    ['farid.nasser', 'sts.lync-online.example'],
  ])(
    'signs %s in with one use of the password, at %s, and out again',
    async (user, place) => {
      const watch = watchLab();
      const session = await walkOnline(lab, { user });
      watch.stop();
      expect(signInOf(session)).toEqual(reached);
      expect(judge(session)).toMatchObject({ verdict: 'pass', findings: [] });
      expect(uses(session)).toHaveLength(1);
      const taken = session.steps.find((step) => factsOf(step, 'credential-use').length > 0);
      const where = session.exchanges.find(({ stepId }) => stepId === taken?.id)?.request.url ?? '';
      expect(new URL(where).host).toBe(place);
      // Not one secret of the sign-in is in the record.
      const { password } = lab.credentialsFor(`${user}@${lab.domain}`);
      // The proof for one message to the certificate service is no secret, as its ticket is masked.
      const planted = plantedIn(
        watch.exchanges.filter(({ request: asked }) => !asked.body().includes('GetAndPublishCert')),
        password,
      );
      expect(planted.map(({ name }) => name)).toEqual(expect.arrayContaining(['password', 'web ticket']));
      expect(secretsIn(sessionLines(session), planted)).toEqual([]);
      expect(sessionLines(session)).not.toMatch(/CipherValue>[^*<]/);
    },
    60_000,
  );

  it('sends the password nowhere without the choice of the user', async () => {
    const session = await walkOnline(lab, { signIn: 'auto' });
    expect(uses(session)).toEqual([]);
    expect(hostsOf(session).filter((host) => !host.endsWith('lync.com'))).toEqual(['lyncdiscover.lync-online.example']);
    expect(session.steps.some(({ failure }) => failure?.code === 'homed_online')).toBe(true);
    expect(session.steps.some(({ failure }) => /retired on 31 July 2021/.test(failure?.message ?? ''))).toBe(true);
  }, 60_000);

  it('uses a wrong password once', async () => {
    const session = await walkOnline(lab, { password: 'not this one' });
    expect(uses(session)).toHaveLength(1);
    expect(judge(session).findings.map(({ id }) => id)).toEqual(['auth-bad-credentials']);
  }, 60_000);

  it('does not send the password of an account whose domain nobody has', async () => {
    const session = await walkOnline(lab, { user: 'uma.king' });
    expect(uses(session)).toEqual([]);
    expect(judge(session).findings.map(({ id }) => id)).toEqual(['online-realm-unknown']);
  }, 60_000);

  describe('its servers', () => {
    const orgId = 'https://login.microsoftonline.com/RST2.srf';
    const sts = 'https://sts.lync-online.example/adfs/services/trust/2005/usernamemixed';
    const bearer = 'https://webdir1e.online.lync.com/WebTicket/WebTicketAdvancedService.svc/WsFed_bearer';
    const relyingParty = 'urn:federation:MicrosoftOnline';
    const at = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
    const common = { version: '2005', messageId: 'id', created: at(0), expires: at(5) } as const;
    const password = (user: string): { kind: 'password'; userName: string; password: string } => {
      const known = lab.credentialsFor(`${user}@${lab.domain}`);
      return { kind: 'password', userName: known.userName, password: known.password };
    };
    const tokenOf = async (url: string, body: string): Promise<TokenAnswer> =>
      parseTokenAnswer((await ask(lab, url, body)).text, url);
    const rst2 = (more: Partial<Parameters<typeof orgIdRequest>[0]>): Promise<TokenAnswer> =>
      tokenOf(
        orgId,
        orgIdRequest({ ...common, endpoint: orgId, appliesTo: bearer, proof: password('olga.meyer'), ...more }),
      );
    const adfs = (more: Partial<Parameters<typeof stsRequest>[0]>, url = sts): Promise<TokenAnswer> =>
      tokenOf(
        url,
        stsRequest({ ...common, endpoint: url, appliesTo: relyingParty, proof: password('farid.nasser'), ...more }),
      );
    const refusal = (answer: TokenAnswer): string => (answer.kind === 'fault' ? answer.fault.refusal : 'a token');

    it('say the same about a realm as XML and as JSON', async () => {
      for (const user of ['olga.meyer', 'farid.nasser', 'uma.king']) {
        const base = `https://login.microsoftonline.com/getuserrealm.srf?login=${password(user).userName}`;
        const [xml, json] = await Promise.all([ask(lab, `${base}&xml=1`), ask(lab, base)]);
        expect(parseUserRealm(xml.text)).toEqual(parseUserRealm(json.text));
        expect([xml.text.startsWith('<'), json.text.startsWith('{')]).toEqual([true, true]);
      }
    });

    it('give a token for the right password only, and for a message of this moment', async () => {
      expect(refusal(await rst2({}))).toBe('a token');
      const wrong = { ...password('olga.meyer'), password: 'wrong' };
      expect(refusal(await rst2({ proof: wrong }))).toBe('wrong-password');
      expect(refusal(await rst2({ proof: password('mia.lopez') }))).toBe('second-factor');
      expect(refusal(await rst2({ proof: password('farid.nasser') }))).toBe('federated');
      expect(refusal(await rst2({ created: at(-60), expires: at(-55) }))).toBe('other');
      expect(refusal(await rst2({ appliesTo: 'https://example.com/' }))).toBe('other');
    });

    it('take both versions of WS-Trust at the AD FS, each at its address', async () => {
      const newer = sts.replace('/2005/', '/13/');
      expect(refusal(await adfs({}))).toBe('a token');
      expect(refusal(await adfs({ version: '1.3' }, newer))).toBe('a token');
      expect(refusal(await adfs({ version: '1.3' }))).toBe('other');
      expect(refusal(await adfs({ proof: { ...password('farid.nasser'), password: 'x' } }))).toBe('wrong-password');
      expect(refusal(await adfs({ proof: password('olga.meyer') }))).toBe('wrong-password');
      expect(refusal(await adfs({ appliesTo: bearer }))).toBe('other');
      expect(refusal(await adfs({ created: at(-60), expires: at(-55) }))).toBe('clock');
    });

    it('believe a token of the AD FS only as it was signed', async () => {
      const home = await adfs({});
      if (home.kind !== 'token') throw new Error('no token');
      const { token } = home.issued;
      expect(refusal(await rst2({ proof: { kind: 'token', token } }))).toBe('a token');
      const forged = token.replace('farid.nasser@', 'other.user@');
      expect(forged).not.toBe(token);
      expect(refusal(await rst2({ proof: { kind: 'token', token: forged } }))).toBe('wrong-password');
      const longer = token.replace(/NotOnOrAfter="[^"]*"/, 'NotOnOrAfter="2099-01-01T00:00:00Z"');
      expect(refusal(await rst2({ proof: { kind: 'token', token: longer } }))).toBe('wrong-password');
    });
  });
});

describe('hybrid', () => {
  let lab: RunningLab;
  beforeAll(async () => {
    lab = await startLab({ deployment: 'hybrid', from: 'outside' });
  });
  afterAll(() => lab.stop());

  it.each(['hanna.vogel', 'lisa.moore', 'carl.jonas'])(
    'signs %s in where the account is at home',
    async (user) => {
      const session = await walkOnline(lab, { user });
      expect(signInOf(session)).toEqual(reached);
      expect(judge(session)).toMatchObject({ verdict: 'pass' });
      const atOrgId = session.steps.filter(({ kind }) => kind === 'online');
      expect(atOrgId).toHaveLength(user === 'hanna.vogel' ? 0 : 1);
    },
    60_000,
  );

  it('asks anew for a ticket of the certificate service with the token in hand', async () => {
    const { steps } = await walkOnline(lab, { user: 'lisa.moore' });
    expect(steps.filter(({ kind }) => kind === 'cert-prov.publish').map(({ value }) => value)).toEqual([
      '500, as expected',
      '200 certificate',
    ]);
    expect(steps.filter(({ kind }) => kind === 'online.token')).toHaveLength(1);
  }, 60_000);

  it('tells in plain words who is homed online, and sends no password there', async () => {
    const session = await walkOnline(lab, { user: 'lisa.moore', signIn: 'auto' });
    expect(judge(session).findings[0]?.id).toBe('hybrid-user-homed-online');
    expect(hostsOf(session)).not.toContain('login.microsoftonline.com');
  }, 60_000);
});
