/** Cases of the audits that the tests of the services decide; same shape as in cases.ts. */
import type { Session } from '../../../shared/session/model.js';
import { Builder, domain, failure, type Facts } from './build.js';
import { walk } from './walks.js';

const empty = new Builder().session();
const url = `https://webext.${domain}/groupexpansion/service.svc`;
const nobody = failure('protocol', 'unexpected_document', 'It found nobody.');

/** The question for the user, as the walk groups it. */
function asked(facts: Facts, isFound: boolean): Session {
  return walk({
    then: (builder) => {
      const parent = builder.step('service-tests');
      const step = builder.step('service.query', {
        parent,
        side: 'external',
        facts: [['service', `AddressBookQuery ${url}`], ...facts],
        ...(isFound ? {} : { failure: nobody }),
      });
      builder.ask(step, url, { method: 'POST', status: 200, body: '<Envelope/>' });
    },
  });
}

const settings = (value: boolean): Session =>
  walk({
    then: (builder) =>
      void builder.step('sip.provisioning', {
        facts: [
          ['provisioning', `Addresses: Group expansion is on = ${String(value)} (ServerConfiguration/dlxEnabled)`],
        ],
      }),
  });

export const serviceCases = {
  'address-book-not-generated': {
    pass: asked([['address-book-entries', '1']], true),
    fail: asked(
      [
        ['address-book-entries', '0'],
        ['address-book-code', 'NoEntryFound'],
      ],
      false,
    ),
    told: [
      'warning address-book-not-generated | The address book does not know the user | x12 response.body, s19 outcome',
    ],
    notApplicable: empty,
  },
  'group-expansion-off': {
    pass: settings(true),
    fail: settings(false),
    told: ['warning group-expansion-off | Group expansion is switched off | s18 outcome'],
    notApplicable: empty,
  },
} as const;
