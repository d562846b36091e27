import { nodeBundle } from './scripts/nodeBundle.js';

export default nodeBundle('cli/index.ts', 'cli', '#!/usr/bin/env node');
