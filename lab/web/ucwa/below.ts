// Everything below an application but its events: me, policies, people, communication, meetings.
import { emptyAnswer, noCache, type Answer } from '../shell/answer.js';
import type { Services } from '../services.js';
import type { Application } from './applications.js';
import { refuse, refuseParameter } from './errors.js';
import type { Sender, UcwaEvent } from './eventChannel.js';
import type { Input } from './input.js';
import { joinMeeting } from './meetings.js';
import { resourceAnswer, type Form, type Resource } from './representation.js';
import {
  communicationResource,
  meResource,
  onlineMeetingsResource,
  partResource,
  peopleResource,
  policiesResource,
} from './resources.js';

export interface BelowRequest {
  readonly method: string;
  /** Below the application, lower case. */
  readonly path: string;
  readonly input: Input;
}

/** Answers a request for a resource of an application that is there. */
export function answerBelow(
  services: Services,
  form: Form,
  application: Application,
  { method, path, input }: BelowRequest,
): Answer {
  if (method === 'GET') return look(form, application, path);
  if (method === 'DELETE' && path.startsWith('communication/conversations/')) {
    return application.talks.delete(path) ? done() : refuse(form, 'resourceNotFound');
  }
  if (method !== 'POST') return refuse(form, 'methodNotAllowed');
  switch (path) {
    case 'me/makemeavailable':
      return makeAvailable(form, application, input);
    case 'me/presence':
      return setPresence(form, application, input);
    case 'me/note':
      if (application.available === undefined) return refuse(form, 'makeMeAvailableRequired');
      application.note = input.text('message') ?? '';
      return done();
    case 'me/reportmyactivity':
      return application.available === undefined ? refuse(form, 'makeMeAvailableRequired') : done();
    case 'reportmynetwork':
      return done();
    case 'communication/onlinemeetinginvitations':
      return joinMeeting(form, application, input, services.conferences);
    default:
      return partOf(application, path) === undefined
        ? refuse(form, 'resourceNotFound')
        : refuse(form, 'methodNotAllowed', [['Allow', 'GET']]);
  }
}

const needAvailability = new Set(['me/presence', 'me/note', 'me/location']);

function look(form: Form, application: Application, path: string): Answer {
  const part = partOf(application, path);
  if (part !== undefined) return resourceAnswer(form, 200, part);
  if (needAvailability.has(path)) return refuse(form, 'makeMeAvailableRequired');
  const isAction = ['me/makemeavailable', 'me/reportmyactivity', 'batch', 'reportmynetwork'].includes(path);
  return isAction ? refuse(form, 'methodNotAllowed', [['Allow', 'POST']]) : refuse(form, 'resourceNotFound');
}

function partOf(application: Application, path: string): Resource | undefined {
  switch (path) {
    case 'me':
      return meResource(application);
    case 'policies':
      return policiesResource(application);
    case 'people':
      return peopleResource(application);
    case 'onlinemeetings':
      return onlineMeetingsResource(application);
    case 'communication':
      return communicationResource(application);
    case 'communication/conversations':
      return {
        rel: 'conversations',
        href: `${application.href}/communication/conversations`,
        links: [...application.talks.values()]
          .filter(({ rel }) => rel === 'conversation')
          .map(({ rel, href }) => ({ rel, href })),
      };
    default:
      return application.talks.get(path) ?? partResource(application, path);
  }
}

const availabilities = ['Online', 'Busy', 'DoNotDisturb', 'BeRightBack', 'Away', 'Offwork'];

function makeAvailable(form: Form, application: Application, input: Input): Answer {
  if (application.owner.conference !== undefined) return refuse(form, 'anonymousNotAllowed');
  if (application.available !== undefined) return refuse(form, 'alreadyExists');
  const presence = input.text('signInAs') ?? 'Online';
  if (!availabilities.includes(presence)) return refuseParameter(form, 'signInAs', 'The value is not known.');
  const formats = input.list('supportedMessageFormats');
  application.available = {
    presence,
    modalities: input.list('supportedModalities'),
    formats: formats.length === 0 ? ['Plain'] : formats,
  };
  const communication = communicationResource(application);
  const me = `${application.href}/me`;
  const news = (type: UcwaEvent['type'], rel: string, href: string): UcwaEvent => ({ type, link: { rel, href } });
  application.channel.post(
    {
      rel: 'communication',
      href: communication.href,
      events: [{ ...news('updated', 'communication', communication.href), embedded: communication }],
    },
    {
      rel: 'me',
      href: me,
      events: [
        news('updated', 'me', me),
        ...['presence', 'note', 'location'].map((rel) => news('added', rel, `${me}/${rel}`)),
      ],
    },
  );
  return done();
}

function setPresence(form: Form, application: Application, input: Input): Answer {
  if (application.available === undefined) return refuse(form, 'makeMeAvailableRequired');
  // An empty body goes back to what the server thinks.
  const presence = input.text('availability') ?? 'Online';
  if (!availabilities.includes(presence)) return refuseParameter(form, 'availability', 'The value is not known.');
  application.available.presence = presence;
  const href = `${application.href}/me`;
  const sender: Sender = {
    rel: 'me',
    href,
    events: [{ type: 'updated', link: { rel: 'presence', href: `${href}/presence` } }],
  };
  application.channel.post(sender);
  return done();
}

function done(): Answer {
  return emptyAnswer(204, noCache);
}
