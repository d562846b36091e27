/** What is known of a UCWA resource, in words. */
import type { ResourceNode } from './resources.js';

const short: Readonly<Record<ResourceNode['state'], string>> = {
  read: 'read',
  embedded: 'in the answer',
  linked: 'not asked',
  again: 'shown above',
  event: 'event',
  unreadable: 'no resource',
};

/** At the end of its line. */
export function stateWord({ state, note }: ResourceNode): string {
  return note === 'Held open' ? 'held open' : short[state];
}

const long: Readonly<Record<ResourceNode['state'], string>> = {
  read: 'Asked for, and this is the answer',
  embedded: 'Came within the answer above it',
  linked: 'Not asked: a link of the resource above it',
  again: 'A link to a resource that has its place elsewhere in the tree',
  event: 'Came over the event channel',
  unreadable: 'Asked for; the answer is no resource',
};

export function stateWords({ state, note }: ResourceNode): string {
  return note === 'Held open' ? 'Asked for; the server answers when there is news' : long[state];
}
