// GET …/events: query, hold, and the answer in both forms (skype-docs, UCWA EventsInUCWA and EventChannelDetails).
import type { Answer } from '../shell/answer.js';
import type { WebRequest } from '../shell/request.js';
import { xmlAttribute } from '../xml.js';
import type { Application } from './applications.js';
import { refuse, refuseParameter, xmlReason } from './errors.js';
import type { Sender, UcwaEvent } from './eventChannel.js';
import { jsonResource, textAnswer, ucwaNs, xmlResource, type Form, type Link } from './representation.js';

/** Seconds: allowed values, and what holds where none is given. */
const ranges = {
  low: { least: 5, most: 1800, usual: 15 },
  medium: { least: 5, most: 1800, usual: 5 },
  timeout: { least: 180, most: 1800, usual: 180 },
} as const;

/** Holds the request until there is something to say or its time is up. */
export async function answerEvents(form: Form, request: WebRequest, application: Application): Promise<Answer> {
  const ack = numberOf(request.query('ack') ?? '');
  if (ack === undefined) return refuseParameter(form, 'ack', 'The value must be a number.');
  const priority = numberOf(request.query('priority') ?? '0');
  if (priority === undefined) return refuseParameter(form, 'priority', 'The value must be a number.');
  for (const [name, { least, most }] of Object.entries(ranges)) {
    const text = request.query(name);
    const value = text === undefined ? least : numberOf(text);
    if (value === undefined || value < least || value > most) {
      return refuseParameter(form, name, `The value must be between ${String(least)} and ${String(most)}.`);
    }
    if (name === 'timeout' && text !== undefined) application.eventTimeout = value;
  }
  const holdMs = (application.eventTimeout ?? ranges.timeout.usual) * 1000;
  const polled = await application.channel.poll({ ack, priority, holdMs });
  switch (polled.kind) {
    case 'replaced':
      return refuse(form, 'replaced');
    case 'gone':
      return refuse(form, 'applicationNotFound');
    case 'resync':
      return write(form, application, ack, [{ rel: 'resync', href: hrefOf(application, polled.ack) }], []);
    case 'events':
      return write(
        form,
        application,
        polled.ack,
        [{ rel: 'next', href: hrefOf(application, polled.ack + 1) }],
        polled.senders,
      );
  }
}

/** The address that acknowledges everything before `ack`. */
export function hrefOf(application: Pick<Application, 'href'>, ack: number): string {
  return `${application.href}/events?ack=${String(ack)}`;
}

function numberOf(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function write(
  form: Form,
  application: Application,
  ack: number,
  links: readonly Link[],
  senders: readonly Sender[],
): Answer {
  const self = hrefOf(application, ack);
  if (!form.xml) {
    const body = {
      _links: { self: { href: self }, ...Object.fromEntries(links.map(({ rel, href }) => [rel, { href }])) },
      ...(senders.length === 0
        ? {}
        : { sender: senders.map(({ rel, href, events }) => ({ rel, href, events: events.map(jsonEvent) })) }),
    };
    return textAnswer(form, 200, JSON.stringify(body));
  }
  return textAnswer(
    form,
    200,
    `<events href="${xmlAttribute(self)}" xmlns="${ucwaNs}">` +
      links.map(({ rel, href }) => `<link rel="${rel}" href="${xmlAttribute(href)}"/>`).join('') +
      senders
        .map(
          ({ rel, href, events }) =>
            `<sender rel="${rel}" href="${xmlAttribute(href)}">${events.map(xmlEvent).join('')}</sender>`,
        )
        .join('') +
      '</events>',
  );
}

function jsonEvent({ type, link, embedded, status, reason }: UcwaEvent): object {
  return {
    link,
    ...(embedded === undefined ? {} : { _embedded: { [embedded.rel]: jsonResource(embedded) } }),
    ...(status === undefined ? {} : { status }),
    ...(reason === undefined ? {} : { reason }),
    type,
  };
}

// How XML carries the outcome of an operation is not published: an attribute here.
function xmlEvent({ type, link, embedded, status, reason }: UcwaEvent): string {
  const content =
    (embedded === undefined ? '' : xmlResource(embedded, false)) + (reason === undefined ? '' : xmlReason(reason));
  const attributes =
    `rel="${link.rel}" href="${xmlAttribute(link.href)}"` + (status === undefined ? '' : ` status="${status}"`);
  return content === '' ? `<${type} ${attributes}/>` : `<${type} ${attributes}>${content}</${type}>`;
}
