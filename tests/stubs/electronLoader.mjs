// `node --import`: resolves `electron` to the tests' stub, so that the built main bundle starts in plain Node.
import { register } from 'node:module';

register('./electronHooks.mjs', import.meta.url);
