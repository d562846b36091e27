/** How many requests tell the servers of a pool apart, with as little load as can be. docs/protocol/front-ends.md. */
import { frontEndsOf, isUnreached, unevenness, type FrontEndAnswer } from '../../../shared/protocol/frontEnds.js';

/** Where all come from one server: with two dealt at random, the other stays hidden in 1 of 16 sweeps; dealt in turn, in none. */
const ofOneServer = 5;
/** Of three servers dealt at random, the broken one stays hidden in 1 of 26 sweeps. */
export const usual = 8;
/** Where one was bad once only. */
const most = 12;
/** A name that cannot be reached so often is left alone. */
const inVain = 3;

/**
 * Whether no further request is worth its load.
 * @param begun requests that were begun, answered or not
 * @param places addresses of the name; each is asked at least once
 */
export function isEnough(answers: readonly FrontEndAnswer[], begun: number, places: number): boolean {
  if (begun < places) return false;
  if (answers.length >= inVain && answers.every(isUnreached)) return true;
  if (begun >= most) return true;
  const { bad } = unevenness(answers);
  if (begun >= usual) return !bad.some((server) => server.answers.length === 1);
  const servers = frontEndsOf(answers);
  const isOne = servers.length === 1 && servers[0]?.faults.length === 0;
  return begun >= ofOneServer && answers.length >= ofOneServer - 2 && isOne;
}
