/** The one password use of a client certificate is announced before a walk, and only where one may be asked for. */
import { expect, test } from 'vitest';
import type { SipAuth } from '../../../shared/session/model.js';
import { planCredentialUses } from '../../../shared/session/plan.js';

const target = { hasPassword: true, signIn: 'web-ticket', discoveryUrls: ['https://a.contoso.com'] } as const;
const uses = (sip?: 'auto' | 'none', sipAuth?: SipAuth): number =>
  planCredentialUses({
    ...target,
    ...(sip === undefined ? {} : { sip }),
    ...(sipAuth === undefined ? {} : { sipAuth }),
  });

test('TLS-DSK alone plans one use more than the web, Kerberos alone none', () => {
  expect(uses('auto', 'tls-dsk') - uses('none')).toBe(1);
  expect(uses('auto', 'kerberos') - uses('none')).toBe(0);
  expect(uses('auto', 'auto') - uses('auto', 'ntlm')).toBe(1);
  expect(uses()).toBe(uses('none', 'tls-dsk')); // older sessions say nothing of SIP
  expect(planCredentialUses({ ...target, hasPassword: false, sip: 'auto', sipAuth: 'tls-dsk' })).toBe(0);
});
