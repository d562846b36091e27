/** `check` as a person and as a program use it, over the practice lab. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../shared/report.js';
import { buildCli, cli, scratchFolder, startCli } from './support/cliProcess.js';

const folder = scratchFolder();
beforeAll(buildCli, 120_000);
afterAll(() => folder.remove());

const reportIn = (stdout: string): Report => JSON.parse(stdout) as Report;
const noSignals = process.platform === 'win32';

describe('the text', () => {
  it('says how often the password is used, shows the tree, the findings and the file', async () => {
    const file = folder.file('text.lyncscope');
    const result = await cli(['check', '--lab', 'sfb2015', '--from', 'outside', '--save', file]);
    expect([result.status, result.stderr]).toEqual([0, '']);
    const lines = result.stdout.split('\n');
    expect(lines[0]).toMatch(/^Checking \S+@sfb2015\.example from outside; the password is used \d+ times? at most/);
    expect(result.stdout).toMatch(/^ok +\S/m);
    expect(result.stdout).toMatch(/^expected +\S.*lyncdiscoverinternal/m);
    expect(result.stdout).toContain(`The session is saved in ${file}.`);
    expect(result.stdout).not.toContain('\u001b');
    const { session } = reportIn((await cli(['judge', file, '--json'])).stdout);
    // Every step of the walk stands in the text once.
    const steps = session.steps.filter(({ parentId }) => parentId !== undefined);
    for (const { title } of steps) expect(result.stdout).toContain(title);
  }, 240_000);

  it('tells a broken deployment: what was asked, what it means, what to do', async () => {
    const result = await cli(['check', '--lab', 'sfb2015', '--fault', 'https-closed', '--from', 'outside']);
    expect([result.status, result.stderr]).toEqual([1, '']);
    expect(result.stdout).toMatch(/^failed +\S/m);
    expect(result.stdout).toMatch(/^ERROR [^[]*\[net-443-web-closed\]$/m);
    expect(result.stdout).toMatch(/^ +To do: /m);
  }, 240_000);

  it('judges a file with the same words', async () => {
    const file = folder.file('words.lyncscope');
    const checked = await cli(['check', '--lab', 'lync2010', '--from', 'outside', '--save', file]);
    const judged = await cli(['judge', file]);
    expect(checked.stdout).toContain(judged.stdout.trim());
    expect(judged.status).toBe(checked.status);
  }, 240_000);
});

describe('--json', () => {
  it('is one object on standard output and nothing else', async () => {
    const result = await cli(['check', '--lab', 'lync2013', '--from', 'outside', '--json']);
    expect([result.status, result.stderr]).toEqual([0, '']);
    expect(result.stdout.trimEnd()).not.toContain('\n');
    const report = reportIn(result.stdout);
    expect(Object.keys(report)).toEqual(['format', 'version', 'verdict', 'findings', 'signIn', 'clients', 'session']);
    expect([report.format, report.version, report.session.outcome]).toEqual(['lyncscope-report', 1, 'completed']);
    for (const finding of report.findings) {
      expect(Object.keys(finding)).toEqual(
        expect.arrayContaining(['id', 'severity', 'title', 'cause', 'fix', 'evidence']),
      );
      for (const evidence of finding.evidence) {
        expect(Object.keys(evidence)).toHaveLength(2);
        const known = [
          report.session.steps,
          report.session.lookups,
          report.session.connections,
          report.session.exchanges,
        ].flat();
        const id = evidence.stepId ?? evidence.lookupId ?? evidence.connectionId ?? evidence.exchangeId;
        expect(known.map((record) => record.id)).toContain(id);
        expect(evidence.part).toEqual(expect.any(String));
      }
    }
  }, 240_000);

  it('takes the first user, or the one that was named', async () => {
    const first = reportIn((await cli(['check', '--lab', 'sfb2015', '--no-password', '--json'])).stdout).session.target;
    const second = await cli([
      'check',
      'sip:TOMAS.garcia@SFB2015.example',
      '--lab',
      'sfb2015',
      '--no-password',
      '--json',
    ]);
    expect(first).toMatchObject({
      sipAddress: 'lena.fischer@sfb2015.example',
      location: 'unknown',
      hasPassword: false,
    });
    expect(reportIn(second.stdout).session.target.sipAddress).toBe('tomas.garcia@sfb2015.example');
  }, 240_000);

  it('without a password does what needs none and uses none', async () => {
    const { session } = reportIn(
      (await cli(['check', '--lab', 'sfb2019', '--no-password', '--from', 'outside', '--json'])).stdout,
    );
    expect(session.target).toMatchObject({ hasPassword: false, plannedCredentialUses: 0 });
    expect(session.steps.some(({ facts }) => facts.some(({ name }) => name === 'credential-use'))).toBe(false);
    expect(session.steps.some(({ facts }) => facts.some(({ name }) => name === 'ntlm-target'))).toBe(true);
    expect(session.steps.some(({ outcome }) => outcome === 'skipped')).toBe(true);
  }, 240_000);

  it('takes the password from the environment, and never tries it on a lab', async () => {
    const env = { LYNCSCOPE_PASSWORD: 'not-the-labs' };
    const result = await cli(['check', '--lab', 'sfb2015', '--from', 'outside', '--json'], { env });
    expect(result.status).toBe(0);
    const wrong = await cli(['check', '--lab', 'sfb2015', '--from', 'outside', '--json', '--password-stdin'], {
      input: 'wrong\r\n',
    });
    expect(reportIn(wrong.stdout).findings[0]?.id).toBe('auth-bad-credentials');
    expect(wrong.status).toBe(1);
    const refusals = reportIn(wrong.stdout).session.steps.filter(({ facts }) =>
      facts.some(({ name }) => name === 'credential-use'),
    );
    expect(refusals).toHaveLength(1); // one refused password ends every further use
  }, 240_000);

  it('hands its options to the walk', async () => {
    const result = await cli([
      ...[
        'check',
        '--lab',
        'sfb2015',
        '--from',
        'inside',
        '--sign-in',
        'oauth',
        '--timeout',
        '4321',
        '--proxy',
        'none',
        '--json',
      ],
      ...[
        '--trust-host',
        'Web.Fabrikam.example',
        '--connect-to',
        'unused.example:443:127.0.0.1:9',
        '--keep-secrets',
        '--no-password',
      ],
    ]);
    const { session } = reportIn(result.stdout);
    expect(session.target).toMatchObject({
      location: 'inside',
      signIn: 'oauth',
      timeoutMs: 4321,
      proxy: 'none',
      trustedHosts: ['web.fabrikam.example'],
      extraAuthorities: 1,
    });
    expect(session.target.connectTo[0]).toBe('unused.example:443:127.0.0.1:9');
    expect(session.keepsSecrets).toBe(true);
    expect(session.steps.some(({ kind }) => kind === 'web-ticket.request')).toBe(false);
  }, 240_000);

  it.each([
    ['no-such-host.example:8080', 'cannot be found: its name has no address here'],
    ['127.0.0.1:9', 'cannot be reached'],
  ])(
    'blames a proxy that is not there (%s), and nothing behind it',
    async (proxy, title) => {
      const { stdout, status } = await cli([
        'check',
        '--lab',
        'sfb2019',
        '--from',
        'outside',
        '--proxy',
        proxy,
        '--json',
      ]);
      const findings = reportIn(stdout).findings.filter(({ severity }) => severity !== 'info');
      expect(findings.map((finding) => [finding.id, finding.title])).toEqual([
        ['proxy-connection-failed', `The proxy http://${proxy} ${title}`],
      ]);
      expect(status).toBe(1);
    },
    240_000,
  );

  it('asks manual addresses instead of DNS names', async () => {
    const url = 'https://web01.sfb2015.example/Autodiscover/AutodiscoverService.svc/Root';
    const result = await cli(['check', '--lab', 'sfb2015', '--from', 'outside', '--discovery-url', url, '--json']);
    const { session } = reportIn(result.stdout);
    expect(session.target.discoveryUrls).toEqual([url]);
    expect(session.exchanges.some(({ request }) => request.url.startsWith(url))).toBe(true);
    expect(session.exchanges.some(({ request }) => request.url.includes('//lyncdiscover.'))).toBe(false);
  }, 240_000);
});

describe('an end before the end', () => {
  const slow = ['check', '--lab', 'sfb2015', '--fault', 'slow-answer', '--from', 'outside', '--timeout', '600000'];

  it.skipIf(noSignals)(
    'Ctrl-C: what was seen is printed and saved, exit status 130',
    async () => {
      for (const json of [false, true]) {
        const file = folder.file(`cancelled${json}.lyncscope`);
        const walk = startCli([...slow, '--save', file, ...(json ? ['--json'] : [])]);
        if (json) await saved(file, '"step-ended"');
        else await walk.seen(/lyncdiscover\./);
        walk.child.kill('SIGINT');
        const result = await walk.ended;
        expect([result.status, result.stderr]).toEqual([130, '']);
        if (json) expect(reportIn(result.stdout).session.outcome).toBe('cancelled');
        else expect(result.stdout).toContain(file);
        const judged = await cli(['judge', file, '--json']);
        expect(judged.stderr).toBe('');
        if (json) expect(reportIn(judged.stdout)).toEqual(reportIn(result.stdout));
        const { session } = reportIn(judged.stdout);
        expect(session.outcome).toBe('cancelled');
        expect(session.steps.every(({ outcome }) => outcome !== 'running')).toBe(true);
        expect(session.lookups.length).toBeGreaterThan(0);
      }
    },
    60_000,
  );

  it.skipIf(noSignals)(
    'a killed program leaves a file that can be read as far as it came',
    async () => {
      const file = folder.file('killed.lyncscope');
      const walk = startCli([...slow, '--save', file]);
      await saved(file, '"name":"lyncdiscover.sfb2015.example","type":"A"');
      walk.child.kill('SIGKILL');
      await walk.ended;
      const judged = await cli(['judge', file, '--json']);
      const { session } = reportIn(judged.stdout);
      expect(session.outcome).toBe('running');
      expect(session.lookups.some(({ query }) => query.name.startsWith('lyncdiscover.'))).toBe(true);
    },
    60_000,
  );

  it('a reader that goes away is no error', async () => {
    const walk = startCli(['check', '--lab', 'sfb2015', '--from', 'outside']);
    await walk.seen(/\n/);
    walk.child.stdout.destroy();
    const result = await walk.ended;
    expect([result.status, result.stderr]).toEqual([0, '']);
  }, 240_000);
});

/** Resolves once the journal holds `text`: the walk goes on, and nothing but the file tells how far it is. */
async function saved(file: string, text: string): Promise<void> {
  for (;;) {
    try {
      if (readFileSync(file, 'utf8').includes(text)) return;
    } catch {
      // not there yet
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
