/** Turns what was asked for into the target of a walk: normalised, checked, without the password. */
import { needsOf } from '../shared/clients/needs.js';
import { profileOf } from '../shared/clients/profiles.js';
import { planCredentialUses, schemeOf } from '../shared/session/plan.js';
import type { WalkRequest } from '../shared/ipc.js';
import type { MeetingAddress } from '../shared/protocol/meetingAddress.js';
import type { MeetingTarget, Target } from '../shared/session/model.js';
import {
  readConnectTo,
  readDiscoveryUrl,
  readProxy,
  readResolver,
  readSipAddress,
  readSipServer,
  readTrustedHost,
  readUserName,
} from './addresses.js';
import { readMeeting } from './flows/meeting/address.js';
import { UsageError } from './usage.js';

/** Limit of one wait (connect, handshake, answer) unless said otherwise, ms. */
export const defaultTimeoutMs = 10_000;

/**
 * Builds and checks the target.
 * @param request as typed, with the sign-in address settled (a practice lab may have given it)
 * @param extraAuthorities how many certificates came with it
 * @throws UsageError naming the first part that cannot be used
 */
export function buildTarget(request: WalkRequest, extraAuthorities: number): Target {
  if (request.meeting !== undefined) return meetingTarget(request, request.meeting, extraAuthorities);
  return signInTarget(request, extraAuthorities);
}

/** Longest name of a guest, in characters. [skype-docs UCWA, joinOnlineMeeting_ref] */
const longestGuestName = 250;

/**
 * A join has no user of its own. The address that every record has is the organizer's: as the conference URI says it, or
 * as the link lets guess until its page is read. Its domain is the one discovery goes to, and what is trusted.
 */
function meetingTarget(request: WalkRequest, meeting: MeetingTarget, extraAuthorities: number): Target {
  const address = readMeetingTyped(meeting.address);
  const name = meeting.name.trim();
  if (name === '' || name.length > longestGuestName || /\p{Cc}/u.test(name)) {
    throw new UsageError(`The name of the guest has 1 to ${longestGuestName} characters.`, 'meeting');
  }
  const { userName: _userName, currentUser: _currentUser, ...rest } = request;
  const { organizer, id } = address.kind === 'uri' ? address : address.guess;
  const whole = address.kind === 'uri' ? address.uri : address.url;
  const target = signInTarget(
    {
      ...rest,
      sipAddress: organizer,
      // A guest has neither account nor password, and only the web services are asked.
      password: { mode: 'none' },
      signIn: 'auto',
      sip: 'none',
      services: 'none',
      dnsDepth: 'none',
    },
    extraAuthorities,
  );
  // Whoever has the id may join: it is kept where secrets are kept.
  const shown = request.keepSecrets ? whole : whole.replaceAll(id, '*'.repeat(id.length));
  return { ...target, meeting: { address: shown, name } };
}

/** @throws UsageError where it is no meeting's address */
export function readMeetingTyped(text: string): MeetingAddress {
  const address = readMeeting(text);
  if (address !== undefined) return address;
  throw new UsageError(
    `This is not the address of a meeting${whyNoMeeting(text)}: paste the link of the invitation, such as https://meet.example.com/anna/ABC12345.`,
    'meeting',
  );
}

/** What was pasted instead, where it shows. */
function whyNoMeeting(text: string): string {
  if (/teams\.(?:microsoft|live)\.com|meetup-join/i.test(text)) return ' of this kind, but of Microsoft Teams';
  if (/^\s*(?:mailto|sips?):[^;]*$/i.test(text)) return ', but of a person';
  if (/^\s*https?:\/\/\S+$/i.test(text)) return ', which ends in a name and the id of the meeting';
  return '';
}

function signInTarget(request: WalkRequest, extraAuthorities: number): Target {
  if (request.sipAddress === undefined || request.sipAddress.trim() === '') {
    throw new UsageError('Say which sign-in address to check: it has the form user@example.com.');
  }
  const { sipAddress, domain } = readSipAddress(request.sipAddress);
  if (request.discoveryUrls.length > 2) {
    throw new UsageError('There can be two discovery addresses at most: an internal and an external one.');
  }
  if (request.currentUser === true && request.password.mode !== 'none') {
    throw new UsageError('The current user signs in without a password: leave one of the two out.');
  }
  demandFittingSignIn(request);
  const timeoutMs = request.timeoutMs ?? defaultTimeoutMs;
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > 600_000) {
    throw new UsageError('The time limit is a whole number of milliseconds from 1 to 600000.');
  }
  if (request.lab !== undefined && request.publicResolver !== undefined) {
    throw new UsageError(
      'A practice lab asks nobody beyond this computer: leave the public resolver out.',
      'publicResolver',
    );
  }
  const target: Omit<Target, 'plannedCredentialUses'> = {
    sipAddress,
    domain,
    ...(request.userName === undefined ? {} : { userName: readUserName(request.userName) }),
    hasPassword: request.password.mode !== 'none',
    ...(request.currentUser === true ? { currentUser: true } : {}),
    location: request.location,
    signIn: request.signIn,
    discoveryUrls: request.discoveryUrls.map(readDiscoveryUrl),
    ...(request.resolver === undefined ? {} : { resolver: readResolver(request.resolver) }),
    connectTo: request.connectTo.map(readConnectTo),
    proxy: readProxy(request.proxy),
    extraAuthorities,
    trustedHosts: request.trustedHosts.map(readTrustedHost),
    timeoutMs,
    endpoints: request.endpoints ?? 'learned',
    dnsDepth: request.dnsDepth ?? 'full',
    ...(request.publicResolver === undefined
      ? {}
      : { publicResolver: readResolver(request.publicResolver, 'publicResolver') }),
    sip: request.sip ?? 'auto',
    ...(request.sipServer === undefined ? {} : { sipServer: readSipServer(request.sipServer) }),
    ...sipAuthOf(request),
    services: request.services ?? 'full',
    ...(request.client === undefined ? {} : { client: request.client }),
  };
  return { ...target, plannedCredentialUses: planCredentialUses(target) };
}

/** As chosen; a client that registers in one way only says it, too. */
function sipAuthOf({ sipAuth, client }: WalkRequest): Pick<Target, 'sipAuth'> {
  const wanted = schemeOf(sipAuth, client);
  if (sipAuth === undefined && wanted === 'auto') return {};
  return { sipAuth: wanted };
}

/** @throws UsageError where the chosen client cannot sign in in the chosen way */
function demandFittingSignIn({ client, signIn }: WalkRequest): void {
  if (client === undefined || client === 'all') return;
  const { oauth, webTicket, discovery } = needsOf(client);
  const fits = signIn === 'oauth' ? oauth : signIn === 'auto' || (signIn === 'modern' ? discovery : webTicket);
  if (fits) return;
  const { name } = profileOf(client);
  throw new UsageError(`The ${name} does not sign in that way: leave --sign-in out, or choose another client.`);
}
