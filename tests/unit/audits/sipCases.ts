/** Cases of the audits that only the registrar decides; same shape as in cases.ts. */
import type { Session } from '../../../shared/session/model.js';
import { failure } from './build.js';
import { offer, registrarWalk, type Answer } from './sipWalks.js';
import { walk } from './walks.js';

const ok: Answer = ['REGISTER', 200, [], 'OK'];
const moved = (to: string): Answer => ['REGISTER', 301, [['Contact', `<sip:${to};transport=tls>`]], 'Redirect'];
const settings = (status: number, headers: Answer[2] = []): Answer => ['SUBSCRIBE', status, headers, 'Reason'];
const looped = failure('protocol', 'redirect_loop', 'The pools send to each other.');
const healthy = registrarWalk({ legs: [ok] });

/** HTTP in answer to every SIP request. */
function answeredByWebServer(): Session {
  const session = registrarWalk();
  const text = 'HTTP/1.1 400 Bad Request\r\nServer: Microsoft-HTTPAPI/2.0\r\nConnection: close\r\n\r\n';
  const noSip = failure('parse', 'malformed_answer', 'The first line is none of SIP.');
  return {
    ...session,
    sipMessages: session.sipMessages.map((message) =>
      message.direction === 'sent'
        ? message
        : {
            ...message,
            wire: Buffer.from(text).toString('base64'),
            start: { kind: 'response', status: 0, reason: '' },
            headers: [],
            failure: noSip,
          },
    ),
    steps: session.steps.map((step) =>
      step.kind === 'sip.probe' ? { ...step, outcome: 'failed', failure: noSip } : step,
    ),
  };
}

const ended = registrarWalk({
  legs: [ok],
  more: (builder, group) =>
    builder.step('sip.deregister', {
      parent: group,
      side: 'external',
      facts: [
        ['diagnostics', '4141;reason="User disabled"'],
        ['sip-ended-by-server', 'rejected'],
      ],
    }),
});

export const sipCases = {
  'registrar-deregistered': {
    pass: healthy,
    fail: ended,
    told: ['error registrar-deregistered | The registrar ended the registration by itself | s23 outcome'],
    notApplicable: walk({ target: { hasPassword: false } }),
  },
  'registrar-is-web-server': {
    pass: healthy,
    fail: answeredByWebServer(),
    told: [
      'error registrar-is-web-server | A web server, not the registrar, answers at sip.contoso.com:443 | m2 start, s20 outcome',
    ],
    notApplicable: walk({ target: { hasPassword: false } }),
  },
  'registrar-redirect-loop': {
    pass: healthy,
    fail: registrarWalk({
      legs: [moved('pool02.contoso.com:5061'), moved('pool01.contoso.com:5061')],
      registered: false,
      registerFailure: looped,
    }),
    told: [
      'error registrar-redirect-loop | The registrars send the user to each other | m4 headers.Contact, m6 headers.Contact, s21 outcome',
    ],
    notApplicable: walk({ target: { hasPassword: false } }),
  },
  'registrar-no-provisioning': {
    pass: registrarWalk({ legs: [ok], provisioning: { answer: settings(200) } }),
    fail: registrarWalk({
      legs: [ok],
      provisioning: {
        answer: settings(500, [['ms-diagnostics', '4000;reason="User services default error"']]),
        failed: true,
      },
    }),
    told: [
      'warning registrar-no-provisioning | The registrar gives the user no settings | m6 headers.ms-diagnostics, m6 start, s23 outcome',
    ],
    notApplicable: walk({ target: { hasPassword: false } }),
  },
  'auth-registrar-web-mismatch': {
    pass: healthy,
    fail: registrarWalk({
      probe: [offer('Kerberos')],
      groupFailure: failure('protocol', 'no_common_binding', 'None of them could be used.'),
    }),
    told: [
      'error auth-registrar-web-mismatch | The registrar offers no sign-in that clients here can use | m2 headers.WWW-Authenticate, m2 start, s18 outcome',
    ],
    notApplicable: walk({ onlyRoot: true }),
  },
} as const;
