/** The start form's values and what is wrong with them; a good form becomes the request of a walk. */
import { create } from 'zustand';
import { readMeetingAddress } from '../../shared/protocol/meetingAddress.js';
import type { LabCatalogue, WalkRequest } from '../../shared/ipc.js';
import type { ClientChoice, Location, Session, SignInMethod, SipAuth } from '../../shared/session/model.js';

export interface Authority {
  readonly name: string;
  readonly pem: string;
}

export interface FormValues {
  /** What is walked. */
  readonly mode: 'sign-in' | 'meeting';
  /** The link of a meeting, as pasted. */
  readonly meeting: string;
  readonly guestName: string;
  readonly address: string;
  readonly location: Location;
  readonly find: 'automatic' | 'manual';
  /** Manual discovery addresses: inside, outside. */
  readonly internalUrl: string;
  readonly externalUrl: string;
  /** 'current': as the user of this computer, without a password. */
  readonly password: 'none' | 'ask' | 'given' | 'current';
  readonly userName: string;
  readonly passwordValue: string;
  readonly signIn: SignInMethod;
  /** Whether the registrar is asked. */
  readonly sip: 'auto' | 'none';
  /** HOST:PORT; empty: as discovery says. */
  readonly sipServer: string;
  readonly sipAuth: SipAuth;
  /** Whose way is walked. */
  readonly client: ClientChoice;
  readonly resolver: string;
  /** Whether resolvers are compared: 'full' asks the zone's own servers, too. */
  readonly dnsDepth: 'full' | 'none';
  /** A resolver of the public internet that is compared with them; empty: none is asked. */
  readonly publicResolver: string;
  /** One HOST:PORT:ADDR:PORT a line. */
  readonly connectTo: string;
  readonly trustedHosts: string;
  readonly proxy: string;
  readonly timeoutSeconds: string;
  readonly authorities: readonly Authority[];
  readonly keepSecrets: boolean;
  readonly advanced: boolean;
  readonly lab: { readonly deployment: string; readonly sipAddress: string; readonly faults: readonly string[] } | null;
}

export const emptyForm: FormValues = {
  mode: 'sign-in',
  meeting: '',
  guestName: 'Lyncscope',
  address: '',
  location: 'unknown',
  find: 'automatic',
  internalUrl: '',
  externalUrl: '',
  password: 'none',
  userName: '',
  passwordValue: '',
  signIn: 'auto',
  sip: 'auto',
  sipServer: '',
  sipAuth: 'auto',
  client: 'all',
  resolver: '',
  dnsDepth: 'full',
  publicResolver: '',
  connectTo: '',
  trustedHosts: '',
  proxy: 'auto',
  timeoutSeconds: '10',
  authorities: [],
  keepSecrets: false,
  advanced: false,
  lab: null,
};

export const useFormStore = create<FormValues>()(() => emptyForm);

export type FormField = 'meeting' | 'guestName' | 'address' | 'urls' | 'passwordValue' | 'timeoutSeconds';

export type FormProblem = { readonly field: FormField; readonly text: string };

/** What is wrong with a sign-in address, or undefined. */
export function addressProblem(text: string): string | undefined {
  const address = text.trim().replace(/^sips?:/i, '');
  if (address === '') return 'Type the sign-in address, such as lenea@contoso.com.';
  if (/^[^@\s]+\\[^@\s]+$/.test(address)) {
    return 'This is a logon name. Type the sign-in address, such as lenea@contoso.com. The logon name belongs to the password.';
  }
  if (!/^[^\s@<>"\\:;,/?#]+@[^\s@./:]+(\.[^\s@./:]+)+\.?$/u.test(address)) {
    return 'A sign-in address has the form name@company.com.';
  }
  return undefined;
}

/** Whether a host may be somebody's own is the engine's to say. */
const anyHost = (host: string): string => host;

/** What is wrong with the link of a meeting, or undefined. */
export function meetingProblem(text: string): string | undefined {
  if (text.trim() === '') return 'Paste the link of the invitation, such as https://meet.contoso.com/lenea/ABC12345.';
  if (readMeetingAddress(text, anyHost) !== undefined) return undefined;
  return 'This is no link of a Lync or Skype for Business meeting. It has the form https://meet.company.com/name/ABC12345.';
}

/** Non-empty lines, or words where no line needs a space. */
export function linesOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** The first thing that keeps the walk from starting, or undefined. */
export function formProblem(form: FormValues): FormProblem | undefined {
  if (form.mode === 'meeting') return meetingFormProblem(form) ?? timeoutProblem(form);
  if (form.lab === null) {
    const address = addressProblem(form.address);
    if (address !== undefined) return { field: 'address', text: address };
  }
  if (form.lab === null && form.find === 'manual' && form.internalUrl.trim() === '' && form.externalUrl.trim() === '') {
    return { field: 'urls', text: 'Type at least one discovery address, or let the server be found automatically.' };
  }
  if (form.lab === null && form.password === 'given' && form.passwordValue === '') {
    return { field: 'passwordValue', text: 'Type the password, or choose to be asked when it is needed.' };
  }
  return timeoutProblem(form);
}

function meetingFormProblem(form: FormValues): FormProblem | undefined {
  const link = form.lab === null ? meetingProblem(form.meeting) : undefined;
  if (link !== undefined) return { field: 'meeting', text: link };
  const name = form.guestName.trim();
  if (name !== '' && name.length <= 250) return undefined;
  return { field: 'guestName', text: 'Type the name that the others in the meeting see: 1 to 250 characters.' };
}

function timeoutProblem(form: FormValues): FormProblem | undefined {
  const seconds = Number(form.timeoutSeconds);
  if (!Number.isFinite(seconds) || seconds <= 0 || seconds > 600) {
    return { field: 'timeoutSeconds', text: 'The time limit is a number of seconds from 0.001 to 600.' };
  }
  return undefined;
}

const trimmed = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());

/** The meeting of a form without problems: the address alone, out of whatever was pasted around it. */
function meetingOf(form: FormValues): NonNullable<WalkRequest['meeting']> {
  const read = form.lab === null ? readMeetingAddress(form.meeting, anyHost) : undefined;
  // A lab takes its own first meeting.
  const address = read === undefined ? '' : read.kind === 'url' ? read.url : read.uri;
  return { address, name: form.guestName.trim() };
}

function meetingRequestOf(form: FormValues): WalkRequest {
  const {
    sipAddress: _sip,
    userName: _user,
    sipServer: _server,
    sipAuth: _auth,
    sip: _use,
    dnsDepth: _depth,
    publicResolver: _public,
    ...rest
  } = signInRequestOf(form);
  return { ...rest, password: { mode: 'none' }, signIn: 'auto', discoveryUrls: [], meeting: meetingOf(form) };
}

/** The request that a form without problems stands for. */
export function requestOf(form: FormValues): WalkRequest {
  return form.mode === 'meeting' ? meetingRequestOf(form) : signInRequestOf(form);
}

function signInRequestOf(form: FormValues): WalkRequest {
  const sipAddress = form.lab === null ? trimmed(form.address) : trimmed(form.lab.sipAddress);
  const userName = usesPassword(form) ? trimmed(form.userName) : undefined;
  const resolver = form.lab === null ? trimmed(form.resolver) : undefined;
  const publicResolver = publicResolverOf(form);
  const sipServer = form.lab === null && form.sip !== 'none' ? trimmed(form.sipServer) : undefined;
  return {
    ...(sipAddress === undefined ? {} : { sipAddress }),
    ...(userName === undefined ? {} : { userName }),
    password: passwordOf(form),
    ...(isCurrentUser(form) ? { currentUser: true } : {}),
    location: form.location,
    signIn: form.signIn,
    discoveryUrls:
      form.find === 'manual' ? [form.internalUrl, form.externalUrl].map((url) => url.trim()).filter(Boolean) : [],
    ...(resolver === undefined ? {} : { resolver }),
    ...(form.dnsDepth === 'none' ? { dnsDepth: 'none' } : {}),
    ...(publicResolver === undefined ? {} : { publicResolver }),
    connectTo: form.lab === null ? linesOf(form.connectTo) : [],
    proxy: form.lab === null ? form.proxy.trim() || 'auto' : 'none',
    authorities: form.lab === null ? form.authorities.map((authority) => authority.pem) : [],
    trustedHosts: linesOf(form.trustedHosts),
    timeoutMs: Math.max(1, Math.round(Number(form.timeoutSeconds) * 1000)),
    ...(form.sip === 'none' ? { sip: 'none' } : {}),
    ...(sipServer === undefined ? {} : { sipServer }),
    ...(form.sip === 'none' || form.sipAuth === 'auto' ? {} : { sipAuth: form.sipAuth }),
    ...(form.client === 'all' ? {} : { client: form.client }),
    keepSecrets: form.keepSecrets,
    ...(form.lab === null ? {} : { lab: { deployment: form.lab.deployment, faults: form.lab.faults } }),
  };
}

/** The public resolver that a sign-in's walk asks. Where nothing is compared there is nothing to ask it for. */
export const publicResolverOf = (form: FormValues): string | undefined =>
  form.lab === null && form.mode === 'sign-in' && form.dnsDepth === 'full' ? trimmed(form.publicResolver) : undefined;

/** The lab has users of its own, and no domain that the user of this computer belongs to. */
export const isCurrentUser = (form: FormValues): boolean => form.lab === null && form.password === 'current';

/** Outside the lab: a password is asked for or was typed. */
export const usesPassword = (form: FormValues): boolean =>
  form.lab === null && (form.password === 'ask' || form.password === 'given');

function passwordOf(form: FormValues): WalkRequest['password'] {
  // In the lab the password is the lab's own: anything but 'none' uses it.
  if (form.password === 'none' || isCurrentUser(form)) return { mode: 'none' };
  if (form.lab !== null || form.password !== 'given') return { mode: 'ask' };
  return { mode: 'given', value: form.passwordValue };
}

/** The form that asks again what a reopened walk asked. What a file does not hold (password, authorities) is empty. */
export function formOf(session: Session): FormValues {
  const { target } = session;
  const [internalUrl = '', externalUrl = ''] = target.discoveryUrls;
  const special =
    target.resolver !== undefined ||
    (target.dnsDepth === 'none' && target.meeting === undefined) ||
    target.publicResolver !== undefined ||
    target.connectTo.length > 0 ||
    target.trustedHosts.length > 0 ||
    target.proxy !== 'auto' ||
    target.signIn !== 'auto' ||
    (target.sip === 'none' && target.meeting === undefined) ||
    target.sipServer !== undefined ||
    (target.sipAuth ?? 'auto') !== 'auto' ||
    (target.client ?? 'all') !== 'all';
  const { meeting } = target;
  return {
    ...emptyForm,
    mode: meeting === undefined ? 'sign-in' : 'meeting',
    // A file without secrets does not hold the key of the meeting.
    meeting: meeting === undefined || meeting.address.includes('*') ? '' : meeting.address,
    guestName: meeting?.name ?? emptyForm.guestName,
    address: meeting === undefined ? target.sipAddress : '',
    location: target.location,
    find: target.discoveryUrls.length > 0 ? 'manual' : 'automatic',
    internalUrl,
    externalUrl,
    password: target.currentUser === true ? 'current' : target.hasPassword ? 'ask' : 'none',
    userName: target.userName ?? '',
    signIn: target.signIn,
    // Older walks did not know the registrar: asking again means the whole sign-in.
    sip: meeting === undefined ? (target.sip ?? 'auto') : 'auto',
    sipServer: target.sipServer ?? '',
    sipAuth: target.sipAuth ?? 'auto',
    client: target.client ?? 'all',
    resolver: target.resolver ?? '',
    // Older walks compared nothing, and a join has nothing to compare: asking again means the whole sign-in.
    dnsDepth: meeting === undefined ? (target.dnsDepth ?? 'full') : 'full',
    publicResolver: target.publicResolver ?? '',
    connectTo: target.connectTo.join('\n'),
    trustedHosts: target.trustedHosts.join('\n'),
    proxy: target.proxy,
    timeoutSeconds: String(target.timeoutMs / 1000),
    keepSecrets: session.keepsSecrets,
    advanced: special,
  };
}

/** Turns the practice lab on with its first deployment and user. */
export function labOf(catalogue: LabCatalogue, deployment = catalogue.deployments[0]?.id): FormValues['lab'] {
  const chosen = catalogue.deployments.find((each) => each.id === deployment);
  if (chosen === undefined) return null;
  return { deployment: chosen.id, sipAddress: chosen.users[0]?.sipAddress ?? '', faults: [] };
}

/** Adds the certificates of a PEM text, or says why there are none. */
export function readAuthority(name: string, text: string): Authority | string {
  const found = text.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g);
  return found === null ? `${name} holds no PEM certificate.` : { name, pem: found.join('\n') };
}
