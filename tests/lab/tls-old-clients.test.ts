/** `openssl s_client` as an old client and as one of today: the lab's Lync Server 2010 takes both, later servers only one. */
import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { startLab } from '../../lab/index.js';
import type { DeploymentId, View } from '../../lab/types.js';
import { hasOpenssl } from './support/opensslPeer.js';

/** What s_client says it agreed on: version and cipher; "none" where the handshake came to no end. */
function shake(port: string, ...more: readonly string[]): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn('openssl', ['s_client', '-connect', port, '-cipher', 'ALL:@SECLEVEL=0', ...more]);
    let said = '';
    child.stdout.setEncoding('latin1').on('data', (text: string) => (said += text));
    child.on('error', failed);
    child.on('close', () => {
      const [, cipher = '(NONE)'] = /^New, .*Cipher is (\S+)$/m.exec(said) ?? [];
      const [, protocol = ''] = /^ *Protocol *: *(\S+)$/m.exec(said) ?? [];
      done(cipher === '(NONE)' ? 'none' : `${protocol} ${cipher}`);
    });
    child.stdin.end();
  });
}

/** The web services and the registrar of a place, each as ADDRESS:PORT. */
async function withServers<T>(
  deployment: DeploymentId,
  from: View,
  faults: readonly string[],
  work: (servers: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const lab = await startLab({ deployment, from, faults });
  try {
    const at = (host: string, port: number): string => {
      const start = `${host}:${port}:`;
      const rule = lab.connectTo.find((one) => one.startsWith(start));
      if (rule === undefined) throw new Error(`the lab has no ${start} in ${lab.connectTo.join(' ')}`);
      return rule.slice(start.length);
    };
    const names = from === 'outside' ? ['lyncdiscover', 443] : ['lyncdiscoverinternal', 5061];
    return await work({
      web: at(`${names[0]}.${lab.domain}`, 443),
      sip: at(`sip.${lab.domain}`, Number(names[1])),
    });
  } finally {
    await lab.stop();
  }
}

describe.skipIf(!hasOpenssl)('TLS 1.0', () => {
  it.each(['outside', 'inside'] as const)('is taken by Lync Server 2010, %s, and 1.2 as well as ever', async (from) => {
    await withServers('lync2010', from, [], async (servers) => {
      for (const place of Object.values(servers)) {
        expect(await shake(place, '-tls1')).toMatch(/^TLSv1 ECDHE-RSA-AES\d+-SHA$/);
        expect(await shake(place, '-tls1_1')).toMatch(/^TLSv1\.1 /);
        expect(await shake(place)).toMatch(/^TLSv1\.2 ECDHE-RSA-AES\d+-GCM-SHA\d+$/);
      }
    });
  });

  it.each([
    ['lync2010', 'outside', ['tls-old-off']],
    ['lync2010', 'inside', ['tls-old-off']],
    ['sfb2015', 'outside', []],
  ] as const)('is refused by %s, %s, with %j', async (deployment, from, faults) => {
    await withServers(deployment, from, faults, async (servers) => {
      for (const place of Object.values(servers)) {
        expect(await shake(place, '-tls1')).toBe('none');
        expect(await shake(place)).toMatch(/^TLSv1\.2 /);
      }
    });
  });

  it('is all that the web services take with tls-old, and not the registrar', async () => {
    await withServers('sfb2015', 'outside', ['tls-old'], async ({ web = '', sip = '' }) => {
      expect(await shake(web, '-tls1')).toMatch(/^TLSv1 /);
      expect(await shake(web, '-tls1_2')).toBe('none');
      expect(await shake(sip, '-tls1')).toBe('none');
    });
  });
});
