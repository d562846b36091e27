/** The server's clock, by Date headers and NTLM challenges, against the clock of the walking machine. */
import { factOf } from '../session/facts.js';
import { middleSkew, duration, skewOf, wallClock, type Skew } from './reading/clock.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onHeader } from './reading/evidence.js';
import type { Sighting, Survey } from './reading/survey.js';

const mostSeconds = 300;

export const timeSkew = defineAudit('time-skew', 'clock', (survey) => {
  const seen = clocks(survey);
  if (seen.length === 0) return notApplicable('No answer told a time.');
  const off = seen.filter((clock) => Math.abs(clock.seconds) > mostSeconds);
  // One odd clock (a cache or proxy that sends an old Date) does not decide.
  if (off.length === 0 || Math.abs(middleSkew(seen) ?? 0) <= mostSeconds) return passed;
  const [first] = off;
  if (first === undefined) return passed;
  const hosts = new Set(off.map((clock) => clock.host));
  const way = first.seconds > 0 ? 'ahead of' : 'behind';
  const several =
    hosts.size > 1 && hosts.size === new Set(seen.map((clock) => clock.host)).size
      ? ' All servers of this walk agree with each other, so the clock of this computer may be the wrong one.'
      : '';
  return failing([
    finding('time-skew', 'error', {
      title: `The clock of ${first.host} is ${duration(first.seconds)} ${way} this computer's`,
      seen: `Asked ${first.host}; its ${first.part === 'Date' ? 'Date header' : 'NTLM challenge'} is ${duration(first.seconds)} ${way} the clock of this computer.${several}`,
      evidence: onePerHost(off).map((clock) => onHeader(clock.exchange, clock.part)),
    }),
  ]);
});

interface Clock extends Skew {
  readonly host: string;
  readonly part: 'Date' | 'WWW-Authenticate';
}

function clocks(survey: Survey): readonly Clock[] {
  return survey.sightings.flatMap((sighting): readonly Clock[] => {
    const date = skewOf(survey.session, sighting.exchange);
    const ntlm = ntlmSkew(survey, sighting);
    return [
      ...(date === undefined ? [] : [{ ...date, host: sighting.host, part: 'Date' as const }]),
      ...(ntlm === undefined ? [] : [{ ...ntlm, host: sighting.host, part: 'WWW-Authenticate' as const }]),
    ];
  });
}

/** The challenge came with the last 401 of the step that carries an NTLM header. */
function ntlmSkew(survey: Survey, sighting: Sighting): Skew | undefined {
  const time = sighting.step === undefined ? undefined : factOf(sighting.step, 'ntlm-time');
  const challenge = sighting.response?.headers.some(
    ([name, value]) => /^www-authenticate$/i.test(name) && /^(NTLM|Negotiate)\s+\S/i.test(value),
  );
  if (time === undefined || challenge !== true) return undefined;
  const ours = wallClock(survey.session, sighting.exchange.firstByteMs ?? sighting.exchange.startedMs);
  const seconds = Math.round((Date.parse(time) - ours) / 1000);
  return Number.isFinite(seconds) ? { exchange: sighting.exchange, seconds } : undefined;
}

/** The first of each host and kind of clock: more show nothing new. */
function onePerHost(clocks: readonly Clock[]): readonly Clock[] {
  const same = (one: Clock, other: Clock): boolean => one.host === other.host && one.part === other.part;
  return clocks.filter((one, index) => clocks.findIndex((other) => same(one, other)) === index);
}
