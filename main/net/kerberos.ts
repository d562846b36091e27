/**
 * Kerberos tickets of the current user, from the operating system: SSPI on Windows, GSSAPI elsewhere, by the optional
 * package `kerberos`. The one place that knows it; everything works without it. docs/protocol/negotiate.md.
 * [RFC 4121; RFC 4120; RFC 2743]
 */

/** Why there is no ticket. 'no-package': nothing was asked of the system. */
export type NoTicketReason =
  | 'no-package'
  | 'no-credentials' // nobody is signed in to Kerberos here
  | 'expired'
  | 'unknown-service' // the service principal name is not registered
  | 'clock-skew'
  | 'no-kdc'
  | 'timeout'
  | 'other';

export interface Ticket {
  readonly state: 'granted';
  /** GSS token of the Kerberos mechanism, with the AP-REQ; a secret. */
  readonly token: Uint8Array;
  /** "lena@CORP.CONTOSO.NET", where the system says it. */
  readonly user: string | undefined;
}

export interface NoTicket {
  readonly state: NoTicketReason;
  /** A sentence, or the end of one: "the optional package … is not installed". */
  readonly why: string;
  /** The system's own words. */
  readonly native?: string;
}

/** A service principal: HTTP/web.contoso.com, sip/pool.contoso.com. */
export interface Principal {
  readonly service: 'HTTP' | 'sip';
  readonly host: string;
}

export interface Kerberos {
  /**
   * Asks the system for a ticket of the current user. Never throws: a Kerberos that does not answer within
   * `timeoutMs`, or before `signal`, is 'timeout'.
   */
  ticket(principal: Principal, timeoutMs: number, signal: AbortSignal): Promise<Ticket | NoTicket>;
}

/** What we use of the package. Its own types are not imported: it may not be there. */
interface KerberosClient {
  readonly username: string | null;
  step(challenge: string): Promise<string | null>;
}
type InitializeClient = (service: string, options: Readonly<Record<string, number>>) => Promise<KerberosClient>;

/** GSS_MECH_OID_KRB5 of the package: Kerberos alone, so that a failure is about Kerberos. */
const kerberosMechanism = 9;
/** Integrity, and no mutual authentication: TLS has said who the server is. The numbers are the system's own. */
const integrity = process.platform === 'win32' ? 0x10000 : 32;

/** Kerberos as this machine has it. @param load gives the package; tests bring their own */
export function systemKerberos(load: () => Promise<unknown> = loadPackage): Kerberos {
  return {
    ticket: (principal, timeoutMs, signal) =>
      inTime(
        askFor(principal, load).catch((error: unknown): NoTicket => noTicket(error)),
        timeoutMs,
        signal,
      ),
  };
}

/** Where Kerberos is not to be had at all. */
export const noKerberos: Kerberos = {
  ticket: () => Promise.resolve({ state: 'no-package', why: notInstalled }),
};

const notInstalled = 'the optional package "kerberos" is not part of this installation';

async function askFor({ service, host }: Principal, load: () => Promise<unknown>): Promise<Ticket | NoTicket> {
  let initialize: InitializeClient | undefined;
  try {
    initialize = initializerOf(await load());
  } catch (error) {
    return { state: 'no-package', why: whyNotLoaded(error), native: firstLine(error) };
  }
  if (initialize === undefined)
    return { state: 'no-package', why: 'the package "kerberos" is another than the one expected' };
  const name = process.platform === 'win32' ? `${service}/${host}` : `${service}@${host}`;
  const client = await initialize(name, { mechOID: kerberosMechanism, flags: integrity });
  const token = await client.step('');
  if (token === null || token === '') return { state: 'other', why: 'the system gave an empty ticket' };
  return { state: 'granted', token: Uint8Array.from(Buffer.from(token, 'base64')), user: client.username ?? undefined };
}

/** A name that no bundler follows: the package has a binary part and stays outside. */
async function loadPackage(): Promise<unknown> {
  const name = 'kerberos';
  return import(/* @vite-ignore */ name);
}

function initializerOf(loaded: unknown): InitializeClient | undefined {
  const find = (from: unknown): unknown =>
    typeof from === 'object' && from !== null ? Reflect.get(from, 'initializeClient') : undefined;
  const whole: unknown = typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, 'default') : undefined;
  const found = find(loaded) ?? find(whole);
  return typeof found === 'function' ? (found as InitializeClient) : undefined;
}

function whyNotLoaded(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isMissing = /MODULE_NOT_FOUND$/.test(code) && /['"]kerberos['"]/.test(firstLine(error));
  return isMissing
    ? notInstalled
    : 'the optional package "kerberos" cannot be loaded: its binary part, or the Kerberos library of the system, is missing';
}

/** The words of MIT Kerberos, Heimdal and SSPI; others, and other languages, are 'other'. */
const reasons: readonly (readonly [RegExp, Exclude<NoTicketReason, 'no-package'>, string])[] = [
  [
    /clock skew|time skew|clocks? .*(differ|synchron|skewed)/i,
    'clock-skew',
    'the clocks here and at the domain differ too much',
  ],
  [
    /not found in kerberos database|target .*unknown|server .*unknown/i,
    'unknown-service',
    'the domain knows no such service',
  ],
  [/ticket(s)?( has| have)? expired|credential.*expired/i, 'expired', 'the sign-in to Kerberos has expired'],
  [
    /cannot (contact|find|resolve|locate) .*(kdc|realm)|unable to reach any kdc|no authority could be contacted/i,
    'no-kdc',
    'no domain controller can be reached',
  ],
  [
    /no (kerberos )?credentials|no credential.* (were )?(supplied|cache)|credentials cache|matching credential|logon session/i,
    'no-credentials',
    'nobody is signed in to Kerberos on this computer',
  ],
];

function noTicket(error: unknown): NoTicket {
  const native = firstLine(error);
  const known = reasons.find(([pattern]) => pattern.test(native));
  return known === undefined
    ? { state: 'other', why: 'the system gave no ticket', native }
    : { state: known[1], why: known[2], native };
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split(/\r?\n/)[0] ?? '').trim().slice(0, 500);
}

/** `asked`, or 'timeout' when it is not there in time. The system's own question cannot be taken back; it ends by itself. */
async function inTime(
  asked: Promise<Ticket | NoTicket>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Ticket | NoTicket> {
  let giveUp = (): void => undefined;
  const overdue = new Promise<NoTicket>((resolve) => {
    giveUp = () => resolve({ state: 'timeout', why: 'Kerberos gave no answer in time' });
  });
  const timer = setTimeout(giveUp, timeoutMs);
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  try {
    return await Promise.race([overdue, asked]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}
