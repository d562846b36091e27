// The command line in a checkout: builds it when the sources are newer, then runs it in this very process, so that
// standard input, signals and the exit status are its own.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';
import { bundleFolder } from './stamps.mjs';

const needed = process.argv[2] === 'serve' ? ['cli', 'renderer'] : ['cli'];
if (ensureBuilt(needed)) {
  const bundle = path.join(bundleFolder('cli'), 'index.js');
  process.argv[1] = bundle;
  await import(pathToFileURL(bundle).href);
} else {
  console.error('lyncscope could not be built.');
  process.exitCode = 2;
}
