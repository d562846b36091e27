// `npm run accuracy`: walks through the lab with every fault and writes docs/accuracy.md. Ends with 1 unless every row
// reaches the goal. `--only FAULT` and `--deployment ID` (both may be repeated) try a part and write nothing.
import path from 'node:path';
import { runnerImport } from 'vite';
import { root } from './stamps.mjs';

const { module } = await runnerImport(path.join(root, 'scripts', 'accuracy', 'run.ts'), { root, logLevel: 'error' });
process.exitCode = module.exitStatus;
