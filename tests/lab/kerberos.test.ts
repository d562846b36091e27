/**
 * MIT Kerberos on loopback: the current user's tickets in Negotiate, taken by an acceptor that holds the service's key,
 * and every way in which there is no ticket. Skipped where the KDC's programs or the optional package are missing.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemKerberos, type Kerberos } from '../../main/net/kerberos.js';
import { judge } from '../../shared/audits/judge.js';
import { writeSessionFile } from '../../shared/session/file.js';
import type { WalkRequest } from '../../shared/ipc.js';
import type { Session } from '../../shared/session/model.js';
import { contoso, ticketAnswer, unauthorized } from '../unit/flows/contoso.js';
import { runScripted, target, type Asked, type ScriptedAnswer } from '../unit/flows/scripted.js';
import { missingTools, realm, startKdc, type Kdc } from './support/kdc.js';
import { walk, webOnly } from './support/walks.js';

interface Acceptor {
  readonly username: string;
  readonly contextComplete: boolean;
  step(token: string): Promise<string>;
}
interface Package {
  initializeServer(service: string): Promise<Acceptor>;
}

const name = 'kerberos'; // optional: not known to the compiler
const loaded = (await import(/* @vite-ignore */ name).catch(() => undefined)) as { default: Package } | undefined;
const missing = [...missingTools(), ...(loaded === undefined ? ['the package "kerberos"'] : [])];
if (missing.length > 0)
  process.stderr.write(`SKIPPED: Kerberos is not tested here, for want of ${missing.join(', ')}.\n`);

const signal = new AbortController().signal;
const web = 'pool1.contoso.com';

describe.skipIf(missing.length > 0)('with MIT Kerberos on loopback', () => {
  let kdc: Kdc;
  const before: Record<string, string | undefined> = {};
  const kerberos: Kerberos = systemKerberos();
  const ticket = (host: string) => kerberos.ticket({ service: 'HTTP', host }, 20_000, signal);

  beforeAll(async () => {
    kdc = await startKdc();
    // The library reads the environment of this process, which is this file's alone.
    for (const [key, value] of Object.entries(kdc.env)) {
      if (key === 'PATH') continue;
      before[key] = process.env[key];
      process.env[key] = value;
    }
    kdc.addService(`HTTP/${web}`);
    kdc.addService('HTTP/dir.contoso.com');
    kdc.signIn();
  });
  afterAll(async () => {
    for (const [key, value] of Object.entries(before)) {
      if (value === undefined) Reflect.deleteProperty(process.env, key);
      else process.env[key] = value;
    }
    await kdc.stop();
  });

  /** What a web server with the key of `HTTP/host` says of a NegTokenInit. */
  async function accept(host: string, token: string): Promise<string | undefined> {
    const acceptor = await loaded?.default.initializeServer(`HTTP@${host}`);
    await acceptor?.step(token); // with its SPNEGO: MIT Kerberos takes it apart itself
    return acceptor?.contextComplete === true ? acceptor.username : undefined;
  }

  it('gives a ticket that the service takes, and no other service does', async () => {
    const granted = await ticket(web);
    expect(granted).toMatchObject({ state: 'granted', user: `lena@${realm}` });
    if (granted.state !== 'granted') return;
    const token = Buffer.from(granted.token).toString('base64');
    const server = await loaded?.default.initializeServer(`HTTP@${web}`);
    await server?.step(token);
    expect(server?.username).toBe(`lena@${realm}`);
    const other = await loaded?.default.initializeServer('HTTP@dir.contoso.com');
    await expect(other?.step(token)).rejects.toThrow();
  });

  it('says why there is none: no such service, nobody signed in', async () => {
    expect((await ticket('nobody.contoso.com')).state).toBe('unknown-service');
    kdc.signOut();
    expect((await ticket(web)).state).toBe('no-credentials');
    kdc.signIn();
  });

  it('leads a walk to the web ticket and the token, with no password at all', async () => {
    const accepted: string[] = [];
    const answers = contoso();
    const script = async (asked: Asked): Promise<ScriptedAnswer> => {
      const { hostname, pathname } = new URL(asked.url);
      const wantsSignIn = /WebTicketService\.svc$|oauthtoken$/.test(pathname) && asked.method === 'POST';
      if (!wantsSignIn) return answers(asked);
      const value = asked.headers?.find(([header]) => header === 'Authorization')?.[1];
      if (value === undefined) return unauthorized(['WWW-Authenticate', 'Negotiate'], ['WWW-Authenticate', 'NTLM']);
      const user = await accept(hostname, value.replace('Negotiate ', ''));
      if (user === undefined) return unauthorized(['WWW-Authenticate', 'Negotiate']);
      accepted.push(`${user} ${hostname}`);
      return pathname.endsWith('.svc')
        ? ticketAnswer
        : {
            status: 200,
            headers: [['Content-Type', 'application/json']],
            body: '{"access_token":"cwt=AAEB","token_type":"Bearer","expires_in":28800}',
          };
    };
    const goal = target({ hasPassword: false, currentUser: true, plannedCredentialUses: 0 });
    const walked = await runScripted(script, { target: goal, mode: 'current-user', kerberos });
    expect(walked.taken).toEqual([]);
    expect(new Set(accepted)).toEqual(new Set([`lena@${realm} dir.contoso.com`, `lena@${realm} ${web}`]));
    expect(walked.of('web-ticket.user').map(({ value }) => value)).toEqual(['200 redirect', '200 user']);
    expect(walked.of('oauth.token').every(({ outcome }) => outcome === 'ok')).toBe(true);
    const [request] = walked.of('web-ticket.request');
    expect(request?.facts).toContainEqual(['kerberos-ticket', 'HTTP/dir.contoso.com granted']);
    expect(request?.facts).toContainEqual(['kerberos-user', `lena@${realm}`]);
  });

  it('is refused by a lab that has no key for it: found, and the ticket is nowhere in the record', async () => {
    const session = await practise();
    const [asked] = session.steps.filter(({ kind }) => kind === 'web-ticket.request');
    const host = /HTTP\/(\S+) unknown-service/.exec(
      asked?.facts.find((fact) => fact.name === 'kerberos-ticket')?.value ?? '',
    );
    expect(asked?.outcome).toBe('failed');
    kdc.addForeignService(`HTTP/${host?.[1] ?? ''}`);

    const again = await practise();
    const [refused] = again.steps.filter(({ kind }) => kind === 'web-ticket.request');
    expect(refused?.facts.map(({ value }) => value)).toContain(`HTTP/${host?.[1] ?? ''} refused`);
    const sent = again.exchanges
      .filter(({ stepId }) => stepId === refused?.id)
      .flatMap(({ request }) => request.headers.filter(([header]) => /^authorization$/i.test(header)));
    expect(sent.map(([, value]) => value)).toEqual([expect.stringMatching(/^Negotiate \*{600,}$/)]);
    const wire = again.exchanges.map(({ request }) => Buffer.from(request.wire, 'base64').toString('latin1')).join('');
    expect(`${wire}${writeSessionFile(again)}`).not.toMatch(/YII[\w+/]{40}/);
    expect(judge(again).findings[0]).toMatchObject({ id: 'auth-kerberos-spn', severity: 'error' });
  });

  it('shows the ticket to the registrar, registers nothing, and says that this is not the end', async () => {
    const registrar = { location: 'inside', sip: 'auto', sipAuth: 'kerberos', signIn: 'web-ticket' } as const;
    const factOfRegistrar = (session: Session): string =>
      session.steps.flatMap(({ facts }) => facts).find(({ value }) => value.startsWith('sip/'))?.value ?? '';
    const name = /^(sip\/\S+) unknown-service$/.exec(factOfRegistrar(await practise(registrar)))?.[1] ?? '';
    kdc.addForeignService(name);

    const session = await practise(registrar);
    expect(factOfRegistrar(session)).toBe(`${name} granted`);
    const group = session.steps.find(({ kind, outcome }) => kind === 'sip.register' && outcome !== 'skipped');
    expect(group).toMatchObject({ outcome: 'ok', value: 'not finished' });
    const legs = session.steps.filter(({ parentId }) => parentId === group?.id);
    expect(legs.map(({ kind, outcome, value }) => [kind, outcome, value?.slice(0, 3)])).toEqual([
      ['sip.connect', 'ok', 'TLS'],
      ['sip.leg', 'ok', '401'],
      ['sip.leg', 'ok', '401'],
    ]);
    const text = writeSessionFile(session);
    expect(text).not.toMatch(/YII[\w+/]{40}/);
    const sent = session.sipMessages
      .filter(({ stepId }) => stepId === legs[2]?.id)
      .map(({ wire }) => Buffer.from(wire, 'base64').toString('latin1'));
    expect(sent[0]).toMatch(/gssapi-data="\*{600,}"/);
    expect(sent[0]).toMatch(/^Expires: 0\r$/im);
  });

  const practise = (changes: Partial<WalkRequest> = {}): Promise<Session> =>
    walk({
      ...webOnly,
      currentUser: true,
      signIn: 'web-ticket',
      timeoutMs: 10_000,
      lab: { deployment: 'sfb2015', faults: [] },
      ...changes,
    });
});
