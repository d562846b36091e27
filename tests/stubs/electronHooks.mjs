// Module hooks for electronLoader.mjs.
import { readFile } from 'node:fs/promises';
import { transformWithOxc } from 'vite';

const stub = new URL('./electron.ts', import.meta.url).href;

/** @type {import('node:module').ResolveHook} */
export const resolve = (specifier, context, next) =>
  specifier === 'electron' ? { url: stub, format: 'module', shortCircuit: true } : next(specifier, context);

/** @type {import('node:module').LoadHook} */
export const load = async (url, context, next) => {
  if (url !== stub) return next(url, context);
  const { code } = await transformWithOxc(await readFile(new URL(url), 'utf8'), 'electron.ts');
  return { format: 'module', source: code, shortCircuit: true };
};
