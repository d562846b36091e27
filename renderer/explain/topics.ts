/** What can be looked up without a network: every diagnosis and every code that servers give, found by their words. */
import { entries, type Entry } from '../../shared/audits/entries.js';
import { diagnosticCodes, type DiagnosticCode } from '../../shared/protocol/msDiagnostics.js';

export type Topic =
  | { readonly kind: 'diagnosis'; readonly id: string; readonly title: string; readonly entry: Entry }
  | { readonly kind: 'code'; readonly id: string; readonly title: string; readonly code: DiagnosticCode };

/** Diagnoses in order of id, then codes in theirs. */
export const topics: readonly Topic[] = [
  ...entries.map((entry): Topic => ({ kind: 'diagnosis', id: entry.id, title: entry.failureTitle, entry })),
  ...[...diagnosticCodes.values()].map((code): Topic => ({ kind: 'code', id: code.id, title: code.reason, code })),
];

/** The topic of an id, or undefined. Case does not matter. */
export function topicOf(id: string): Topic | undefined {
  const wanted = id.trim().toLowerCase();
  return topics.find((topic) => topic.id.toLowerCase() === wanted);
}

function wordsOf(topic: Topic): string {
  if (topic.kind === 'code') {
    const { id, reason, cause, fix, source } = topic.code;
    return [id, reason, cause, fix, source].join('\n').toLowerCase();
  }
  const { id, title, failureTitle, why, cause, fix, caller, commands, sources, likely } = topic.entry;
  return [id, title, failureTitle, why, cause, fix, caller, ...commands, ...sources, likely ?? '']
    .join('\n')
    .toLowerCase();
}

const haystacks: ReadonlyMap<Topic, string> = new Map(topics.map((topic) => [topic, wordsOf(topic)]));

/** 0 is best: the id itself, then in the id, then in the title, then anywhere. */
function rank(topic: Topic, query: string): number {
  const id = topic.id.toLowerCase();
  if (id === query || id.replace(/^sip /, '') === query) return 0;
  if (id.includes(query)) return 1;
  return topic.title.toLowerCase().includes(query) ? 2 : 3;
}

/**
 * Topics that contain every word of the text, best first. A whole header value is understood, too: of
 * `ms-diagnostics: 28020;source="fe01";reason="…"` the code is what counts.
 */
export function findTopics(text: string): readonly Topic[] {
  const query = text.trim().toLowerCase();
  if (query === '') return topics;
  const code = /^(?:[\w-]+:\s*)?(\d{1,10})\s*;/.exec(query)?.[1];
  const words = code === undefined ? query.split(/\s+/) : [code];
  const wanted = words.join(' ');
  return topics
    .filter((topic) => words.every((word) => haystacks.get(topic)?.includes(word) === true))
    .map((topic, at) => ({ topic, at, rank: rank(topic, wanted) }))
    .toSorted((a, b) => a.rank - b.rank || a.at - b.at)
    .map(({ topic }) => topic);
}
