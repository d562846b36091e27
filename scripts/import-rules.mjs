// Checks who imports whom against .dependency-cruiser.cjs. Through the library: its command refuses Node 20.
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const { forbidden, options } = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
const { enhancedResolveOptions, tsConfig, ...cruiseOptions } = options;
const folders = ['shared', 'main', 'preload', 'renderer', 'host', 'cli', 'lab'].filter((folder) => existsSync(folder));

const { output, exitCode } = await cruise(
  folders,
  { ...cruiseOptions, ruleSet: { forbidden }, validate: true, outputType: 'err-long' },
  enhancedResolveOptions,
  { tsConfig: extractTSConfig(tsConfig.fileName) },
);
console.log(String(output).trim());
process.exitCode = exitCode;
