/**
 * Authentication of one connection (MS-SIPAE 3.3.5.1): offers schemes, leads handshakes, checks the signature of every
 * later message. A wrong step gives the offer anew; too many of them end the connection.
 */
import { randomBytes } from 'node:crypto';
import type { View } from '../types.js';
import { Association, lifetimeMs, protocolVersion, realm, type SignatureVerdict } from './association.js';
import { offer, step, targetNameOf, type Challenge } from './challenges.js';
import { addressOfRecord, readAddress, readCredentials, type Credentials } from './header.js';
import { valueOf, type SipMessage } from './message.js';
import { makeChallenge, verifyAnswer, type Challenge as NtlmChallenge } from './ntlm.js';
import { DskHandshake } from './tlsDsk.js';
import type { Authority, Diagnostics, Scheme, SipServices } from './types.js';

/** Handshakes and associations one connection may have at a time. */
const mostAtATime = 8;
/** A handshake that is not answered in this time is forgotten. */
const pendingMs = 5 * 60 * 1000;
/** Data of one leg, Base64: a flight with a long chain is under 16 KB. */
const longestData = 24 * 1024;

export type Authentication =
  | { readonly kind: 'known'; readonly association: Association }
  | {
      readonly kind: 'challenged';
      readonly headers: Challenge;
      readonly diagnostics?: Diagnostics;
      /** A sentence for a Warning header. */
      readonly warning?: string;
      /** The client did something that no honest client does. */
      readonly isOffence: boolean;
    };

type Pending = { readonly authority: Authority; readonly version: number; readonly at: number } & (
  | { readonly scheme: 'NTLM'; readonly challenge: NtlmChallenge }
  | { readonly scheme: 'TLS-DSK'; readonly handshake: DskHandshake }
);

const handshakeFailed: Diagnostics = {
  id: 1000,
  reason: 'Final handshake failed',
  attributes: [['HRESULT', '0xC3E93EC3(SIP_E_AUTH_UNAUTHORIZED)']],
};
const clockWrong: Diagnostics = { id: 1013, reason: 'Significant time skew detected during authentication' };

export class Authenticator {
  private readonly pending = new Map<string, Pending>();
  private readonly associations = new Map<string, Association>();

  constructor(
    private readonly services: SipServices,
    private readonly view: View,
  ) {}

  /** Takes the credentials of a request. `authority` is who answers for the user it names. */
  async authenticate(request: SipMessage, authority: Authority): Promise<Authentication> {
    const value = valueOf(request, 'authorization') ?? valueOf(request, 'proxy-authorization');
    if (value === undefined) return this.offered(authority);
    const credentials = readCredentials(value);
    const scheme = this.schemes().find((known) => known.toLowerCase() === credentials?.scheme.toLowerCase());
    if (credentials === undefined || scheme === undefined) return this.offered(authority, { isOffence: true });
    if (!this.fits(credentials, scheme, authority)) return this.offered(authority, { isOffence: true });
    if (scheme === 'Kerberos') return this.withoutKdc(authority);
    const opaque = credentials.parameters.get('opaque')?.toUpperCase();
    const association = opaque === undefined ? undefined : this.associations.get(opaque);
    if (association !== undefined) return this.verify(request, credentials, association, authority);
    const data = credentials.parameters.get('gssapi-data');
    if (data === undefined) return this.offered(authority);
    const token = tokenOf(data);
    if (token === undefined) return this.offered(authority, { diagnostics: handshakeFailed, isOffence: true });
    const begun = opaque === undefined ? undefined : this.pending.get(opaque);
    if (opaque === undefined || begun === undefined) return this.begin(scheme, token, credentials, authority);
    return this.goOn(request, opaque, begun, token, credentials);
  }

  /** Checks what the client signed in an answer of its own; 'missing' where it says nothing. */
  checkAnswer(message: SipMessage): SignatureVerdict {
    const value = valueOf(message, 'authorization') ?? valueOf(message, 'proxy-authorization');
    const credentials = value === undefined ? undefined : readCredentials(value);
    if (credentials === undefined) return 'missing';
    const association = this.associations.get(credentials.parameters.get('opaque')?.toUpperCase() ?? '');
    return association === undefined ? 'wrong' : association.check(message, credentials);
  }

  close(): void {
    for (const one of this.pending.values()) if (one.scheme === 'TLS-DSK') one.handshake.close();
    this.pending.clear();
    this.associations.clear();
  }

  private schemes(): readonly Scheme[] {
    return this.services.policy.schemes[this.view];
  }

  private offered(
    authority: Authority,
    more: { readonly diagnostics?: Diagnostics; readonly warning?: string; readonly isOffence?: boolean } = {},
  ): Authentication {
    return {
      kind: 'challenged',
      headers: offer(this.schemes(), authority, this.view),
      isOffence: more.isOffence ?? false,
      ...(more.diagnostics === undefined ? {} : { diagnostics: more.diagnostics }),
      ...(more.warning === undefined ? {} : { warning: more.warning }),
    };
  }

  // The practice lab has no domain controller that could have issued a ticket, and says so.
  private withoutKdc(authority: Authority): Authentication {
    return this.offered(authority, {
      diagnostics: handshakeFailed,
      warning: 'This practice lab has no key distribution center, so no Kerberos ticket is valid here',
    });
  }

  private fits({ parameters }: Credentials, scheme: Scheme, authority: Authority): boolean {
    const target = parameters.get('targetname');
    const own = targetNameOf(scheme, authority).toLowerCase();
    return parameters.get('realm') === realm && target?.toLowerCase() === own;
  }

  private verify(
    request: SipMessage,
    credentials: Credentials,
    association: Association,
    authority: Authority,
  ): Authentication {
    if (association.scheme.toLowerCase() !== credentials.scheme.toLowerCase()) {
      return this.offered(authority, { isOffence: true });
    }
    if (this.services.environment.now() >= association.endsAt) {
      this.associations.delete(association.opaque);
      return this.offered(authority);
    }
    const verdict = association.check(request, credentials);
    return verdict === 'good' ? { kind: 'known', association } : this.offered(authority, { isOffence: true });
  }

  private async begin(
    scheme: 'NTLM' | 'TLS-DSK',
    token: Buffer,
    credentials: Credentials,
    authority: Authority,
  ): Promise<Authentication> {
    const opaque = randomBytes(4).toString('hex').toUpperCase();
    const { deployment, environment } = this.services;
    const common = { authority, version: versionOf(credentials), at: environment.now() };
    if (scheme === 'NTLM') {
      // Connectionless NTLM has no NEGOTIATE_MESSAGE: the first leg is empty.
      if (token.length > 0) return this.offered(authority, { diagnostics: handshakeFailed, isOffence: true });
      const challenge = makeChallenge(deployment, authority.frontEnd, randomBytes(8), environment.now());
      this.remember(opaque, { scheme, challenge, ...common });
      return { kind: 'challenged', headers: step(scheme, opaque, challenge.message, authority), isOffence: false };
    }
    const identity = await this.services.identityOf(authority.pool);
    const handshake = new DskHandshake(identity, deployment.version);
    const flight = await handshake.answer(token);
    if (flight.kind !== 'more') {
      handshake.close();
      return this.offered(authority, { diagnostics: handshakeFailed, isOffence: true });
    }
    this.remember(opaque, { scheme, handshake, ...common });
    return { kind: 'challenged', headers: step(scheme, opaque, flight.bytes, authority), isOffence: false };
  }

  private async goOn(
    request: SipMessage,
    opaque: string,
    begun: Pending,
    token: Buffer,
    credentials: Credentials,
  ): Promise<Authentication> {
    this.pending.delete(opaque);
    const refused = this.offered(begun.authority, { diagnostics: handshakeFailed });
    if (begun.scheme.toLowerCase() !== credentials.scheme.toLowerCase() || this.isStale(begun)) {
      if (begun.scheme === 'TLS-DSK') begun.handshake.close();
      return refused;
    }
    if (begun.scheme === 'TLS-DSK') return this.finishDsk(request, opaque, begun, token, refused);
    const { deployment, environment } = this.services;
    const verdict = verifyAnswer(deployment, begun.challenge, token, environment.now());
    if (!verdict.ok) {
      return verdict.why === 'stale-time' ? this.offered(begun.authority, { diagnostics: clockWrong }) : refused;
    }
    const association = this.associate({ scheme: 'NTLM', keys: verdict.keys }, verdict.user, opaque, begun);
    if (begun.version < 4) return { kind: 'known', association };
    // From version 4 on the message that ends the handshake is signed as well.
    if (association.check(request, credentials) === 'good') return { kind: 'known', association };
    this.associations.delete(opaque);
    return refused;
  }

  private async finishDsk(
    request: SipMessage,
    opaque: string,
    begun: Pending & { readonly scheme: 'TLS-DSK' },
    token: Buffer,
    refused: Authentication,
  ): Promise<Authentication> {
    const flight = await begun.handshake.answer(token);
    begun.handshake.close();
    if (flight.kind !== 'done') return refused;
    const address = addressOfRecord(readAddress(valueOf(request, 'from') ?? '')?.uri ?? '');
    const verdict = this.services.certificates.verify(flight.certificate, address);
    if (!verdict.ok || this.services.policy.certificates !== undefined) return refused;
    const user = this.services.deployment.users.find(
      ({ sipAddress }) => sipAddress.toLowerCase() === verdict.certificate.sipAddress.toLowerCase(),
    );
    if (user === undefined) return refused;
    this.associate({ scheme: 'TLS-DSK', keys: flight.keys }, user, opaque, begun);
    return {
      kind: 'challenged',
      headers: step('TLS-DSK', opaque, flight.bytes, begun.authority),
      isOffence: false,
    };
  }

  private associate(
    session: ConstructorParameters<typeof Association>[0],
    user: Association['user'],
    opaque: string,
    { authority, version }: Pending,
  ): Association {
    const endsAt = this.services.environment.now() + lifetimeMs;
    const association = new Association(session, user, opaque, authority.frontEnd, version, endsAt);
    this.associations.set(opaque, association);
    dropOldest(this.associations);
    return association;
  }

  private remember(opaque: string, pending: Pending): void {
    this.pending.set(opaque, pending);
    const dropped = dropOldest(this.pending);
    if (dropped?.scheme === 'TLS-DSK') dropped.handshake.close();
  }

  private isStale({ at }: Pending): boolean {
    return this.services.environment.now() - at > pendingMs;
  }
}

function dropOldest<T>(map: Map<string, T>): T | undefined {
  const [oldest] = map;
  if (map.size <= mostAtATime || oldest === undefined) return undefined;
  map.delete(oldest[0]);
  return oldest[1];
}

/** Two to four; without one the client speaks the version that was offered. */
function versionOf({ parameters }: Credentials): number {
  const version = Number(parameters.get('version') ?? protocolVersion);
  return version >= 2 && version <= protocolVersion ? version : protocolVersion;
}

function tokenOf(data: string): Buffer | undefined {
  if (data.length > longestData || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(data)) {
    return undefined;
  }
  return Buffer.from(data, 'base64');
}
