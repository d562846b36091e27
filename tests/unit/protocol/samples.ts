/** Published messages. The first line of each file says where it was published; heads end at the first blank line. */
import { readFileSync } from 'node:fs';

export interface Sample {
  readonly head: readonly string[];
  readonly body: string;
}

/** A file that holds a document. */
export function sampleText(name: string): string {
  const text = readFileSync(new URL(`../../fixtures/samples/${name}`, import.meta.url), 'utf8');
  return text.slice(text.indexOf('\n') + 1);
}

/** A file that holds an HTTP answer. */
export function sampleAnswer(name: string): Sample {
  const text = sampleText(name);
  const blank = text.indexOf('\n\n');
  return blank < 0
    ? { head: text.trimEnd().split('\n'), body: '' }
    : { head: text.slice(0, blank).split('\n'), body: text.slice(blank + 2) };
}

export function valuesOf(sample: Sample, name: string): readonly string[] {
  const wanted = `${name.toLowerCase()}:`;
  return sample.head
    .filter((line) => line.toLowerCase().startsWith(wanted))
    .map((line) => line.slice(wanted.length).trim());
}
