// Writes docs/diagnoses.md from the knowledge base. A test says when it is not current.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { runnerImport } from 'vite';
import { root } from './stamps.mjs';

const { module } = await runnerImport(path.join(root, 'shared', 'audits', 'entries.ts'), { root, logLevel: 'error' });
writeFileSync(path.join(root, 'docs', 'diagnoses.md'), module.entriesAsMarkdown());
