/** Times of a session: everything is counted from its start, the clock of the machine that reads it does not matter. */
import { headerValue } from '../../session/headers.js';
import type { Exchange, Session } from '../../session/model.js';

/** Wall clock of the walking machine at a moment of the session, ms since 1970; NaN where the start cannot be read. */
export function wallClock(session: Session, ms: number): number {
  return Date.parse(session.startedAt) + ms;
}

export interface Skew {
  readonly exchange: Exchange;
  /** Server's clock minus ours, in seconds. */
  readonly seconds: number;
}

/** Difference of the clocks as one answer shows it by its Date header, corrected for when the answer came. */
export function skewOf(session: Session, exchange: Exchange): Skew | undefined {
  if (exchange.response === undefined) return undefined;
  const server = Date.parse(headerValue(exchange.response, 'Date') ?? '');
  const ours = wallClock(session, exchange.firstByteMs ?? exchange.endedMs ?? exchange.startedMs);
  const seconds = Math.round((server - ours) / 1000);
  return Number.isFinite(seconds) ? { exchange, seconds } : undefined;
}

/** The middle one of all clocks seen: one odd proxy does not decide. */
export function middleSkew(skews: readonly Skew[]): number | undefined {
  const sorted = skews.map((skew) => skew.seconds).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

const months = 'January February March April May June July August September October November December'.split(' ');

/** "21 November 2026, 00:41 UTC" for 2026-11-21T00:41:56Z; a text that is no date stays as it is. */
export function dateForPeople(text: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  const two = (amount: number): string => String(amount).padStart(2, '0');
  const day = `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`;
  return `${day}, ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
}

/** "3 days", "2 hours", "7 minutes": the largest unit that says something. */
export function duration(seconds: number): string {
  const size = Math.abs(seconds);
  const [amount, unit] =
    size >= 172_800
      ? [Math.round(size / 86_400), 'day']
      : size >= 7200
        ? [Math.round(size / 3600), 'hour']
        : size >= 120
          ? [Math.round(size / 60), 'minute']
          : [size, 'second'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
