/** PAC answers as Chromium gives them. */
import { expect, it, vi } from 'vitest';
import { firstProxy, systemProxy } from '../../../main/electron/systemProxy.js';
import { proxyAnswer } from '../../stubs/electron.js';

vi.mock('electron', () => import('../../stubs/electron.js'));

it.each([
  ['DIRECT', undefined],
  ['', undefined],
  ['PROXY proxy.contoso.com:8080', 'http://proxy.contoso.com:8080'],
  ['PROXY proxy.contoso.com:8080; PROXY backup.contoso.com:8080; DIRECT', 'http://proxy.contoso.com:8080'],
  ['HTTPS proxy.contoso.com:443;DIRECT', 'https://proxy.contoso.com:443'],
  ['SOCKS5 proxy.contoso.com:1080', 'socks5://proxy.contoso.com:1080'],
  ['DIRECT; PROXY proxy.contoso.com:8080', undefined],
  ['PROXY', undefined],
  ['proxy [2001:db8::1]:8080', 'http://[2001:db8::1]:8080'],
])('%s → %s', (answer, proxy) => {
  expect(firstProxy(answer)).toBe(proxy);
});

it('asks the session of the window', async () => {
  proxyAnswer.text = 'PROXY proxy.contoso.com:8080';
  expect(await systemProxy('https://lyncdiscover.contoso.com/')).toBe('http://proxy.contoso.com:8080');
});
