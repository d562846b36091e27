/** One self-contained ES module out of an entry point: only Node's own modules and Electron stay outside. */
import { builtinModules } from 'node:module';
import type { UserConfig } from 'vite';

const external = ['electron', /^node:/, ...builtinModules];

/**
 * @param entry source file
 * @param name folder under out/
 * @param banner first line of the bundle
 */
export function nodeBundle(entry: string, name: string, banner = ''): UserConfig {
  return {
    logLevel: 'warn',
    build: {
      ssr: entry,
      outDir: `out/${name}`,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        external,
        // The practice lab's OpenID provider brings depd, which makes its wrappers by eval. No page is involved.
        checks: { eval: false },
        output: { format: 'es', entryFileNames: 'index.js', codeSplitting: false, banner },
      },
    },
    // Packages are bundled too: the built program needs no node_modules.
    ssr: { noExternal: true },
  };
}
