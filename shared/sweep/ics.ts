/** The certificate calendar for calendar programs (RFC 5545): an all-day event on the day a certificate ends. */
import ICAL from 'ical.js';
import type { CalendarEntry } from './model.js';

/** Days before the end on which a calendar program speaks up. */
export const reminders = [30, 7] as const;

/** Places named in one event. */
const mostPlaces = 40;

/** RFC 5545, 3.1 counts the space that a continued line begins with; the library does not. */
const octetsALine = 74;

/**
 * The calendar as text, lines folded and ended by CRLF. An event's id is the certificate's fingerprint: importing a later
 * calendar changes what is there, and doubles nothing. A certificate that has ended already gets no reminder.
 * @param madeAt ISO 8601, when the certificates were seen
 */
export function calendarIcs(entries: readonly CalendarEntry[], madeAt: string): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Lyncscope//Certificate calendar//EN');
  calendar.addPropertyWithValue('x-wr-calname', 'Certificates of Lync and Skype for Business');
  const stamp = utcTime(madeAt);
  for (const entry of entries) {
    const event = eventOf(entry, stamp, madeAt);
    if (event !== undefined) calendar.addSubcomponent(event);
  }
  const before = ICAL.foldLength;
  try {
    ICAL.foldLength = octetsALine;
    return `${calendar.toString()}\r\n`;
  } finally {
    ICAL.foldLength = before;
  }
}

/** undefined for a certificate whose date cannot be read. */
function eventOf(entry: CalendarEntry, stamp: ICAL.Time, madeAt: string): ICAL.Component | undefined {
  const day = dayOf(entry.notAfter);
  if (day === undefined) return undefined;
  const event = new ICAL.Component('vevent');
  event.addPropertyWithValue('uid', `${entry.sha256.replace(/[^0-9a-fA-F]/g, '').toLowerCase()}@lyncscope`);
  event.addPropertyWithValue('dtstamp', stamp);
  event.addPropertyWithValue('dtstart', day);
  event.addPropertyWithValue('summary', plain(`Certificate ends: ${entry.name}`));
  event.addPropertyWithValue('description', description(entry));
  event.addPropertyWithValue('transp', 'TRANSPARENT'); // nobody is busy that day
  event.addPropertyWithValue('categories', 'Certificates');
  if (Date.parse(entry.notAfter) > Date.parse(madeAt)) {
    for (const days of reminders) event.addSubcomponent(alarm(entry, days));
  }
  return event;
}

function alarm({ name }: CalendarEntry, days: number): ICAL.Component {
  const component = new ICAL.Component('valarm');
  component.addPropertyWithValue('action', 'DISPLAY');
  component.addPropertyWithValue('description', plain(`The certificate ${name} ends in ${days} days`));
  component.addPropertyWithValue('trigger', new ICAL.Duration({ days, isNegative: true }));
  return component;
}

function description(entry: CalendarEntry): string {
  const shown = entry.places.slice(0, mostPlaces);
  const more = entry.places.length - shown.length;
  return [
    `${entry.role === 'leaf' ? 'Certificate' : 'Intermediate certificate'}: ${plain(entry.name)}`,
    `Issuer: ${plain(entry.issuer)}`,
    `Ends: ${entry.notAfter}`,
    `Seen at: ${shown.map(plain).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    `Targets that use it: ${entry.targets}`,
    `SHA-256: ${plain(entry.sha256)}`,
  ].join('\n');
}

/** Servers choose the names: no control characters reach the calendar (RFC 5545, 3.1: TEXT has none but line breaks). */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}]/gu, ' ');
}

function dayOf(iso: string): ICAL.Time | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T/.exec(iso);
  if (parts === null || Number.isNaN(Date.parse(iso))) return undefined;
  const [, year, month, day] = parts;
  return new ICAL.Time(
    { year: Number(year), month: Number(month), day: Number(day), isDate: true },
    ICAL.Timezone.localTimezone,
  );
}

function utcTime(iso: string): ICAL.Time {
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0] = (iso.match(/\d+/g) ?? []).map(Number);
  return new ICAL.Time({ year, month, day, hour, minute, second, isDate: false }, ICAL.Timezone.utcTimezone);
}
