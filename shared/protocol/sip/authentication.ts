/**
 * The sign-in's header fields: what a server offers, what a client answers, what both sign. One family answers 401, the
 * other 407; clients and servers mix them, so both are read. [MS-SIPAE 2.2; RFC 2617]
 */
import { parameterOf, parseChallenges, type Challenge } from '../challenge.js';
import { sipHeaders, type SipHead, type SipHeader } from './message.js';

/** One scheme as offered: NTLM, Kerberos, TLS-DSK. */
export interface SipChallenge {
  readonly scheme: string;
  readonly realm: string;
  readonly targetName: string;
  /** Of the authentication protocol: 2 where none is named. */
  readonly version: number;
  readonly opaque: string | undefined;
  /** Base64 as sent; '' in the first offer. */
  readonly gssapiData: string;
  /** Where certificates are issued, of TLS-DSK. */
  readonly stsUri: string | undefined;
}

/** What a server says about an answer that it signed. */
export interface SipAuthInfo {
  readonly scheme: string;
  readonly realm: string;
  readonly targetName: string;
  readonly version: number | undefined;
  readonly opaque: string | undefined;
  readonly srand: string;
  readonly snum: string;
  readonly rspauth: string | undefined;
}

/** The schemes an answer offers, in order. */
export function challengesIn(head: Pick<SipHead, 'headers'>): readonly SipChallenge[] {
  const values = [...sipHeaders(head, 'WWW-Authenticate'), ...sipHeaders(head, 'Proxy-Authenticate')];
  return parseChallenges(values).map((challenge) => ({
    scheme: challenge.scheme,
    realm: parameterOf(challenge, 'realm') ?? '',
    targetName: parameterOf(challenge, 'targetname') ?? '',
    version: versionOf(challenge) ?? 2,
    opaque: parameterOf(challenge, 'opaque'),
    gssapiData: parameterOf(challenge, 'gssapi-data') ?? '',
    stsUri: parameterOf(challenge, 'sts-uri'),
  }));
}

/** The signature of an answer, or undefined when it has none. */
export function authInfoIn(head: Pick<SipHead, 'headers'>): SipAuthInfo | undefined {
  const values = [...sipHeaders(head, 'Authentication-Info'), ...sipHeaders(head, 'Proxy-Authentication-Info')];
  const [info] = parseChallenges(values);
  if (info === undefined) return undefined;
  return {
    scheme: info.scheme,
    realm: parameterOf(info, 'realm') ?? '',
    targetName: parameterOf(info, 'targetname') ?? '',
    version: versionOf(info),
    opaque: parameterOf(info, 'opaque'),
    srand: parameterOf(info, 'srand') ?? '',
    snum: parameterOf(info, 'snum') ?? '',
    rspauth: parameterOf(info, 'rspauth'),
  };
}

export interface SipCredentials {
  readonly scheme: string;
  readonly realm: string;
  readonly targetName: string;
  readonly opaque: string | undefined;
  readonly version: number | undefined;
  /** Base64; undefined where the handshake is over. */
  readonly gssapiData: string | undefined;
  readonly signature?: { readonly crand: string; readonly cnum: number; readonly response: string };
}

/** The field that answers a challenge: Authorization after 401, Proxy-Authorization after 407. */
export function authorizationField(credentials: SipCredentials, status: number): SipHeader {
  const { scheme, realm, targetName, opaque, version, gssapiData, signature } = credentials;
  const parts = [
    `qop="auth"`,
    ...(opaque === undefined ? [] : [`opaque="${quotable(opaque)}"`]),
    `realm="${quotable(realm)}"`,
    `targetname="${quotable(targetName)}"`,
    ...(gssapiData === undefined ? [] : [`gssapi-data="${gssapiData}"`]),
    ...(version === undefined ? [] : [`version=${version}`]),
    ...(signature === undefined
      ? []
      : [`crand="${signature.crand}"`, `cnum="${signature.cnum}"`, `response="${signature.response}"`]),
  ];
  return [status === 407 ? 'Proxy-Authorization' : 'Authorization', `${scheme} ${parts.join(', ')}`];
}

const quotable = (text: string): string => text.replace(/["\\\r\n]/g, '');

function versionOf(challenge: Challenge): number | undefined {
  const text = parameterOf(challenge, 'version') ?? '';
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}
