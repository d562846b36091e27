// IIS Windows Authentication: NTLM and Negotiate handshakes bound to one connection (RFC 4559, [MS-NTHT], web.md 5.2).
import { randomBytes } from 'node:crypto';
import type { Deployment, LabEnvironment, LabUser, ServerVersion } from '../../types.js';
import { withHeaders, type Answer } from '../shell/answer.js';
import { errorPage } from '../shell/errorPages.js';
import type { WebRequest } from '../shell/request.js';
import { findAccount } from '../topology.js';
import { channelBindingOf } from './channelBinding.js';
import { flag, readNegotiate, writeChallenge } from './messages.js';
import { signFirst } from './signing.js';
import { ntlmOid, readSpnego, writeResponse, type SpnegoToken } from './spnego.js';
import { verifyAuthenticate, type Negotiation, type Verdict } from './verify.js';

/** A challenge that has not been answered after this many milliseconds is forgotten. */
const challengeLifetime = 5 * 60 * 1000;

const stateKey = 'windows-authentication';

const windowsVersions: Readonly<Record<ServerVersion, readonly [number, number, number]>> = {
  '2010': [6, 1, 7601],
  '2013': [6, 1, 7601],
  '2015': [6, 3, 9600],
  '2019': [10, 0, 17763],
  se: [10, 0, 17763],
};

type ConnectionState =
  | { readonly phase: 'mechanism-chosen'; readonly mechTypeList: Buffer }
  | {
      readonly phase: 'challenged';
      readonly scheme: 'NTLM' | 'Negotiate';
      readonly negotiation: Negotiation;
      /** Present when the handshake is wrapped in SPNEGO. */
      readonly mechTypeList: Buffer | undefined;
      readonly at: number;
    }
  | { readonly phase: 'authenticated'; readonly user: LabUser };

export type WindowsAuthentication =
  /** The account; the headers belong on whatever is answered. */
  | { readonly done: true; readonly user: LabUser; readonly headers: readonly (readonly [string, string])[] }
  | { readonly done: false; readonly answer: Answer };

export interface WindowsAuthenticator {
  /** Takes the next step of a connection's handshake, or finds it done already. */
  authenticate(request: WebRequest): WindowsAuthentication;
  /** True when the request itself carries a step of a handshake. */
  isStep(request: WebRequest): boolean;
}

/** Windows Authentication for one deployment's accounts. */
export function createWindowsAuthenticator(deployment: Deployment, environment: LabEnvironment): WindowsAuthenticator {
  return {
    isStep: (request) => readAuthorization(request) !== undefined,
    authenticate: (request) => {
      const connection = request.lab.connection;
      const state = readState(connection.state.get(stateKey));
      const sent = readAuthorization(request);
      if (sent === undefined) {
        // An authenticated connection stays so: NTLM authenticates connections, not requests.
        return state?.phase === 'authenticated'
          ? { done: true, user: state.user, headers: [] }
          : { done: false, answer: challengeList() };
      }
      // Whatever the step is, the challenge before it is used up.
      connection.state.delete(stateKey);
      const spnego = sent.scheme === 'Negotiate' ? readSpnego(sent.token) : null;
      const token = spnego === null ? sent.token : tokenOf(spnego);
      if (spnego?.kind === 'init' && !spnego.mechTypes.includes(ntlmOid))
        return { done: false, answer: challengeList() };
      const mechTypeList = mechTypeListOf(spnego, state);
      if (spnego?.kind === 'init' && (token === undefined || readNegotiate(token) === null)) {
        // No token, or one of another mechanism (Kerberos): choose NTLM and wait for its first message.
        connection.state.set(stateKey, { phase: 'mechanism-chosen', mechTypeList: spnego.mechTypeList });
        const reply = writeResponse({ state: 'accept-incomplete', supportedMech: ntlmOid });
        return { done: false, answer: challengeWith('Negotiate', reply) };
      }
      if (token === undefined) return { done: false, answer: challengeList() };

      const negotiate = readNegotiate(token);
      if (negotiate !== null) {
        if ((negotiate.flags & (flag.unicode | flag.oem)) === 0) return { done: false, answer: challengeList() };
        const negotiation = challenge(request, token, negotiate.flags);
        connection.state.set(stateKey, {
          phase: 'challenged',
          scheme: sent.scheme,
          negotiation,
          mechTypeList,
          at: environment.now(),
        });
        const reply = wrapChallenge(negotiation.challengeMessage, mechTypeList !== undefined);
        return { done: false, answer: challengeWith(sent.scheme, reply) };
      }

      if (
        state?.phase !== 'challenged' ||
        state.scheme !== sent.scheme ||
        (state.mechTypeList !== undefined) !== (spnego !== null) ||
        environment.now() - state.at > challengeLifetime
      ) {
        return { done: false, answer: challengeList() };
      }
      const verdict = verifyAuthenticate({
        authenticateMessage: token,
        negotiation: state.negotiation,
        channelBinding:
          connection.serverCertificate === undefined ? undefined : channelBindingOf(connection.serverCertificate),
        now: environment.now(),
        findAccount: (domain, user) => findAccount(deployment, domain, user),
      });
      if (!verdict.ok) return { done: false, answer: challengeList() };
      const final = finalToken(verdict, spnego, state.mechTypeList);
      if (final === null) return { done: false, answer: challengeList() };
      connection.state.set(stateKey, { phase: 'authenticated', user: verdict.user });
      const headers: readonly (readonly [string, string])[] =
        final.length === 0 ? [] : [['WWW-Authenticate', `Negotiate ${final.toString('base64')}`]];
      return { done: true, user: verdict.user, headers };
    },
  };

  function challenge(request: WebRequest, negotiateMessage: Buffer, clientFlags: number): Negotiation {
    const serverChallenge = randomBytes(8);
    const netbiosComputer = (request.lab.frontEnd.split('.')[0] ?? '').toUpperCase().slice(0, 15);
    const challengeMessage = writeChallenge({
      clientFlags,
      serverChallenge,
      netbiosDomain: deployment.netbiosDomain,
      netbiosComputer,
      dnsDomain: deployment.adDnsDomain,
      dnsComputer: request.lab.frontEnd,
      now: environment.now(),
      version: windowsVersions[deployment.version],
    });
    return { negotiateMessage, challengeMessage, serverChallenge, netbiosComputer };
  }
}

/** The 401 that offers both schemes, as IIS sends it before, and again after a refused credential. */
export function challengeList(): Answer {
  return errorPage(401, [
    ['WWW-Authenticate', 'Negotiate'],
    ['WWW-Authenticate', 'NTLM'],
  ]);
}

function challengeWith(scheme: string, token: Buffer): Answer {
  return withHeaders(errorPage(401), [['WWW-Authenticate', `${scheme} ${token.toString('base64')}`]]);
}

interface Authorization {
  readonly scheme: 'NTLM' | 'Negotiate';
  readonly token: Buffer;
}

function readAuthorization(request: WebRequest): Authorization | undefined {
  const match = /^\s*(ntlm|negotiate)\s+([A-Za-z0-9+/]+={0,2})\s*$/i.exec(request.header('Authorization') ?? '');
  if (match === null) return undefined;
  const [, scheme = '', token = ''] = match;
  return { scheme: scheme.toLowerCase() === 'ntlm' ? 'NTLM' : 'Negotiate', token: Buffer.from(token, 'base64') };
}

function tokenOf(spnego: SpnegoToken): Buffer | undefined {
  return spnego.kind === 'init' ? spnego.mechToken : spnego.token;
}

// The list that the client proposed at first; later tokens of the handshake no longer carry it.
function mechTypeListOf(spnego: SpnegoToken | null, state: ConnectionState | undefined): Buffer | undefined {
  if (spnego === null) return undefined;
  if (spnego.kind === 'init') return spnego.mechTypeList;
  return state === undefined || state.phase === 'authenticated' ? undefined : state.mechTypeList;
}

function wrapChallenge(challengeMessage: Buffer, spnego: boolean): Buffer {
  if (!spnego) return challengeMessage;
  return writeResponse({ state: 'accept-incomplete', supportedMech: ntlmOid, token: challengeMessage });
}

// Empty for bare NTLM. Null when the client's signature over its list of mechanisms is wrong.
function finalToken(
  verdict: Verdict & { readonly ok: true },
  spnego: SpnegoToken | null,
  mechTypeList: Buffer | undefined,
): Buffer | null {
  if (spnego === null || mechTypeList === undefined) return Buffer.alloc(0);
  if (spnego.kind !== 'response' || spnego.mechListMic === undefined)
    return writeResponse({ state: 'accept-completed' });
  const wanted = signFirst('client', verdict.flags, verdict.sessionKey, mechTypeList);
  if (wanted === null || !wanted.equals(spnego.mechListMic)) return null;
  const own = signFirst('server', verdict.flags, verdict.sessionKey, mechTypeList);
  return own === null ? null : writeResponse({ state: 'accept-completed', mechListMic: own });
}

// The slot is shared memory of the connection, so its content is checked before it is believed.
function readState(slot: unknown): ConnectionState | undefined {
  return isState(slot) ? slot : undefined;
}

function isState(slot: unknown): slot is ConnectionState {
  return typeof slot === 'object' && slot !== null && 'phase' in slot && typeof slot.phase === 'string';
}
