/**
 * The server's clock, by Date headers and NTLM challenges, against the clock of the walking machine; the registrar's by the
 * Date of its 401 and by code 1013. Kerberos allows 5 minutes, NTLM 15. [MS-SIPAE 3.2.5.2; MS-OCER 1013]
 */
import { factOf } from '../session/facts.js';
import { headerValues } from '../session/headers.js';
import type { Finding } from './audit.js';
import { middleSkew, duration, skewOf, wallClock, type Skew } from './reading/clock.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onHeader } from './reading/evidence.js';
import { onSip, severityAtRegistrar, sipAnswers, sipCoded, type SipAnswer } from './reading/sip.js';
import type { Sighting, Survey } from './reading/survey.js';

const mostSeconds = 300;
const mostForNtlm = 900;

export const timeSkew = defineAudit('time-skew', 'clock', (survey) => {
  const seen = clocks(survey);
  const ofRegistrars = registrarClocks(survey);
  if (seen.length === 0 && ofRegistrars.length === 0) return notApplicable('No answer told a time.');
  const off = seen.filter((clock) => Math.abs(clock.seconds) > mostSeconds);
  // One odd clock (a cache or proxy that sends an old Date) does not decide.
  if (off.length === 0 || Math.abs(middleSkew(seen) ?? 0) <= mostSeconds) {
    return failing(registrarFinding(survey, ofRegistrars));
  }
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
      evidence: [
        ...onePerHost(off).map((clock) => onHeader(clock.exchange, clock.part)),
        ...ofRegistrars.filter(isOff).map(({ answer }) => onSip(answer, 'headers.Date')),
      ],
    }),
  ]);
});

interface RegistrarClock {
  readonly answer: SipAnswer;
  readonly seconds: number;
}

const isOff = ({ seconds }: RegistrarClock): boolean => Math.abs(seconds) > mostSeconds;

/** One clock a place: its first answer that told the time. */
function registrarClocks(survey: Survey): readonly RegistrarClock[] {
  const places = new Map<string, RegistrarClock>();
  for (const answer of sipAnswers(survey)) {
    const told = answer.step === undefined ? undefined : factOf(answer.step, 'sip-date-skew-seconds');
    const seconds = Number(told ?? Number.NaN);
    if (places.has(answer.place) || headerValues(answer.message, 'Date').length === 0) continue;
    if (Number.isFinite(seconds)) places.set(answer.place, { answer, seconds });
  }
  return [...places.values()];
}

/** The clock of one registrar alone, or its own word for it; empty where they agree. */
function registrarFinding(survey: Survey, clocks: readonly RegistrarClock[]): readonly Finding[] {
  const [refused] = sipCoded(survey, [401, 403], [1013]);
  const off = clocks.filter(isOff);
  const [first] = off;
  const place = first?.answer.place ?? refused?.answer.place;
  if (place === undefined) return [];
  const evidence = [
    ...(refused === undefined ? [] : [refused.evidence]),
    ...off.map(({ answer }) => onSip(answer, 'headers.Date')),
  ];
  const said =
    refused === undefined ? '' : ` It refused the sign-in with code 1013: the clocks differ too much for it.`;
  if (first === undefined) {
    const seen = `Signed in at ${place}.${said} What it sends shows no such difference, so its domain controller may be the one with the wrong time.`;
    return [
      finding('time-skew', severityAtRegistrar(survey), {
        title: `${place} says that the clocks differ`,
        seen,
        evidence,
      }),
    ];
  }
  const differs = `${duration(first.seconds)} ${first.seconds > 0 ? 'ahead of' : 'behind'}`;
  const means =
    Math.abs(first.seconds) > mostForNtlm
      ? 'Neither Kerberos (5 minutes) nor NTLM (15 minutes) allows for that.'
      : 'Kerberos allows 5 minutes and fails, NTLM allows 15.';
  return [
    finding('time-skew', refused === undefined ? 'warning' : severityAtRegistrar(survey), {
      title: `The clock of ${place} is ${differs} this computer's`,
      seen: `Asked ${place} over SIP; the Date of its answer is ${differs} the clock of this computer. ${means}${said}`,
      evidence,
    }),
  ];
}

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
