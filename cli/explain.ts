/** `explain`: one entry of the knowledge base, or the list of them. */
import { entries, entryOf, type Entry } from '../shared/audits/entries.js';
import { UsageError } from '../main/usage.js';
import { exitStatus, print, type Io } from './io.js';
import { harmless } from './terminal.js';

/**
 * Prints the entry of an id; the list without one.
 * @throws UsageError for an id that does not exist
 */
export function explain(id: string | undefined, json: boolean, io: Io): number {
  if (id === undefined) {
    if (json) print(io, JSON.stringify(entries));
    else printList(io);
    return exitStatus.clean;
  }
  const entry = entryOf(id);
  if (entry === undefined) {
    throw new UsageError(harmless(`There is no diagnosis "${id}": "lyncscope explain" lists them.`));
  }
  if (json) print(io, JSON.stringify(entry));
  else printEntry(entry, io);
  return exitStatus.clean;
}

function printList(io: Io): void {
  const width = Math.max(...entries.map(({ id }) => id.length));
  for (const { id, failureTitle } of entries) print(io, `${id.padEnd(width)}  ${failureTitle}`);
  print(io);
  print(io, 'One of them: lyncscope explain tls-expired');
}

function printEntry(entry: Entry, io: Io): void {
  const width = Math.min(Math.max(io.stdout.columns ?? 100, 40), 100);
  const paragraph = (name: string, text: string): void => {
    print(io);
    print(io, io.style.strong(name));
    for (const line of wrapped(text, width - 2)) print(io, `  ${line}`);
  };
  print(io, io.style.strong(`${entry.failureTitle}  [${entry.id}]`));
  print(io, io.style.faint(`When all is well: ${entry.title}`));
  paragraph('Why it matters', entry.why);
  paragraph('Usually behind it', entry.cause);
  paragraph('What to do', entry.fix);
  if (entry.likely !== undefined) paragraph('Likely, not certain', entry.likely);
  if (entry.commands.length > 0) {
    print(io);
    print(io, io.style.strong('Commands'));
    for (const command of entry.commands) print(io, `  ${command}`);
  }
  paragraph('For the user', entry.caller);
  if (entry.sources.length > 0) paragraph('Sources', `${entry.sources.join('; ')}.`);
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
