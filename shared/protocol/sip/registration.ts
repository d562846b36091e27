/** What the answer to a REGISTER says about the registrar and the endpoint. [MS-SIPREGE 2.2, 3.3; MS-CONMGMT; RFC 3261 10.3] */
import { parameterValue, parseNameAddress, parseParameters, parseVia, splitMembers, hostPortOf } from './fields.js';
import { asUtf8, sipHeader, sipHeaders, type SipHead } from './message.js';

export interface Registration {
  /** Seconds this endpoint stays registered; undefined when nothing says so. */
  readonly expires: number | undefined;
  /** The endpoint's own address from now on. */
  readonly gruu: string | undefined;
  /** Endpoints of the user in the answer, this one included. */
  readonly endpoints: number;
  readonly allowEvents: readonly string[];
  readonly supported: readonly string[];
  /** "added" and so on. */
  readonly registerAction: string | undefined;
  /** False: the user's own pool is down, and another one stands in with less. */
  readonly isPrimary: boolean | undefined;
  readonly primaryType: string | undefined;
  /** Seconds after which an idle connection may be dropped. */
  readonly keepAliveSeconds: number | undefined;
}

/** Reads a 200. @param instance UUID of this endpoint, in any case */
export function readRegistration(head: SipHead, instance: string): Registration {
  const contacts = sipHeaders(head, 'Contact').flatMap(splitMembers).map(parseNameAddress);
  const own = contacts.find((contact) =>
    parameterValue(contact, '+sip.instance')?.toLowerCase().includes(instance.toLowerCase()),
  );
  const state = stateOf(head);
  const connected = parameterValue(state, 'is-connected-to-primary');
  return {
    expires:
      seconds(own === undefined ? undefined : parameterValue(own, 'expires')) ?? seconds(sipHeader(head, 'Expires')),
    gruu: own === undefined ? undefined : nonEmpty(asUtf8(parameterValue(own, 'gruu') ?? '')),
    endpoints: contacts.length,
    allowEvents: listOf(head, 'Allow-Events'),
    supported: listOf(head, 'Supported'),
    registerAction: nonEmpty(parameterValue(state, 'register-action')),
    isPrimary: connected === undefined ? undefined : connected.toLowerCase() === 'yes',
    primaryType: nonEmpty(parameterValue(state, 'primary-cluster-type')),
    keepAliveSeconds: seconds(parameterValue(keepAliveOf(head), 'timeout')),
  };
}

/** What any answer shows of the server and the way to it. */
export interface ServerHints {
  /** "RTC/6.0" */
  readonly server: string | undefined;
  /** Product by that number, as far as it is known. */
  readonly product: string | undefined;
  /** The server's clock, ms since 1970. */
  readonly date: number | undefined;
  /** The way leads through an Access Edge. */
  readonly isRemote: boolean;
  /** This machine's address as the server sees it: "198.51.100.7:51234". */
  readonly seenAs: string | undefined;
  readonly warning: string | undefined;
}

const products: Readonly<Record<string, string>> = {
  '3.0': 'Office Communications Server 2007',
  '3.5': 'Office Communications Server 2007 R2',
  '4.0': 'Lync Server 2010',
  '5.0': 'Lync Server 2013',
  '6.0': 'Skype for Business Server 2015',
  '7.0': 'Skype for Business Server 2019 or later, or Online',
};

/** Reads the hints of an answer. */
export function readServerHints(head: SipHead): ServerHints {
  const server = nonEmpty(sipHeader(head, 'Server'));
  const number = /\bRTC\/(\d+\.\d+)/i.exec(server ?? '')?.[1] ?? '';
  const date = Date.parse(sipHeader(head, 'Date') ?? '');
  const via = parseVia(sipHeader(head, 'Via') ?? '');
  const port = via === undefined ? undefined : parameterValue(via, 'ms-received-port');
  const received = via === undefined ? undefined : nonEmpty(parameterValue(via, 'received'));
  const host = received ?? via?.sentBy.replace(/:\d+$/, '');
  return {
    server,
    product: Object.hasOwn(products, number) ? products[number] : undefined,
    date: Number.isFinite(date) ? date : undefined,
    isRemote: /\bRemoteUser\b/i.test(sipHeader(head, 'ms-user-logon-data') ?? ''),
    seenAs: port === undefined || host === undefined ? undefined : `${host}:${port}`,
    warning: nonEmpty(asUtf8(sipHeader(head, 'Warning') ?? '')),
  };
}

/** Where a 301, 302, 303 or 305 sends on to; undefined when it names no address. */
export function redirectOf(
  head: SipHead,
): { readonly host: string; readonly port: number | undefined; readonly isTls: boolean } | undefined {
  const [contact] = sipHeaders(head, 'Contact').flatMap(splitMembers);
  if (contact === undefined) return undefined;
  const { uri } = parseNameAddress(contact);
  const where = hostPortOf(uri);
  if (where === undefined) return undefined;
  const transport = parameterValue({ parameters: parseParameters(uri.slice(uri.indexOf(';') + 1)) }, 'transport');
  return { ...where, isTls: uri.includes(';') ? transport === undefined || /^tls$/i.test(transport) : true };
}

/** Every ms-diagnostics of an answer, in order: what the server says to those who signed in, then what it says to all. */
export function diagnosticsIn(head: SipHead): readonly string[] {
  return [...sipHeaders(head, 'ms-diagnostics'), ...sipHeaders(head, 'ms-diagnostics-public')].map(asUtf8);
}

function listOf(head: SipHead, name: string): readonly string[] {
  return [...new Set(sipHeaders(head, name).flatMap(splitMembers))];
}

function stateOf(head: SipHead): { readonly parameters: ReturnType<typeof parseParameters> } {
  return { parameters: parseParameters(sipHeader(head, 'presence-state') ?? '') };
}

/** "UAS; tcp=no; timeout=300" */
function keepAliveOf(head: SipHead): { readonly parameters: ReturnType<typeof parseParameters> } {
  return { parameters: parseParameters(sipHeader(head, 'ms-keep-alive') ?? '') };
}

const nonEmpty = (text: string | undefined): string | undefined =>
  text === undefined || text === '' ? undefined : text;

function seconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : undefined;
}
