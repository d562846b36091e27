/** The knowledge base as one list: what `explain`, docs/diagnoses.md and the window's page show. */
import { explanations } from './explain.js';
import { knowledgeOf } from './words/knowledge.js';
import type { Explanation } from './words/shape.js';

export interface Entry extends Explanation {
  readonly id: string;
  /** One sentence for the person who cannot sign in. */
  readonly caller: string;
  /** PowerShell for the administrator; empty where nothing is to be typed. */
  readonly commands: readonly string[];
  readonly sources: readonly string[];
  /** What of it is inference, and what would prove it. */
  readonly likely?: string;
}

/** Every entry, in order of id. */
export const entries: readonly Entry[] = Object.entries(explanations)
  .map(([id, words]): Entry => {
    const { caller, commands, sources, likely } = knowledgeOf(id);
    return {
      id,
      ...words,
      caller,
      commands: commands ?? [],
      sources,
      ...(likely === undefined ? {} : { likely }),
    };
  })
  .toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** The entry of an id, or undefined. Case does not matter. */
export function entryOf(id: string): Entry | undefined {
  const wanted = id.trim().toLowerCase();
  return entries.find((entry) => entry.id === wanted);
}

/** All entries as one Markdown page. */
export function entriesAsMarkdown(): string {
  const contents = entries.map(({ id, failureTitle }) => `- [${id}](#${id}): ${escaped(failureTitle)}`);
  return `${[
    '# Diagnoses',
    'Every finding Lyncscope can give: what it means, what is usually behind it, what to do. This page is made from the same source as `lyncscope explain`; `npm run docs` writes it anew.',
    contents.join('\n'),
    ...entries.map(entryAsMarkdown),
  ].join('\n\n')}\n`;
}

function entryAsMarkdown(entry: Entry): string {
  return [
    `## ${entry.id}`,
    `**${escaped(entry.failureTitle)}.** When all is well: ${escaped(entry.title)}.`,
    escaped(entry.why),
    `Usually behind it: ${escaped(entry.cause)}`,
    `What to do: ${escaped(entry.fix)}`,
    ...(entry.likely === undefined ? [] : [`Likely, not certain: ${escaped(entry.likely)}`]),
    ...(entry.commands.length === 0 ? [] : [`\`\`\`powershell\n${entry.commands.join('\n')}\n\`\`\``]),
    `For the user: ${escaped(entry.caller)}`,
    ...(entry.sources.length === 0 ? [] : [`Sources: ${entry.sources.map(escaped).join('; ')}.`]),
  ].join('\n\n');
}

const escaped = (text: string): string => text.replace(/[<>*_[\]\\]/g, '\\$&');
