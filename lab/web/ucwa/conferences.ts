// The meetings of a deployment, one of every kind: what happens to a guest depends on the meeting (web.md 8).
import type { ConferenceTrouble, Deployment, LabUser } from '../../types.js';
import { allPools } from '../topology.js';

/**
 * `open` lets guests in at once, `lobby` keeps them waiting; the next four turn them away on the event channel, the last
 * two as soon as they ask.
 */
export type ConferenceKind = 'open' | 'lobby' | 'denied' | 'invitees-only' | 'full-lobby' | 'ended' | ConferenceTrouble;

export interface Conference {
  readonly kind: ConferenceKind;
  /** user@domain */
  readonly organizer: string;
  /** Of the organizer's home. */
  readonly poolId: string;
  readonly id: string;
  /** sip:…;gruu;opaque=app:conf:focus:id:… */
  readonly uri: string;
  readonly meetUrl: string;
  readonly subject: string;
}

const ofFirstUser: readonly (readonly [id: string, kind: ConferenceKind, subject: string])[] = [
  ['K7Q2M9XD', 'open', 'Weekly meeting'],
  ['LB4TY8NW', 'lobby', 'Interview'],
  ['DN13D6RW', 'denied', 'Board'],
  ['1NV1T3E5', 'invitees-only', 'Salaries'],
  ['FR5LB9QX', 'full-lobby', 'All hands'],
  ['ND3DZK42', 'ended', 'Last week'],
  ['GN7ZX42C', 'gone', 'Last year'],
  ['NA8NYM77', 'anonymous-not-allowed', 'Only us'],
];

/** Meetings exist where UCWA does; `trouble` overrides what each of them is like. */
export function conferencesOf(deployment: Deployment, trouble: ConferenceTrouble | undefined): readonly Conference[] {
  if (deployment.version === '2010') return [];
  const homed = deployment.users.filter(({ home }) => allPools(deployment).some(({ id }) => id === home));
  const [first] = homed;
  const elsewhere = homed.find(({ home }) => home !== first?.home);
  const meeting = (organizer: LabUser, id: string, kind: ConferenceKind, subject: string): Conference => ({
    kind: trouble ?? kind,
    organizer: organizer.sipAddress,
    poolId: organizer.home ?? '',
    id,
    uri: `sip:${organizer.sipAddress};gruu;opaque=app:conf:focus:id:${id}`,
    meetUrl: `https://meet.${deployment.sipDomain}/${organizer.sipAddress.split('@')[0] ?? ''}/${id}`,
    subject,
  });
  return [
    ...(first === undefined ? [] : ofFirstUser.map(([id, kind, subject]) => meeting(first, id, kind, subject))),
    ...(elsewhere === undefined ? [] : [meeting(elsewhere, 'P2M5V8QT', 'open', 'Project')]),
  ];
}

/** The conference with this URI; scheme, host and id are compared without case. */
export function findConference(conferences: readonly Conference[], uri: string): Conference | undefined {
  return conferences.find((conference) => conference.uri.toLowerCase() === uri.trim().toLowerCase());
}
