/** Every fact that a walk can record has words, and no two facts the same ones by mistake. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { factNote, factWord } from '../../../renderer/detail/factNames.js';

const source = readFileSync(new URL('../../../shared/session/facts.ts', import.meta.url), 'utf8');
const names = [...source.matchAll(/^ {2}\| '([a-z0-9-]+)'/gm)].map((match) => match[1] ?? '');

it('says each in words', () => {
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name) => factWord(name) === name)).toEqual([]);
});

it('shows a name of a later version as it is, also one that every object has', () => {
  expect(factWord('not-yet-invented')).toBe('not-yet-invented');
  expect(factWord('constructor')).toBe('constructor');
  expect(factNote('constructor', 'name')).toBeUndefined();
});
