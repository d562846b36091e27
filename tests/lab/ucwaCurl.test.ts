/** A client that knows nothing of us, curl, at UCWA over real sockets, and the reverse proxy in between. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { startLab as startWholeLab } from '../../lab/index.js';
import { link, asked, type Resource } from './support/ucwaClient.js';

const run = promisify(execFile);
const hasCurl = await run('curl', ['--version']).then(
  () => true,
  () => false,
);
if (!hasCurl) process.stderr.write('SKIPPED: curl is not installed, so no foreign client signs in to UCWA.\n');

describe.skipIf(!hasCurl)('curl against a running lab', () => {
  interface Answered {
    readonly status: number;
    readonly body: string;
  }
  const curlFor =
    (lab: Awaited<ReturnType<typeof startWholeLab>>) =>
    async (url: string, ...more: readonly string[]): Promise<Answered> => {
      const { stdout } = await run('curl', [
        ...['--silent', '--noproxy', '*', '--cacert', lab.caFile, '--write-out', '\n%{http_code}'],
        ...lab.connectTo.flatMap((entry) => ['--connect-to', entry]),
        ...more,
        url,
      ]).catch((error: { stdout: string; code: number }) => ({ stdout: `${error.stdout}curl ${String(error.code)}` }));
      const end = stdout.lastIndexOf('\n');
      return { status: Number.parseInt(stdout.slice(end + 1), 10), body: stdout.slice(0, end) };
    };

  /** The header of a guest's token. */
  const guestOf = async (
    curl: ReturnType<typeof curlFor>,
    origin: string,
    conference: { readonly id: string; readonly uri: string } | undefined,
  ): Promise<string> => {
    const granted = await curl(
      `${origin}/WebTicket/oauthtoken`,
      ...['--data', 'grant_type=urn:microsoft.rtc:anonmeeting', '--data-urlencode', `password=${conference?.id ?? ''}`],
      ...['--data-urlencode', `ms_rtc_conferenceuri=${conference?.uri ?? ''}`],
    );
    return `Authorization: Bearer ${(JSON.parse(granted.body) as { access_token: string }).access_token}`;
  };

  it('signs in, has its events held open, leaves, and the lab knows it', async () => {
    const lab = await startWholeLab({ deployment: 'sfb2019', from: 'outside' });
    try {
      const curl = curlFor(lab);
      const user = lab.users[0];
      const origin = `https://web01.${lab.domain}`;
      const token = JSON.parse(
        (
          await curl(
            `${origin}/WebTicket/oauthtoken`,
            ...['--data-urlencode', 'grant_type=password', '--data-urlencode', `username=${user?.userName ?? ''}`],
            ...['--data-urlencode', `password=${user?.password ?? ''}`],
          )
        ).body,
      ) as { access_token: string };
      const bearer = ['--header', `Authorization: Bearer ${token.access_token}`];
      const json = ['--header', 'Content-Type: application/json'];
      const created = await curl(
        `${origin}/ucwa/oauth/v1/applications`,
        ...[...bearer, ...json, '--data', JSON.stringify(asked)],
      );
      expect(created.status).toBe(201);
      expect(lab.openApplications()).toMatchObject([{ owner: user?.sipAddress, poolId: 'pool01', isGuest: false }]);
      const application = JSON.parse(created.body) as Resource;
      const held = await curl(origin + link(application, 'events'), ...bearer, '--max-time', '1');
      expect(held.status).toBe(0);
      const gone = await curl(origin + link(application, 'self'), ...bearer, '--request', 'DELETE');
      expect([gone.status, lab.openApplications()]).toEqual([204, []]);
    } finally {
      await lab.stop();
    }
  });

  it('has its event channel cut by a proxy that does not wait', async () => {
    const lab = await startWholeLab({ deployment: 'sfbse', from: 'outside', faults: ['event-channel-cut'] });
    try {
      const curl = curlFor(lab);
      const origin = `https://web02.${lab.domain}`;
      const meetingOf = lab.conferences.find(({ poolId }) => poolId === 'pool02');
      const bearer = await guestOf(curl, origin, meetingOf);
      const body = ['--header', 'Content-Type: application/json', '--data', '{"culture":"en","userAgent":"curl"}'];
      const created = await curl(`${origin}/ucwa/v1/anonApplications`, '--header', bearer, ...body);
      const cut = await curl(origin + link(JSON.parse(created.body) as Resource, 'events'), '--header', bearer);
      expect(cut.status).toBe(0);
      expect(lab.openApplications()).toHaveLength(1);
    } finally {
      await lab.stop();
    }
  });

  it('a lab with a GET held open stops all the same', async () => {
    const lab = await startWholeLab({ deployment: 'lync2013', from: 'outside' });
    const meetingOf = lab.conferences.find(({ kind }) => kind === 'open');
    const curl = curlFor(lab);
    const origin = `https://web01.${lab.domain}`;
    const bearer = await guestOf(curl, origin, meetingOf);
    const body = ['--header', 'Content-Type: application/json', '--data', '{"culture":"en","userAgent":"curl"}'];
    const created = await curl(`${origin}/ucwa/v1/anonApplications`, '--header', bearer, ...body);
    const held = curl(origin + link(JSON.parse(created.body) as Resource, 'events'), '--header', bearer);
    await vi.waitFor(async () => {
      expect(lab.openApplications()).toHaveLength(1);
      await Promise.resolve();
    });
    await lab.stop();
    expect([0, 404]).toContain((await held).status);
    expect(lab.openApplications()).toEqual([]);
  });

  it.each([
    ['lync2013', 403],
    ['sfb2015', 404],
  ] as const)('%s: what the reverse proxy does not publish is refused by it, with %i', async (deployment, status) => {
    const faults = ['xframe-unpublished', 'certprov-unpublished'];
    const outside = await startWholeLab({ deployment, from: 'outside', faults });
    const inside = await startWholeLab({ deployment, from: 'inside', faults });
    try {
      for (const path of ['/Autodiscover/XFrame/XFrame.html', '/CertProv/CertProvisioningService.svc/mex']) {
        expect([path, (await curlFor(outside)(`https://web01.${outside.domain}${path}`)).status]).toEqual([
          path,
          status,
        ]);
        const own = await curlFor(inside)(`https://webint01.${deployment}.internal${path}`);
        expect([path, own.status]).toEqual([path, 200]);
      }
      expect(
        (await curlFor(outside)(`https://web01.${outside.domain}/Autodiscover/AutodiscoverService.svc/root`)).status,
      ).toBe(200);
    } finally {
      await Promise.all([outside.stop(), inside.stop()]);
    }
  });
});
