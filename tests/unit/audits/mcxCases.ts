/** Cases of the audits about the mobility service of Lync 2010 clients; same shape as in cases.ts. */
import type { Session } from '../../../shared/session/model.js';
import { Builder, domain, failure, type AnswerOptions, type StepOptions } from './build.js';
import { walk, type WalkOptions } from './walks.js';

const empty = new Builder().session();
const web = `https://webext.${domain}`;
const internalWeb = 'https://pool01.contoso.local';
export const page = `${web}/Mcx/McxService.svc`;
const inner = `${internalWeb}/Mcx/McxService.svc`;
const federation = `_sipfederationtls._tcp.${domain}`;
const ticketService = `${web}/WebTicket/WebTicketService.svc`;

export const services = [
  `Internal/Autodiscover ${internalWeb}/Autodiscover/AutodiscoverService.svc/root`,
  `External/Autodiscover ${web}/Autodiscover/AutodiscoverService.svc/root`,
  `External/Ucwa ${web}/ucwa/v1/applications`,
];
export const named = [...services, `Internal/Mcx ${page}`, `External/Mcx ${page}`];
export const internalOnly = [...services, `Internal/Mcx ${inner}`, `External/Mcx ${inner}`];

/** A walk whose user documents name these services. */
export function naming(links: readonly string[], options: WalkOptions = {}): Session {
  const facts = [['document', 'user'] as const, ...links.map((link) => ['link', link] as const)];
  return walk({ ticketUser: { step: { facts } }, oauthUser: { step: { facts } }, ...options });
}

function asking(kind: 'mcx.page' | 'mcx.ticket', url: string, answer: AnswerOptions, step: StepOptions = {}): Session {
  return naming(named, {
    then: (builder) => void builder.ask(builder.step(kind, { side: 'external', ...step }), url, answer),
  });
}

/** The registrar told its version. */
export const withRegistrar = (product: string): WalkOptions => ({
  then: (builder) => void builder.step('sip.probe', { side: 'external', facts: [['sip-server-header', product]] }),
});

export const withFederation = (target: readonly string[]): WalkOptions => ({
  then: (builder) =>
    void builder.lookup(
      builder.step('mcx.push'),
      federation,
      'SRV',
      target.length > 0 ? target : failure('lookup', 'name_not_found', 'No such name.'),
    ),
});

export const unexpected = { failure: failure('protocol', 'unexpected_status', 'It answered 500.') };
const fault = '<s:Fault><faultcode>wst:InvalidScope</faultcode></s:Fault>';

export const mcxCases = {
  'mcx-missing': {
    pass: naming(named, withRegistrar('RTC/6.0')),
    fail: naming(services, withRegistrar('RTC/6.0')),
    told: [
      'warning mcx-missing | The mobility service of Lync 2010 clients (Mcx) is missing | x8 response.body, s13 outcome',
    ],
    notApplicable: empty,
  },
  'mcx-not-answering': {
    pass: asking('mcx.page', page, { status: 200 }),
    fail: asking('mcx.page', page, { status: 503 }, unexpected),
    told: [
      'warning mcx-not-answering | The mobility service of Lync 2010 clients (Mcx) answers 503 | x12 response.status, s18 outcome',
    ],
    notApplicable: naming(named),
  },
  'mcx-internal-only': {
    pass: naming(named),
    fail: naming(internalOnly),
    told: [
      'warning mcx-internal-only | Mcx is exposed as pool01.contoso.local, an internal name | x8 response.body, s13 outcome, x11 response.body, s17 outcome',
    ],
    notApplicable: naming(services),
  },
  'mcx-ticket-refused': {
    pass: asking('mcx.ticket', ticketService, { method: 'POST', status: 200 }),
    fail: asking('mcx.ticket', ticketService, { method: 'POST', status: 500, body: fault }, unexpected),
    told: [
      'warning mcx-ticket-refused | The ticket service issues no ticket for the mobility service (Mcx) | x12 response.body, s18 outcome, s12 outcome',
    ],
    notApplicable: naming(named),
  },
  'push-federation-missing': {
    pass: naming(named, withFederation([`0 0 5061 sip.${domain}.`])),
    fail: naming(named, withFederation([])),
    told: [
      'info push-federation-missing | The record that notifications for phones need (federation) is missing | l5 answer',
    ],
    notApplicable: naming(services, withFederation([])),
  },
} as const;
