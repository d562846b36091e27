/** What the start script takes from the built host. */
export { serve, type ServeOptions } from './serve.js';
export { startHost, type Host, type HostOptions } from './server.js';
export { UsageError } from '../main/usage.js';
