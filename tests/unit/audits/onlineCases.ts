/** Cases of the audits about signing in online; same shape as in cases.ts. */
import { failure, type Facts } from './build.js';
import { walk } from './walks.js';
import type { Session } from '../../../shared/session/model.js';

const xml: readonly (readonly [string, string])[] = [['Content-Type', 'text/xml; charset=utf-8']];
const soap: readonly (readonly [string, string])[] = [['Content-Type', 'application/soap+xml; charset=utf-8']];
const realmUrl = 'https://login.microsoftonline.com/getuserrealm.srf?login=lenea%40contoso.com&xml=1';
const rst2 = 'https://login.microsoftonline.com/RST2.srf';

/** The account is checked at an AD FS that nobody reaches. */
function stsClosed(): Session {
  const refused = failure('connect', 'connection_refused', 'Nothing listens there.');
  return walk({
    target: { signIn: 'online' },
    onlyRoot: true,
    then: (builder) => {
      const group = builder.step('online', { side: 'external', failure: refused });
      const asked = builder.step('online.realm', { parent: group, side: 'external', facts: [['realm', 'federated']] });
      const body = '<RealmInfo Success="true"><NameSpaceType>Federated</NameSpaceType></RealmInfo>';
      builder.exchange(asked, realmUrl, { status: 200, headers: xml, body });
      const sts = builder.step('online.sts', { parent: group, side: 'external', failure: refused });
      builder.connection(sts, 'https://sts.contoso.com/adfs/services/trust/2005/usernamemixed', { failure: refused });
    },
  });
}

interface OnlineOptions {
  readonly realm: 'Managed' | 'Federated' | 'Unknown';
  readonly refusal?: { readonly facts: Facts; readonly body: string };
}

/** A walk that signs in online and comes as far as OrgID. */
function online({ realm, refusal }: OnlineOptions): Session {
  const none = failure('protocol', 'no_common_binding', 'No token.');
  return walk({
    target: { signIn: 'online' },
    onlyRoot: true,
    then: (builder) => {
      const group = builder.step('online', { side: 'external', ...(refusal === undefined ? {} : { failure: none }) });
      const isKnown = realm !== 'Unknown';
      const asked = builder.step('online.realm', {
        parent: group,
        side: 'external',
        facts: [['realm', realm.toLowerCase()]],
        ...(isKnown ? {} : { failure: failure('protocol', 'account_not_here', 'Nobody has the domain.') }),
      });
      const body = `<RealmInfo Success="true"><State>4</State><NameSpaceType>${realm}</NameSpaceType></RealmInfo>`;
      builder.exchange(asked, realmUrl, { status: 200, headers: xml, body });
      if (!isKnown) return;
      const token = builder.step('online.token', {
        parent: group,
        side: 'external',
        ...(refusal === undefined ? {} : { failure: none, facts: refusal.facts }),
      });
      builder.exchange(token, rst2, {
        method: 'POST',
        status: 200,
        headers: soap,
        body: refusal?.body ?? '<S:Envelope/>',
      });
    },
  });
}

const federated = online({
  realm: 'Federated',
  refusal: {
    facts: [
      ['token-refusal', 'federated'],
      ['token-code', '0x80047860 0x80048821'],
      ['fault', 'Direct login to WLID is not allowed for this federated namespace'],
    ],
    body: '<psf:code>0x80047860</psf:code>',
  },
});
const secondFactor = online({
  realm: 'Managed',
  refusal: {
    facts: [
      ['token-refusal', 'second-factor'],
      ['token-code', '0x800434d4 0x80048821'],
      ['fault', 'you must use multi-factor authentication.'],
    ],
    body: '<psf:text>you must use multi-factor authentication.</psf:text>',
  },
});
const managed = online({ realm: 'Managed' });

export const onlineCases = {
  'online-realm-unknown': {
    pass: managed,
    fail: online({ realm: 'Unknown' }),
    told: [
      'error online-realm-unknown | Microsoft 365 does not know the domain of the account | x3 response.body:Unknown, s10 outcome',
    ],
    notApplicable: walk(),
  },
  'online-mfa-required': {
    pass: managed,
    fail: secondFactor,
    told: [
      'error online-mfa-required | A second factor (MFA) is demanded for this account | x4 response.body:multi-factor, s11 outcome',
    ],
    notApplicable: walk(),
  },
  'online-sts-missing': {
    pass: managed,
    fail: federated,
    told: [
      'error online-sts-missing | The sign-in server of the organisation (AD FS) cannot be used with a password | x4 response.body:0x80047860, x3 response.body:Federated, s11 outcome',
    ],
    notApplicable: walk(),
  },
  'online-sts-unreachable': {
    pass: managed,
    fail: stsClosed(),
    told: [
      'error online-sts-unreachable | The sign-in server of the organisation, sts.contoso.com, cannot be reached | c3 connect, s10 outcome',
    ],
    notApplicable: walk(),
  },
} as const;
