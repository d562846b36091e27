/** `explain`: the list, an entry, what does not exist; and that the page made from the same source is current. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { explain } from '../../../cli/explain.js';
import type { Io } from '../../../cli/io.js';
import { UsageError } from '../../../main/usage.js';
import { entries, entriesAsMarkdown } from '../../../shared/audits/entries.js';
import { audits } from '../../../shared/audits/index.js';

function run(id: string | undefined, json = false): { status: number; text: string } {
  let text = '';
  const plain = (line: string): string => line;
  const io = {
    stdout: { columns: 80, write: (part: string) => (text += part) },
    style: { strong: plain, faint: plain, bad: plain, warn: plain },
  } as unknown as Io;
  return { status: explain(id, json, io), text };
}

describe('explain', () => {
  it('lists every audit once', () => {
    const { status, text } = run(undefined);
    expect(status).toBe(0);
    expect(entries.map(({ id }) => id)).toEqual(audits.map(({ id }) => id).toSorted());
    for (const { id } of audits) expect(text).toContain(id);
    expect(JSON.parse(run(undefined, true).text)).toHaveLength(entries.length);
  });

  it('prints an entry with its commands, within the width', () => {
    const { text } = run('TLS-expired');
    expect(text).toContain('Get-CsCertificate');
    const prose = text.split('\n').filter((line) => !/Cs|#/.test(line));
    expect(prose.filter((line) => line.length > 80)).toEqual([]);
    expect(JSON.parse(run('tls-expired', true).text)).toMatchObject({ id: 'tls-expired' });
  });

  it('refuses what does not exist in one sentence', () => {
    expect(() => run('no-such')).toThrow(UsageError);
    expect(() => run('no-such')).toThrow(/^There is no diagnosis "no-such"/);
  });

  it('has sources and a sentence for the user everywhere, and marks what is likely', () => {
    expect(entries.filter(({ sources }) => sources.length === 0).map(({ id }) => id)).toEqual([]);
    expect(entries.filter(({ caller }) => !/\.$/.test(caller)).map(({ id }) => id)).toEqual([]);
    expect(entries.filter(({ likely }) => likely !== undefined).length).toBeGreaterThan(10);
  });

  it('agrees with docs/diagnoses.md (npm run docs)', async () => {
    const page = await readFile(new URL('../../../docs/diagnoses.md', import.meta.url), 'utf8');
    expect(page).toBe(entriesAsMarkdown());
  });
});
