import { nodeBundle } from './scripts/nodeBundle.js';

export default nodeBundle('main/index.ts', 'main');
