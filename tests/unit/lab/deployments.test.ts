// The data of the deployments and what faults make of it.
import { describe, expect, test } from 'vitest';
import { deployments, onPremises } from '../../../lab/deployments/index.js';
import {
  chooseFaults,
  environmentOf,
  expectedFinding,
  faultList,
  faultyDeployment,
  policyOf,
} from '../../../lab/faults.js';
import { planAddresses } from '../../../lab/network/addresses.js';
import { LabError } from '../../../lab/network/labError.js';

describe.each([...onPremises, ...deployments.filter(({ online }) => online === 'some')])('$id', (deployment) => {
  test('has a first user on the first pool, one on the second, one without SIP and one online', () => {
    expect(deployment.users[0]).toMatchObject({ home: deployment.pools[0]?.id, expect: 'pass' });
    expect(deployment.users.some((user) => user.home === deployment.pools[1]?.id && user.expect === 'pass')).toBe(true);
    expect(deployment.users.find((user) => user.home === null)?.expect).toBe('auth-user-not-sip-enabled');
    expect(deployment.users.find((user) => user.home === 'online')?.expect).toBe('hybrid-user-homed-online');
  });

  test('has a password that every encoding must get right', () => {
    const hard = deployment.users.filter(
      (user) => /[^\x20-\x7e]/.test(user.password) && /[&+%=?/]/.test(user.password),
    );
    expect(hard.length).toBeGreaterThan(0);
  });

  test('names its internal and external web services differently and says nothing about being simulated', () => {
    for (const pool of [deployment.director, ...deployment.pools]) {
      expect(pool.internalWebFqdn).toMatch(new RegExp(`\\.${deployment.adDnsDomain}$`));
      expect(pool.externalWebFqdn).toMatch(new RegExp(`\\.${deployment.sipDomain}$`));
    }
    expect(JSON.stringify(deployment)).not.toMatch(/\blab\b|fault|simulat|test/i);
  });
});

describe('faults', () => {
  test('that do not exist, or not there, are refused in one sentence', () => {
    expect(() => chooseFaults(['no-such'], 'lync2013')).toThrow(/^There is no fault "no-such"; .*\.$/);
    expect(() => chooseFaults(['constructor'], 'lync2013')).toThrow(LabError);
    expect(() => chooseFaults(['grant-not-allowed'], 'lync2010')).toThrow(LabError);
    expect([...chooseFaults(['grant-not-allowed', 'tls-name'], 'lync2013')]).toEqual(['grant-not-allowed', 'tls-name']);
  });

  test('are listed with the deployments that can have them', () => {
    expect(faultList.length).toBeGreaterThanOrEqual(116);
    // What only some versions have: Mcx until 2015, UCWA and meetings of guests from 2013 on, modern sign-in from 2015 on;
    // TLS 1.0 in 2010.
    const fewer: readonly (readonly [id: RegExp, deployments: number])[] = [
      [/^tls-old-off$/, 1],
      [/^mcx-missing$|^component-stopped$/, 2],
      [/^(?:mcx|modern)-(?!only$)|^no-cookie-affinity$/, 3],
      [
        /^(?:ucwa|event-channel|xframe)-|^(?:conference-gone|anonymous-not-allowed|guest-grant-off|join-page-silent)$/,
        4,
      ],
      [/^(?:grant-not-allowed|srv-wrong-port|modern-only|passive-only|token-refused|edge-is-web-server)$/, 4],
    ];
    for (const fault of faultList) {
      expect(fault.arguments[0]).toMatch(/^(?:check|join)$/);
      const known = fewer.find(([pattern]) => pattern.test(fault.id))?.[1];
      const isOnline = fault.arguments.includes('online');
      expect([fault.id, fault.deployments.length]).toEqual([fault.id, known ?? (isOnline ? 1 : 5)]);
      expect(fault.expect).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    }
  });

  test.each(deployments)('leave $id at the defaults of the product when there are none', (deployment) => {
    const none = chooseFaults([], deployment.id);
    expect(faultyDeployment(deployment, none)).toEqual(deployment);
    expect(expectedFinding(none, 'outside')).toBeUndefined();
    expect(policyOf(deployment, none)).toEqual({
      linksScheme: 'https',
      windowsAuth: 'negotiate+ntlm',
      usernameTokenAuth: true,
      grants:
        deployment.version === '2010' ? [] : ['urn:microsoft.rtc:windows', 'urn:microsoft.rtc:anonmeeting', 'password'],
      redirectLoop: false,
      tokensAccepted: true,
      ticketsShared: true,
      mobility: true,
    });
  });

  test('change policy, people and clock together', () => {
    const [deployment] = deployments.slice(1);
    if (deployment === undefined) throw new Error('no deployments');
    const ids = [
      'http-links',
      'redirect-loop',
      'webticket-no-windows',
      'grant-not-allowed',
      'user-not-enabled',
      'clock-skew',
    ];
    const faults = chooseFaults(ids, deployment.id);
    expect(policyOf(deployment, faults)).toEqual({
      linksScheme: 'http',
      windowsAuth: 'none',
      usernameTokenAuth: false,
      grants: ['urn:microsoft.rtc:anonmeeting'],
      redirectLoop: true,
      tokensAccepted: true,
      ticketsShared: true,
      mobility: true,
    });
    expect(faultyDeployment(deployment, faults).users[0]).toMatchObject({
      home: null,
      expect: 'auth-user-not-sip-enabled',
    });
    expect(environmentOf(faults).now() - Date.now()).toBeGreaterThan(36 * 60_000);
  });

  test('are expected only where they show', () => {
    expect(expectedFinding(chooseFaults(['dns-only-external'], 'lync2013'), 'outside')).toBeUndefined();
    expect(expectedFinding(chooseFaults(['dns-only-external'], 'lync2013'), 'inside')).toBe(
      'dns-internal-record-missing',
    );
  });
});

describe('addresses', () => {
  test('follow the first one', () => {
    expect(planAddresses('127.0.0.254')).toMatchObject({
      resolver: '127.0.0.254',
      pool01: '127.0.1.0',
      hoster: '127.0.1.6',
    });
  });

  test.each(['192.0.2.1', '::1', '0.0.0.0', 'localhost', '', '127.1', '127.0.0.0', '127.255.255.250'])(
    'that are not loopback or run out are refused: %s',
    (address) => {
      expect(() => planAddresses(address)).toThrow(LabError);
    },
  );
});
