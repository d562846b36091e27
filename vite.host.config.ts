import { nodeBundle } from './scripts/nodeBundle.js';

export default nodeBundle('host/index.ts', 'host');
