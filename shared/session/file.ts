/**
 * The session file, *.lyncscope: a first line that says what it is, then one event a line as it happened. So a file is
 * a journal while a walk runs, and what was written before a program died can be read.
 */
import { fail, succeed, type Result } from '../result.js';
import { readEvent } from './eventReader.js';
import type { SessionEvent, SessionHead } from './events.js';
import type { Session } from './model.js';
import { reduceSession } from './reduce.js';
import { formatVersion, upgradeEvent } from './upgrade.js';

const format = 'lyncscope-session';

/** First line of every file, without its line feed. */
export const headerLine = JSON.stringify({ format, formatVersion });

/** One event as a line, without its line feed. */
export function eventLine(event: SessionEvent): string {
  return JSON.stringify(event);
}

/** A whole session as the text of a file; reading it gives an equal session. */
export function sessionLines(session: Session): string {
  return [headerLine, ...eventsOf(session).map(eventLine), ''].join('\n');
}

/** The same under the name of its counterpart. */
export const writeSessionFile = sessionLines;

export type SessionFile =
  | {
      readonly ok: true;
      readonly session: Session;
      /** What is not whole, a sentence each; empty for a sound file. */
      readonly problems: readonly string[];
    }
  | { readonly ok: false; readonly error: string };

/** Reads the text of a file. Never throws: text comes from anywhere. */
export function readSessionFile(text: string): SessionFile {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const version = readHeader(lines[0] ?? '');
  if (typeof version === 'string') return { ok: false, error: version };
  const damaged: number[] = [];
  let session: Session | null = null;
  lines.forEach((line, index) => {
    if (index === 0 || line.trim() === '') return;
    const event = readEvent(upgradeEvent(parse(line), version));
    // A second beginning would drop everything before it.
    if (event === undefined || (event.type === 'session-started' && session !== null)) damaged.push(index + 1);
    else session = reduceSession(session, event);
  });
  const read: Session | null = session;
  if (read === null) return { ok: false, error: 'This session file is damaged: its beginning cannot be read.' };
  return { ok: true, session: withoutOrphans(read), problems: problemsOf(damaged, lines) };
}

/** As readSessionFile(), for callers that show one sentence. */
export function parseSessionText(text: string): Result<{ readonly session: Session; readonly problem?: string }> {
  const read = readSessionFile(text);
  if (!read.ok) return fail(read.error);
  return succeed({
    session: read.session,
    ...(read.problems.length === 0 ? {} : { problem: read.problems.join(' ') }),
  });
}

/** The events that add up to `session`. */
function eventsOf(session: Session): readonly SessionEvent[] {
  const { steps, lookups, connections, exchanges, sipMessages, trustDecisions, outcome, endedMs, ...head } = session;
  const started: SessionHead = head;
  return [
    { type: 'session-started', session: started },
    ...steps.map((step): SessionEvent => ({ type: step.outcome === 'running' ? 'step-started' : 'step-ended', step })),
    ...lookups.map((lookup): SessionEvent => ({ type: 'lookup', lookup })),
    ...connections.map((connection): SessionEvent => ({ type: 'connection', connection })),
    ...exchanges.map((exchange): SessionEvent => ({
      type: exchange.endedMs === undefined ? 'exchange-started' : 'exchange-ended',
      exchange,
    })),
    ...sipMessages.map((message): SessionEvent => ({ type: 'sip-message', message })),
    ...trustDecisions.map((decision): SessionEvent => ({ type: 'trust', decision })),
    ...(outcome === 'running' ? [] : [{ type: 'session-ended', outcome, endedMs: endedMs ?? 0 } as const]),
  ];
}

/** The version, or why this is no file of ours. */
function readHeader(line: string): number | string {
  const header = parse(line);
  const member = (name: string): unknown =>
    typeof header === 'object' && header !== null && Object.hasOwn(header, name)
      ? Reflect.get(header, name)
      : undefined;
  if (member('format') === 'lyncscope-report') {
    return 'This is a report (from --json), not a session file; a session file is what --save writes.';
  }
  if (member('format') !== format) return 'This is not a Lyncscope session file.';
  const version = member('formatVersion');
  if (!Number.isSafeInteger(version) || Number(version) < 1)
    return 'This session file is damaged: its first line names no version.';
  if (Number(version) > formatVersion) {
    return `This session file was written by a newer Lyncscope (file format ${Number(version)}; this one reads up to ${formatVersion}). Open it with a newer version.`;
  }
  return Number(version);
}

function parse(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return undefined; // reported by its line number
  }
}

function problemsOf(damaged: readonly number[], lines: readonly string[]): readonly string[] {
  // A program that was killed while it wrote leaves half a line behind, at the very end.
  const half = damaged.at(-1) === lines.length;
  const inside = half ? damaged.slice(0, -1) : damaged;
  const shown = inside.slice(0, 5).join(', ') + (inside.length > 5 ? ' and more' : '');
  return [
    ...(inside.length === 1 ? [`Line ${shown} is damaged and was left out.`] : []),
    ...(inside.length > 1 ? [`${inside.length} lines are damaged and were left out (${shown}).`] : []),
    ...(half ? ['The last line is not whole; the program that wrote it was probably ended.'] : []),
  ];
}

/** Steps whose parent is among the damaged lines would hang nowhere: they are shown at the top. */
function withoutOrphans(session: Session): Session {
  const known = new Set(session.steps.map(({ id }) => id));
  const isOrphan = (parentId: string | undefined): boolean => parentId !== undefined && !known.has(parentId);
  if (!session.steps.some(({ parentId }) => isOrphan(parentId))) return session;
  const steps = session.steps.map((step) => {
    if (!isOrphan(step.parentId)) return step;
    const { parentId: _lost, ...rest } = step;
    return rest;
  });
  return { ...session, steps };
}
