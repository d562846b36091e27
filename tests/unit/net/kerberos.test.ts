/** The one port to Kerberos: every way in which there is no ticket, as data; no KDC is needed for these. */
import { describe, expect, it } from 'vitest';
import { noKerberos, systemKerberos, type NoTicketReason } from '../../../main/net/kerberos.js';
import { contoso } from '../flows/contoso.js';
import { runScripted, target } from '../flows/scripted.js';

const never = new AbortController().signal;
const principal = { service: 'HTTP', host: 'web.contoso.com' } as const;

const packageThat = (step: () => Promise<string | null>, username: string | null = null) => ({
  default: { initializeClient: () => Promise.resolve({ username, step }) },
});
const failingWith = (message: string) =>
  systemKerberos(() => Promise.resolve(packageThat(() => Promise.reject(new Error(message)))));

describe('a ticket', () => {
  it('comes as bytes, with the user where the system names one', async () => {
    const token = Buffer.from('ticket').toString('base64');
    const kerberos = systemKerberos(() => Promise.resolve(packageThat(() => Promise.resolve(token), 'lena@CORP')));
    expect(await kerberos.ticket(principal, 1000, never)).toEqual({
      state: 'granted',
      token: Uint8Array.from(Buffer.from('ticket')),
      user: 'lena@CORP',
    });
  });

  it('does not come where the package is not installed, cannot be loaded or is another one', async () => {
    const gone = Object.assign(new Error("Cannot find package 'kerberos' imported from x"), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    const broken = Object.assign(new Error("Cannot find module '../build/Debug/kerberos.node'"), {
      code: 'MODULE_NOT_FOUND',
    });
    const ask = (load: () => Promise<unknown>) => systemKerberos(load).ticket(principal, 1000, never);
    expect(await ask(() => Promise.reject(gone))).toMatchObject({ state: 'no-package', why: /not part of/ });
    expect(await ask(() => Promise.reject(broken))).toMatchObject({ state: 'no-package', why: /cannot be loaded/ });
    expect(await ask(() => Promise.resolve({ default: {} }))).toMatchObject({ state: 'no-package' });
    expect(await noKerberos.ticket(principal, 1000, never)).toMatchObject({ state: 'no-package' });
  });

  // The words of MIT Kerberos 1.20, of Heimdal and of SSPI.
  it.each<[NoTicketReason, string]>([
    [
      'no-credentials',
      'No credentials were supplied, or the credentials were unavailable or inaccessible: No Kerberos credentials available (default cache: FILE:/tmp/krb5cc_0)',
    ],
    [
      'no-credentials',
      "Unspecified GSS failure.  Minor code may provide more information: Can't find matching credential",
    ],
    [
      'no-credentials',
      'InitializeSecurityContext: A specified logon session does not exist. It may already have been terminated.',
    ],
    [
      'unknown-service',
      'Unspecified GSS failure.  Minor code may provide more information: Server HTTP/x@CORP not found in Kerberos database',
    ],
    ['unknown-service', 'InitializeSecurityContext: The specified target is unknown or unreachable'],
    ['clock-skew', 'Unspecified GSS failure.  Minor code may provide more information: Clock skew too great'],
    ['clock-skew', 'InitializeSecurityContext: The clocks on the client and server machines are skewed.'],
    ['expired', 'The referenced credential has expired: Ticket expired'],
    [
      'no-kdc',
      'Unspecified GSS failure.  Minor code may provide more information: Cannot contact any KDC for realm CORP',
    ],
    ['no-kdc', 'InitializeSecurityContext: No authority could be contacted for authentication.'],
    ['other', 'Etwas ist schiefgegangen\nund noch etwas'],
  ])('does not come, which is %s: %s', async (state, message) => {
    const answer = await failingWith(message).ticket(principal, 1000, never);
    expect(answer).toMatchObject({ state, native: message.split('\n')[0] });
  });

  it('is not waited for longer than was said, nor after the walk was cancelled', async () => {
    const silent = systemKerberos(() => Promise.resolve(packageThat(() => new Promise(() => undefined))));
    expect((await silent.ticket(principal, 1, never)).state).toBe('timeout');
    expect((await silent.ticket(principal, 60_000, AbortSignal.abort())).state).toBe('timeout');
  });
});

describe('a walk', () => {
  const asking = {
    target: target({ hasPassword: false, currentUser: true, plannedCredentialUses: 0 }),
    mode: 'current-user',
  } as const;

  it('asks for no ticket unless the current user was chosen', async () => {
    const kerberos = { ticket: () => Promise.reject(new Error('a ticket was asked for')) };
    const walked = await runScripted(contoso(), { kerberos });
    expect(walked.of('web-ticket.user').at(-1)?.outcome).toBe('ok');
    const without = await runScripted(contoso(), { kerberos, mode: 'none', target: target({ hasPassword: false }) });
    expect(without.of('web-ticket.request')[0]?.outcome).toBe('skipped');
  });

  it('says in one sentence that Kerberos is not available, sends no credential and takes no password', async () => {
    const walked = await runScripted(contoso(), asking);
    expect(walked.of('web-ticket.request')[0]).toMatchObject({
      outcome: 'failed',
      failure: {
        code: 'no_credential',
        message: 'Kerberos is not available, because the optional package "kerberos" is not part of this installation.',
      },
    });
    expect(walked.of('oauth.token')[0]?.failure?.code).toBe('no_credential');
    expect(walked.asked.some(({ headers }) => headers?.some(([name]) => name === 'Authorization'))).toBe(false);
    expect(walked.taken).toEqual([]);
  });

  it('asks for no ticket where the certificate does not validate', async () => {
    const kerberos = { ticket: () => Promise.reject(new Error('a ticket was asked for')) };
    const script = contoso();
    const walked = await runScripted(
      async (asked) => ({ ...(await script(asked)), secure: !asked.url.includes('WebTicket') }),
      { ...asking, kerberos },
    );
    expect(walked.of('web-ticket.request')[0]?.failure?.code).toBe('unvalidated_tls');
  });
});
