/** Cases of the audits that judge a meeting joined as a guest; same shape as in cases.ts. */
import type { Session, StepKind } from '../../../shared/session/model.js';
import { Builder, domain, failure, user, type AnswerOptions, type Facts, type StepOptions } from './build.js';

const empty = new Builder().session();
const web = `https://webext.${domain}`;
const page = `https://meet.${domain}/lenea/********`;
const json = ['Content-Type', 'application/json'] as const;
const unexpected = failure('protocol', 'unexpected_status');

interface Broken {
  readonly at: StepKind;
  readonly answer?: AnswerOptions;
  readonly step?: StepOptions;
}

const way: readonly {
  readonly kind: StepKind;
  readonly url: string;
  readonly answer: AnswerOptions;
  readonly facts?: Facts;
}[] = [
  { kind: 'meeting.locate', url: page, answer: { status: 200 }, facts: [['meeting-page', 'there']] },
  {
    kind: 'ucwa.user',
    url: `${web}/Autodiscover/AutodiscoverService.svc/root/oauth/user`,
    answer: { status: 401, headers: [['WWW-Authenticate', 'MsRtcOAuth href="x"']] },
    facts: [['oauth-grant', 'urn:microsoft.rtc:anonmeeting']],
  },
  { kind: 'meeting.token', url: `${web}/WebTicket/oauthtoken`, answer: { method: 'POST', status: 200 } },
  { kind: 'ucwa.create', url: `${web}/ucwa/oauth/v1/applications`, answer: { method: 'POST', status: 201 } },
  {
    kind: 'meeting.join',
    url: `${web}/ucwa/oauth/v1/applications/105/communication/onlineMeetingInvitations`,
    answer: { method: 'POST', status: 201 },
  },
  {
    kind: 'meeting.outcome',
    url: `${web}/ucwa/oauth/v1/applications/105/events?ack=1`,
    answer: { status: 200, headers: [json] },
    facts: [['meeting-outcome', 'joined']],
  },
];

/** A join as the flow records it; what stands behind a failed step is not there, a silent page apart. */
function joined(...broken: readonly Broken[]): Session {
  const builder = new Builder({ sipAddress: user, meeting: { address: page, name: 'Guest' } });
  const stops = broken.find(({ at, step }) => at !== 'meeting.locate' && step?.failure !== undefined);
  const group = builder.step('meeting', stops === undefined ? {} : { failure: stops.step?.failure ?? unexpected });
  for (const { kind, url, answer, facts } of way) {
    const own = broken.find(({ at }) => at === kind);
    const step = builder.step(kind, {
      parent: group,
      ...(kind === 'meeting.locate' ? {} : { side: 'external' }),
      ...(facts === undefined ? {} : { facts }),
      ...own?.step,
    });
    builder.ask(step, url, { ...answer, ...own?.answer });
    if (own !== undefined && own === stops) break;
  }
  return builder.session();
}

const good = joined();
const refusedJoin = (status: number, body: string, facts: Facts): Session =>
  joined({ at: 'meeting.join', answer: { status, headers: [json], body }, step: { failure: unexpected, facts } });
const ended = (subcode: string): Session =>
  joined({
    at: 'meeting.outcome',
    answer: { body: `{"reason":{"code":"RemoteFailure","subcode":"${subcode}"}}` },
    step: {
      failure: unexpected,
      facts: [
        ['meeting-outcome', 'refused'],
        ['ucwa-error', `RemoteFailure, ${subcode}`],
      ],
    },
  });

export const meetingCases = {
  'meeting-gone': {
    pass: good,
    fail: refusedJoin(404, '{"code":"NotFound","subcode":"DestinationNotFound"}', [
      ['ucwa-error', 'NotFound, DestinationNotFound'],
    ]),
    told: [
      'error meeting-gone | The meeting does not exist, or does not exist any more | x5 response.body:DestinationNotFound, s6 outcome',
    ],
    notApplicable: empty,
  },
  'meeting-anonymous-not-allowed': {
    pass: ended('Ended'),
    fail: refusedJoin(403, '{"code":"Forbidden","subcode":"AnonymousNotAllowed"}', [
      ['ucwa-error', 'Forbidden, AnonymousNotAllowed'],
    ]),
    told: [
      'error meeting-anonymous-not-allowed | The meeting takes nobody without an account | x5 response.body:AnonymousNotAllowed, s6 outcome',
    ],
    notApplicable: empty,
  },
  'meeting-ended': {
    pass: good,
    fail: ended('Ended'),
    told: ['error meeting-ended | The meeting has ended | x6 response.body:Ended, s7 outcome'],
    notApplicable: empty,
  },
  'meeting-guest-turned-away': {
    pass: ended('Ended'),
    fail: ended('InviteesOnly'),
    told: [
      'error meeting-guest-turned-away | The meeting takes only those who were invited | x6 response.body:InviteesOnly, s7 outcome',
    ],
    notApplicable: empty,
  },
  'meeting-ticket-mismatch': {
    pass: refusedJoin(403, '{"code":"Forbidden","subcode":"AnonymousNotAllowed"}', []),
    fail: refusedJoin(
      403,
      '{"code":"Forbidden","message":"The target conference URI does not match the conference URI provisioned in the anonymous web ticket."}',
      [['ucwa-error', 'Forbidden']],
    ),
    told: [
      'error meeting-ticket-mismatch | The token of the guest was issued for another conference | x5 response.body:Forbidden, s6 outcome',
    ],
    notApplicable: empty,
  },
  'meeting-key-refused': {
    pass: good,
    fail: joined({
      at: 'meeting.token',
      answer: { status: 400, headers: [json], body: '{"error":"invalid_grant"}' },
      step: { failure: failure('credential', 'credential_refused'), facts: [['fault', 'invalid_grant: ']] },
    }),
    told: [
      'error meeting-key-refused | The server does not know this meeting and key | x3 response.status, s4 outcome',
    ],
    notApplicable: empty,
  },
  'meeting-no-guest-grant': {
    pass: good,
    fail: joined({
      at: 'meeting.token',
      answer: { status: undefined },
      step: { failure: failure('protocol', 'grant_not_allowed') },
    }),
    told: [
      'error meeting-no-guest-grant | The servers give no tokens to guests of meetings | x2 response.headers.WWW-Authenticate, s4 failure',
    ],
    notApplicable: empty,
  },
  'meeting-page-without-uri': {
    pass: good,
    fail: joined({
      at: 'meeting.locate',
      step: { failure: failure('protocol', 'missing_link'), facts: [['meeting-page', 'silent']] },
    }),
    told: [
      'warning meeting-page-without-uri | The page of the meeting does not name its conference | x1 response.body, s2 outcome',
    ],
    notApplicable: empty,
  },
  'meeting-lobby': {
    pass: good,
    fail: joined({ at: 'meeting.outcome', step: { facts: [['meeting-outcome', 'lobby']] } }),
    told: ['info meeting-lobby | The guest waits in the lobby | s7 outcome'],
    notApplicable: empty,
  },
};
