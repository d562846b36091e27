import { defineConfig } from 'vite';

// A sandboxed preload is one CommonJS file that can require nothing but 'electron'.
export default defineConfig({
  logLevel: 'warn',
  build: {
    ssr: 'preload/index.ts',
    outDir: 'out/preload',
    emptyOutDir: true,
    target: 'chrome150',
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: 'index.cjs', codeSplitting: false },
    },
  },
  ssr: { noExternal: true },
});
