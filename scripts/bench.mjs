// npm run bench: builds scripts/bench into out/bench and runs it. Measures, asserts nothing.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { root } from './stamps.mjs';

const outDir = path.join(root, 'out', 'bench');
process.chdir(root);
await build({
  configFile: false,
  logLevel: 'warn',
  build: {
    ssr: 'scripts/bench/main.ts',
    outDir,
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      external: [/^node:/],
      output: { format: 'es', entryFileNames: 'index.js', codeSplitting: false },
    },
  },
  ssr: { noExternal: true },
});
await import(pathToFileURL(path.join(outDir, 'index.js')).href);
