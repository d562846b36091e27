/** Cases of the audits that only many servers behind one name decide; same shape as in cases.ts. */
import type { Session } from '../../../shared/session/model.js';
import { Builder, domain, failure, type StepOptions } from './build.js';
import { walk } from './walks.js';

const empty = new Builder().session();
const pool = `https://webext.${domain}`;
const rootPath = '/Autodiscover/AutodiscoverService.svc/root';

/** "fe1 200", "unnamed 503": what each request of a sweep was answered, each on a connection of its own. */
export function swept(...answers: readonly string[]): Session {
  return walk({
    then: (builder) => {
      const parent = builder.step('front-ends');
      askEach(builder, builder.step('front-ends.ask', { parent, side: 'external' }), `${pool}${rootPath}`, answers);
    },
  });
}

/** As swept(), after a sign-in in which one server answered like `first` and fe1 well. */
export function sweptAfter(first: string, ...answers: readonly string[]): Session {
  return walk({
    then: (builder) => {
      const met = builder.step('web-ticket.mex', { side: 'external' });
      askEach(builder, met, `${pool}/WebTicket/WebTicketService.svc/mex`, [first, 'fe1 200']);
      const parent = builder.step('front-ends');
      askEach(builder, builder.step('front-ends.ask', { parent, side: 'external' }), `${pool}${rootPath}`, answers);
    },
  });
}

/** The requests of one phone to Mcx. */
export function phone(cookies: readonly string[], ...answers: readonly string[]): Session {
  return walk({
    then: (builder) => {
      const facts: StepOptions['facts'] = cookies.map((name) => ['affinity-cookie', name] as const);
      const step = builder.step('mcx.session', { side: 'external', facts });
      askEach(builder, step, `${pool}/Mcx/McxService.svc`, answers);
    },
  });
}

function askEach(builder: Builder, step: string, url: string, answers: readonly string[]): void {
  for (const answer of answers) {
    const [server = '', status = ''] = answer.split(' ');
    const named = server === 'unnamed' ? [] : [['X-MS-Server-Fqdn', `${server}.contoso.local`] as const];
    builder.ask(
      step,
      url,
      /^\d+$/.test(status)
        ? { status: Number(status), headers: named }
        : { status: undefined, failure: failure('response', 'timeout') },
    );
  }
}

/** Two services of one host, tested without a sign-in. */
function tested(reach: number, header: boolean): Session {
  return walk({
    then: (builder) => {
      const parent = builder.step('service-tests');
      const one = (service: string, path: string, status: number, isNamed: boolean): void => {
        const facts: StepOptions['facts'] = [['service', `${service} ${pool}${path}`]];
        const failed = status >= 400 ? { failure: failure('protocol', 'unexpected_status') } : {};
        const step = builder.step('service.test', { parent, side: 'external', facts, ...failed });
        const headers = isNamed ? [['X-MS-Server-Fqdn', 'fe1.contoso.local'] as const] : [];
        builder.ask(step, `${pool}${path}`, { status, headers });
      };
      one('AuthBroker', '/Reach/sip.svc', reach, header);
      one('Autodiscover', rootPath, 200, true);
    },
  });
}

export const frontEndCases = {
  'no-cookie-affinity': {
    pass: phone(['MS-WSMAN'], 'fe1 200', 'fe1 200', 'fe1 200', 'fe1 200'),
    fail: phone(['MS-WSMAN'], 'fe1 200', 'fe2 200', 'fe3 200', 'fe1 200'),
    told: [
      `warning no-cookie-affinity | Requests of one mobile client reach 3 servers behind webext.${domain} | x12 response.headers.X-MS-Server-Fqdn, x13 response.headers.X-MS-Server-Fqdn, x14 response.headers.X-MS-Server-Fqdn, x15 response.headers.X-MS-Server-Fqdn, s18 outcome`,
    ],
    notApplicable: empty,
  },
  'rp-path-unpublished': {
    // Its own 404 names the server: the service is missing there, and the proxy lets the path through.
    pass: tested(404, true),
    fail: tested(404, false),
    told: [
      'warning rp-path-unpublished | The reverse proxy does not publish /Reach (AuthBroker) | x12 response.status, s19 outcome',
    ],
    notApplicable: empty,
  },
} as const;
