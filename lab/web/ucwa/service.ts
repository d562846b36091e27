// /ucwa/oauth/v1 (tokens) and /ucwa/v1 (web tickets and tokens): applications and everything below them (web.md 7).
import { identifyByTicket, identifyByToken, type Identity } from '../autodiscover/identity.js';
import { oauthChallenge } from '../oauth/challenge.js';
import type { Services } from '../services.js';
import { aspNetAnswer, withHeaders, type Answer } from '../shell/answer.js';
import { diagnostics, diagnosticsHeader } from '../shell/diagnostics.js';
import { errorPage } from '../shell/errorPages.js';
import type { WebRequest } from '../shell/request.js';
import { homeOf, sipAddressOf } from '../topology.js';
import type { Application, Owner } from './applications.js';
import { createApplication } from './create.js';
import { refuse } from './errors.js';
import { answerEvents } from './events.js';
import { readInput } from './input.js';
import { acceptedForm, jsonForm, resourceAnswer, textAnswer, type Form } from './representation.js';
import { answerBelow } from './below.js';
import { applicationResource } from './resources.js';

/** Answers any request below /ucwa. */
export async function answerUcwa(services: Services, request: WebRequest): Promise<Answer> {
  const matched = /^(\/ucwa\/(?:oauth\/)?v1)(?:\/(.*))?$/.exec(request.path);
  const root = matched?.[1];
  if (root === undefined) return errorPage(404);
  // 1. A page of another origin must be on the list, which is empty.
  if (request.header('X-Ms-Origin') !== undefined) {
    return errorPage(403, [diagnosticsHeader(diagnostics.originNotAllowed, request.lab.frontEnd)]);
  }
  // 2. Who asks, and whether this pool is the right one.
  const identity =
    root === '/ucwa/oauth/v1' ? identifyByToken(services, request) : await identifyByTicket(services, request);
  if (!identity.ok) return identity.answer;
  if (!isAtHome(services, request, identity)) return wrongPool(services, request);
  // 3. What is wrong with the whole service.
  const trouble = answerTrouble(services);
  if (trouble !== undefined) return trouble;
  const form = acceptedForm(request);
  if (form === null) return refuse(jsonForm, 'notAcceptable');
  return route(services, request, form, { root, path: matched?.[2] ?? '', owner: ownerOf(identity) });
}

type Known = Identity & { readonly ok: true };

function ownerOf({ sipAddress, conference }: Known): Owner {
  return conference === undefined ? { sipAddress } : { sipAddress, conference };
}

// Users are served by their own pool, guests by the organizer's.
function isAtHome(services: Services, request: WebRequest, { sipAddress, conference }: Known): boolean {
  const address = conference === undefined ? sipAddress : (sipAddressOf(conference.split(';')[0] ?? '') ?? '');
  const home = homeOf(services.deployment, address);
  return home.kind === 'pool' && home.pool.id === request.lab.pool.id;
}

// The published 403 of a token that was meant for another pool.
function wrongPool(services: Services, request: WebRequest): Answer {
  const { frontEnd, pool, site } = request.lab;
  return errorPage(403, [
    ['Warning', `120 ${frontEnd} "InvalidToken"`],
    diagnosticsHeader(diagnostics.oauthTokenInvalid, frontEnd, 'wsse:FailedAuthentication'),
    ...oauthChallenge(services.deployment, pool, site, services.policy),
  ]);
}

function answerTrouble({ policy }: Services): Answer | undefined {
  switch (policy.ucwa) {
    case 'unavailable':
      return refuse(jsonForm, 'unavailable');
    case 'throttled':
      return refuse(jsonForm, 'tooManyRequests', [['Retry-After', '60']]);
    case 'recycled':
      // An unhandled exception (event 1309) leaves ASP.NET's page, nothing of UCWA's own.
      return aspNetAnswer(
        500,
        'text/html; charset=utf-8',
        "<html><head><title>Runtime Error</title></head><body><h1>Server Error in '/ucwa' Application.</h1></body></html>",
        [['Cache-Control', 'private']],
      );
    default:
      return undefined;
  }
}

interface Target {
  readonly root: string;
  /** Below the root, lower case. */
  readonly path: string;
  readonly owner: Owner;
}

async function route(services: Services, request: WebRequest, form: Form, target: Target): Promise<Answer> {
  const { root, path, owner } = target;
  if (path === 'applications' || path === 'anonapplications') {
    if (request.method === 'OPTIONS') return describeOptions(form);
    if (request.method !== 'POST') return refuse(form, 'methodNotAllowed', [['Allow', 'POST, OPTIONS']]);
    return createApplication(services, request, form, { root, owner, isAnonymous: path === 'anonapplications' });
  }
  const [, id, below = ''] = /^applications\/([^/]+)(?:\/(.*))?$/.exec(path) ?? [];
  if (id === undefined) return refuse(form, 'resourceNotFound');
  const application = services.applications.find(id);
  if (application === undefined || !isOwn(application, owner)) return refuse(form, 'applicationNotFound');
  if (below === '') return answerApplication(services, request, form, application);
  if (below === 'events') {
    return request.method === 'GET'
      ? answerEvents(form, request, application)
      : refuse(form, 'methodNotAllowed', [['Allow', 'GET']]);
  }
  const read = readInput(request);
  if (!read.ok) return refuse(form, read.why === 'syntax' ? 'deserialization' : 'unsupportedMediaType');
  return answerBelow(services, form, application, { method: request.method, path: below, input: read.input });
}

function isOwn(application: Application, owner: Owner): boolean {
  return application.owner.sipAddress.toLowerCase() === owner.sipAddress.toLowerCase();
}

function answerApplication(services: Services, request: WebRequest, form: Form, application: Application): Answer {
  switch (request.method) {
    case 'GET':
      return resourceAnswer(form, 200, applicationResource(application, services.deployment.version));
    case 'DELETE':
      services.applications.remove(application);
      return withHeaders({ status: 204, headers: [], body: Buffer.alloc(0), aspNet: true }, [
        ['Cache-Control', 'no-cache'],
      ]);
    default:
      return refuse(form, 'methodNotAllowed', [['Allow', 'GET, DELETE']]);
  }
}

// The reference page shows one method with its parameters.
function describeOptions(form: Form): Answer {
  const names = ['culture', 'endpointId', 'instanceId', 'userAgent'];
  if (!form.xml) {
    const parameters = names.map((name) => ({ name, supportedValues: [] }));
    return textAnswer(form, 200, JSON.stringify({ metadata: [{ httpMethod: 'POST', parameters }] }));
  }
  return textAnswer(
    form,
    200,
    '<optionsMetadata xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
      '<metadata><httpMethodMetadata><httpMethod>POST</httpMethod><parameters>' +
      names.map((name) => `<parameter><name>${name}</name><supportedValues/></parameter>`).join('') +
      '</parameters></httpMethodMetadata></metadata></optionsMetadata>',
  );
}
