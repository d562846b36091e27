/** Cases of the audits that only UCWA decides; same shape as in cases.ts. */
import type { Session, StepKind } from '../../../shared/session/model.js';
import { Builder, domain, failure, type AnswerOptions, type StepOptions } from './build.js';
import { walk } from './walks.js';

const empty = new Builder().session();
const web = `https://webext.${domain}`;
const json = ['Content-Type', 'application/json'] as const;

function asking(kind: StepKind, path: string, answer: AnswerOptions, step: StepOptions = {}): Session {
  return walk({
    then: (builder) => void builder.ask(builder.step(kind, { side: 'external', ...step }), `${web}${path}`, answer),
  });
}

const applications = '/ucwa/oauth/v1/applications';
const unexpected = { failure: failure('protocol', 'unexpected_status') };
const fine = asking('ucwa.create', applications, { method: 'POST', status: 201, headers: [json], body: '{}' });
const refused = (kind: StepKind, path: string, status: number, body: string): Session =>
  asking(kind, path, { method: kind === 'ucwa.create' ? 'POST' : 'GET', status, headers: [json], body }, unexpected);

const reset = failure('response', 'connection_reset', 'The connection was reset.');
const held = failure('response', 'timeout', 'No answer came.');
const xframe = '/Autodiscover/XFrame/XFrame.html';
const asXframe: StepOptions = { facts: [['service', `XFrame ${web}${xframe}`]] };

/** One test of a service, as the walk groups them. */
function tested(service: string, path: string, status: number, outcome: 'ok' | 'failed'): Session {
  return walk({
    then: (builder) => {
      const parent = builder.step('service-tests');
      const facts: StepOptions['facts'] = [['service', `${service} ${web}${path}`]];
      const step = builder.step('service.test', {
        parent,
        side: 'external',
        facts,
        ...(outcome === 'failed' ? unexpected : {}),
      });
      builder.ask(step, `${web}${path}`, { status });
    },
  });
}

export const ucwaCases = {
  'service-not-answering': {
    pass: tested('AddressBook', '/abs/handler', 401, 'ok'),
    fail: tested('AddressBook', '/abs/handler', 404, 'failed'),
    told: ['warning service-not-answering | Not as they should: AddressBook (404) | x12 response.status, s19 outcome'],
    notApplicable: empty,
  },
  'control-panel-published': {
    pass: tested('ControlPanel', '/cscp/', 404, 'ok'),
    fail: tested('ControlPanel', '/cscp/', 401, 'failed'),
    told: [
      'warning control-panel-published | The control panel of the administrators answers outside | x12 response.status, s19 outcome',
    ],
    notApplicable: empty,
  },
  'ucwa-application-expired': {
    pass: fine,
    fail: refused('ucwa.read', `${applications}/105/me`, 404, '{"code":"NotFound","subcode":"ApplicationNotFound"}'),
    told: [
      'warning ucwa-application-expired | UCWA forgets applications that are in use | x12 response.status, x12 response.body:ApplicationNotFound',
    ],
    notApplicable: empty,
  },
  'ucwa-unavailable': {
    pass: fine,
    fail: refused('ucwa.create', applications, 503, '{"code":"ServiceUnavailable"}'),
    told: [
      'warning ucwa-unavailable | UCWA says that it is unavailable | x12 response.status, x12 response.body:ServiceUnavailable',
    ],
    notApplicable: empty,
  },
  'ucwa-throttled': {
    pass: fine,
    fail: refused('ucwa.create', applications, 429, '{"code":"TooManyRequests","subcode":"TooManyApplications"}'),
    told: [
      'warning ucwa-throttled | UCWA takes no more requests of this user for now | x12 response.status, x12 response.body:TooManyApplications',
    ],
    notApplicable: empty,
  },
  'ucwa-event-channel-cut': {
    // Held open until the program gave up: no slow answer and no cut.
    pass: asking('ucwa.events', `${applications}/105/events`, { status: undefined, failure: held }, { outcome: 'ok' }),
    fail: asking(
      'ucwa.events',
      `${applications}/105/events`,
      { status: undefined, failure: reset },
      { failure: reset },
    ),
    told: ['warning ucwa-event-channel-cut | Something on the way cuts the event channel | s18 outcome, x12 timing'],
    notApplicable: empty,
  },
  'xframe-unpublished': {
    pass: asking('service.test', xframe, { status: 200, headers: [['Content-Type', 'text/html']] }, asXframe),
    fail: asking('service.test', xframe, { status: 403 }, { ...asXframe, ...unexpected }),
    told: [
      'warning xframe-unpublished | The page for web apps (XFrame) is not published | x12 response.status, s18 outcome',
    ],
    notApplicable: empty,
  },
} as const;
