/** Tested services whose trouble another audit tells with more: a path that is not published, one bad server of several. */
import { headerValue } from '../../session/headers.js';
import { hostOf } from './addresses.js';
import { isOfThese, provenBad } from './frontEnds.js';
import type { TestedService } from './serviceTests.js';
import type { Survey } from './survey.js';

/** Judged by audits of their own. */
const notOfPaths: readonly string[] = ['ControlPanel', 'XFrame'];

/**
 * The path is refused by something in front of the servers: every answer of theirs names the one it comes from, and
 * this one names none, while others under the same host do.
 */
export function isUnpublished(one: TestedService, all: readonly TestedService[]): boolean {
  if (one.step.side !== 'external' || one.step.outcome !== 'failed') return false;
  const isRefused = one.status === 403 || one.status === 404;
  if (!isRefused || notOfPaths.includes(one.service) || isFromServer(one)) return false;
  return all.some((other) => hostOf(other.url) === hostOf(one.url) && isFromServer(other));
}

/** The test met a server that repeated requests show to be broken, and failed as they did. */
export function isOfBadServer(survey: Survey, { exchange }: TestedService): boolean {
  return provenBad(survey).some((bad) => isOfThese(survey, bad, exchange));
}

const isFromServer = ({ exchange: { response } }: TestedService): boolean =>
  response !== undefined &&
  ['X-MS-Server-Fqdn', 'X-Ms-diagnostics'].some((name) => headerValue(response, name) !== undefined);
