/** What each resolver said of a name: the one in use, the zone's own servers, a public one. */
import { bytesOf } from '../../session/bytes.js';
import type { Lookup, RecordType, ResolverKind } from '../../session/model.js';
import type { Survey } from './survey.js';

/** One answered question, as far as it says something. */
export interface Told {
  readonly lookup: Lookup;
  /** Addresses or record data, sorted, in lower case, without the root's dot; empty: there is nothing. */
  readonly data: readonly string[];
  /** Longest time to live among them, s. */
  readonly ttlSeconds: number;
}

/** Whose answers. 'own': the resolver that this walk goes by. */
export type View = 'own' | 'authoritative' | 'public';

/** The kind of resolver that the walk goes by. */
export function ownKind({ session }: Survey): ResolverKind {
  return session.target.resolver === undefined ? 'system' : 'given';
}

/** Raw lookups of a view. */
export function lookupsOf(survey: Survey, view: View): readonly Lookup[] {
  const own = ownKind(survey);
  const kind = view === 'own' ? own : view;
  return survey.whole.lookups.filter((lookup) => lookup.via === 'wire' && (lookup.resolverKind ?? own) === kind);
}

/** The last sound answer about a name in a view; undefined when nobody said anything. */
export function toldOf(survey: Survey, view: View, name: string, type: RecordType): Told | undefined {
  return saidAbout(lookupsOf(survey, view), name, type);
}

/** As toldOf(), among these lookups. */
export function saidAbout(lookups: readonly Lookup[], name: string, type: RecordType): Told | undefined {
  const wanted = bare(name);
  const lookup = lookups.findLast(
    (one) => one.query.type === type && bare(one.query.name) === wanted && !isTrouble(one) && !isCut(one),
  );
  if (lookup === undefined) return undefined;
  const records = lookup.answers.filter((record) => record.type === type);
  return {
    lookup,
    data: [...new Set(records.map(({ data }) => bare(data)))].sort(),
    ttlSeconds: Math.max(0, ...records.map(({ ttlSeconds }) => ttlSeconds)),
  };
}

/** The names that an alias (CNAME) leads through, in order, in lower case. */
export function aliasesIn(lookup: Lookup): readonly string[] {
  return lookup.answers.filter(({ type }) => type === 'CNAME').map(({ data }) => bare(data));
}

/** The server did not do its work: no answer, an unusable one, SERVFAIL, REFUSED. */
export function isTrouble({ failure, rcode }: Lookup): boolean {
  if (failure?.code === 'malformed_answer') return true;
  return rcode !== 'NOERROR' && rcode !== 'NXDOMAIN';
}

/** The answer was cut to fit into a UDP packet (RFC 1035, section 4.1.1, TC): it says nothing by itself. */
export function isCut({ answerBytes, transport }: Lookup): boolean {
  if (transport !== 'udp' || answerBytes === undefined || answerBytes.length < 8) return false;
  return ((bytesOf(answerBytes.slice(0, 8))[2] ?? 0) & 0x02) !== 0;
}

/** Trouble with a resolver in words: what it said, or that it kept silent. */
export function troubleInWords({ rcode, failure }: Lookup): string {
  if (failure?.code === 'malformed_answer') return 'sent an answer that cannot be read';
  switch (rcode) {
    case 'SERVFAIL':
      return 'says that it cannot get an answer (SERVFAIL), which is not the same as: there is no such name';
    case 'REFUSED':
      return 'refuses to answer (REFUSED), which is not the same as: there is no such name';
    case undefined:
      return failure?.code === 'connection_refused'
        ? 'takes no questions: its port is closed'
        : failure?.code === 'timeout'
          ? 'gave no answer in time'
          : 'gave no answer';
    default:
      return `could not answer (${rcode})`;
  }
}

/** "127.0.0.1:53" of a lookup, or words for it. */
export function resolverOf(lookup: Lookup): string {
  return lookup.resolver ?? 'the resolver of this computer';
}

/** Seconds in words: "25 minutes". */
export function timeInWords(seconds: number): string {
  const [count, unit] =
    seconds >= 7200
      ? [Math.round(seconds / 3600), 'hour']
      : seconds >= 120
        ? [Math.round(seconds / 60), 'minute']
        : [Math.max(0, Math.round(seconds)), 'second'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

const bare = (name: string): string => name.toLowerCase().replace(/\.$/, '');
