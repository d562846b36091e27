/** Runs while it is loaded: what the lab loads late (its OpenID provider) is found only as long as the loader is there. */
import { main } from './main.js';

export const exitStatus = await main(process.argv.slice(2));
