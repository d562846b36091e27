/** Where a sign-in page may lead its window, and when the sign-in is done. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cookieHeader, SignInProgress, verdictOn } from '../../../main/electron/passiveRules.js';

const known = new Set(['web01.contoso.com', 'sts.contoso.com:8443']);

describe('what is loaded', () => {
  it.each([
    ['https://web01.contoso.com/PassiveAuth/PassiveAuth.aspx', 'mainFrame', 'go'],
    ['https://WEB01.contoso.com/', 'mainFrame', 'go'],
    ['https://sts.contoso.com:8443/adfs/ls/', 'mainFrame', 'go'],
    ['https://sts.contoso.com/adfs/ls/', 'mainFrame', 'ask'],
    ['https://web01.contoso.com.attacker.example/', 'mainFrame', 'ask'],
    ['https://attacker.example/', 'subFrame', 'stop'],
    ['https://web01.contoso.com/', 'subFrame', 'go'],
    ['https://user:pw@web01.contoso.com/', 'mainFrame', 'stop'],
    ['http://web01.contoso.com/', 'mainFrame', 'stop'],
    ['http://web01.contoso.com/a.js', 'script', 'stop'],
    ['https://cdn.example/a.js', 'script', 'go'],
    ['data:image/png;base64,AA==', 'image', 'go'],
    ['data:text/html,x', 'mainFrame', 'stop'],
    ['data:text/html,x', 'subFrame', 'stop'],
    ['file:///etc/passwd', 'mainFrame', 'stop'],
    ['app://lyncscope/index.html', 'mainFrame', 'stop'],
    ['ms-settings:', 'mainFrame', 'stop'],
    ['javascript:alert(1)', 'mainFrame', 'stop'],
    ['wss://web01.contoso.com/', 'webSocket', 'stop'],
    ['not an address', 'mainFrame', 'stop'],
  ] as const)('%s as %s: %s', (url, type, verdict) => {
    expect(verdictOn({ url, type }, known)).toBe(verdict);
  });

  it('no page of a host that is not known is shown without being asked for, whatever its address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.webUrl({ withFragments: true })), (url) => {
        fc.pre(!URL.canParse(url) || !known.has(new URL(url).host));
        expect(verdictOn({ url, type: 'mainFrame' }, known)).not.toBe('go');
        expect(verdictOn({ url, type: 'subFrame' }, known)).toBe('stop');
      }),
    );
  });
});

describe('a sign-in', () => {
  const page = 'https://web01.contoso.com/PassiveAuth/PassiveAuth.aspx';
  const sts = 'https://sts.contoso.com/adfs/ls/';
  const start = (): SignInProgress => new SignInProgress(page, 'https://web01.contoso.com/WebTicket/oauthtoken');
  const visit = { name: 'ASP.NET_SessionId', value: 'a1', path: '/' };
  const proof = { name: 'FedAuth', value: 'b2', path: '/' };

  it('through AD FS is done back at the page, with a new cookie', () => {
    const progress = start();
    expect(progress.isFirstStep('GET', page)).toBe(false);
    expect(progress.isFirstStep('GET', sts)).toBe(true);
    progress.begin([visit]);
    progress.arrived(sts, 200);
    expect(progress.isDone([visit, proof])).toBe(false);
    expect(progress.isFirstStep('POST', page)).toBe(false);
    progress.arrived(page, 200);
    expect(progress.isDone([visit])).toBe(false);
    expect(progress.isDone([visit, proof])).toBe(true);
  });

  it('on a form of the host itself is done with a new cookie only: a refused password leaves none', () => {
    const progress = start();
    progress.arrived(page, 200);
    expect(progress.isDone([visit])).toBe(false); // nobody has done anything yet
    expect(progress.isFirstStep('POST', page)).toBe(true);
    progress.begin([visit]);
    progress.arrived(page, 200);
    expect(progress.isDone([visit])).toBe(false);
    progress.arrived(page, 200);
    expect(progress.isDone([{ ...visit, value: 'changed' }])).toBe(true);
  });

  it('is not done on an error page', () => {
    const progress = start();
    progress.begin([]);
    progress.arrived(page, 500);
    expect(progress.isDone([proof])).toBe(false);
  });

  it('gives the header that a browser would send', () => {
    expect(cookieHeader([proof, { name: 'deep', value: 'c=3', path: '/WebTicket' }, { name: '', value: 'bare' }])).toBe(
      'deep=c=3; FedAuth=b2; bare',
    );
  });
});
