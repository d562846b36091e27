/** Certificate provisioning as a client of its own sees it: the ticket's proof, the request, and every refusal. */
import 'reflect-metadata';
import { execFile } from 'node:child_process';
import { createHash, KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createClientCertificates } from '../../lab/clientCertificates.js';
import { startLab as startWholeLab } from '../../lab/index.js';
import { lena, tom, startLab, type Lab } from '../unit/lab-web/harness.js';
import { createSharedState, createWebApplications } from '../../lab/web/index.js';
import type { WebPolicy } from '../../lab/types.js';
import { askTicket, certificateIn, getAndPublishCert, publishCall, type Post } from './support/rawTicketClient.js';

const run = promisify(execFile);
const service = 'https://web1.contoso.com/CertProv/CertProvisioningService.svc';
const tickets = 'https://web1.contoso.com/WebTicket/WebTicketService.svc';

async function requestFor(
  name: string,
  change: { readonly bits?: number; readonly hash?: string } = {},
): Promise<{ readonly csr: string; readonly keys: webcrypto.CryptoKeyPair }> {
  const signing = { name: 'RSASSA-PKCS1-v1_5', hash: change.hash ?? 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(
    { ...signing, publicExponent: new Uint8Array([1, 0, 1]), modulusLength: change.bits ?? 2048 },
    true,
    ['sign', 'verify'],
  );
  const request = await Pkcs10CertificateRequestGenerator.create({ name, keys, signingAlgorithm: signing });
  return { csr: Buffer.from(request.rawData).toString('base64'), keys };
}

const postTo =
  (lab: Lab): Post =>
  async (url, action, body) => {
    const answer = await lab.send(url, {
      body,
      headers: [
        ['Content-Type', 'text/xml; charset=utf-8'],
        ['SOAPAction', `"${action}"`],
      ],
    });
    return { status: answer.status, body: answer.body.toString('utf8') };
  };

/** A lab whose published certificates the test can look at. */
function startObserved(policy: Partial<WebPolicy> = {}): {
  lab: Lab;
  post: Post;
  certificates: ReturnType<typeof createClientCertificates>;
} {
  let certificates: ReturnType<typeof createClientCertificates> | undefined;
  const lab = startLab('2015', policy, (deployment, withPolicy, environment) => {
    const state = createSharedState(environment);
    certificates = state.certificates;
    return createWebApplications(deployment, withPolicy, environment, state);
  });
  if (certificates === undefined) throw new Error('the lab did not start');
  return { lab, post: postTo(lab), certificates };
}

let good: Awaited<ReturnType<typeof requestFor>>;
beforeAll(async () => {
  good = await requestFor(`CN=${lena.sipAddress}`);
});

const errorInfo = (body: string): string | undefined => /<ErrorInfo>([^<]*)</.exec(body)?.[1];
const fault = (body: string): string =>
  /<faultcode[^>]*>\w+:(\w+)</.exec(body)?.[1] + (/<ErrorId>(\d+)</.exec(body)?.[1] ?? '');

describe('metadata', () => {
  it('names the port with proof, its policy and where tickets come from, by GET and by POST', async () => {
    const { lab } = startObserved();
    const got = await lab.send(`${service}/mex`);
    const posted = await lab.send(`${service}/mex`, {
      body: `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header><a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action><a:To>${service}</a:To></s:Header><s:Body/></s:Envelope>`,
      headers: [['Content-Type', 'application/soap+xml; charset=utf-8']],
    });
    for (const answer of [got, posted]) {
      const text = answer.body.toString('utf8');
      expect(answer.status).toBe(200);
      expect(text).toContain(
        `<wsdl:port name="CertProvisioningServiceWebTicketProof_SHA1" binding="tns:CertProvisioningServiceWebTicketProof_SHA1"><soap:address location="${service}"/>`,
      );
      expect(text).toMatch(
        new RegExp(
          `wsu:Id="CertProvisioningServiceWebTicketProof_SHA1_policy".*EndorsingSupportingTokens.*Address>${tickets}<`,
        ),
      );
    }
  });
});

describe('a call with everything in order', () => {
  it('is answered with a certificate for the asked key, and publishes it', async () => {
    const { lab, post, certificates } = startObserved();
    const ticket = await askTicket(post, tickets, service, lena);
    const deviceId = '{3d1b0f0e-52a4-4a4e-9d2c-1f2e3d4c5b6a}';
    const answer = await post(
      service,
      getAndPublishCert,
      publishCall(ticket, { entity: lena.sipAddress, csr: good.csr, deviceId }),
    );
    expect([answer.status, errorInfo(answer.body)]).toEqual([200, undefined]);
    const der = certificateIn(answer.body) ?? Buffer.alloc(0);
    const certificate = new X509Certificate(der);
    const own = KeyObject.from(good.keys.privateKey);
    expect(certificate.checkPrivateKey(own)).toBe(true);
    expect([certificate.issuer, certificate.subject]).toEqual(['CN=Communications Server', `CN=${lena.sipAddress}`]);
    const days = (Date.parse(certificate.validTo) - lab.clock.now) / 86_400_000;
    expect(days).toBe(180);
    expect(Date.parse(certificate.validFrom)).toBeLessThan(lab.clock.now);
    const issuer = new X509Certificate(await certificates.issuer());
    expect([certificate.checkIssued(issuer), certificate.verify(issuer.publicKey)]).toEqual([true, true]);
    const [kept] = certificates.find(`sip:${lena.sipAddress.toUpperCase()}`);
    expect(kept).toMatchObject({ deviceId, poolFqdn: 'web1.corp.contoso.net', sipAddress: lena.sipAddress });
    expect(kept?.serialNumber).toBe(certificate.serialNumber.toLowerCase());
    expect(certificates.verify(der, `sip:${lena.sipAddress}`)).toMatchObject({ ok: true });
  });

  it('takes a request signed with SHA-1, and a renewed ticket an hour old', async () => {
    const { lab, post } = startObserved();
    const ticket = await askTicket(post, tickets, service, lena);
    lab.clock.now += 3_600_000;
    const old = await requestFor(`CN=${lena.sipAddress}`, { hash: 'SHA-1' });
    const answer = await post(
      service,
      getAndPublishCert,
      publishCall(ticket, { entity: lena.sipAddress, csr: old.csr }),
    );
    expect([answer.status, certificateIn(answer.body) === undefined]).toEqual([200, false]);
  });
});

describe('refusals', () => {
  it('are SOAP faults where ticket or proof do not hold', async () => {
    const { lab, post, certificates } = startObserved();
    const right = await askTicket(post, tickets, service, lena);
    const elsewhere = await askTicket(
      post,
      tickets,
      'https://web2.contoso.com/CertProv/CertProvisioningService.svc',
      lena,
    );
    const forUser = await askTicket(
      post,
      tickets,
      'https://web1.contoso.com/Autodiscover/AutodiscoverService.svc/root/user',
      lena,
    );
    const bearer = await askTicket(post, tickets, service, lena, 'Bearer');
    const entity = lena.sipAddress;
    const { csr } = good;
    const at = (shift: number): string => new Date(lab.clock.now + shift).toISOString();
    const cases: readonly (readonly [string, string, string])[] = [
      ['another pool', publishCall(elsewhere, { entity, csr }), 'FailedAuthentication28032'],
      ['another service', publishCall(forUser, { entity, csr }), 'FailedAuthentication28032'],
      ['no proof key', publishCall(bearer, { entity, csr }), 'InvalidSecurity'],
      ['another key', publishCall(right, { entity, csr, key: Buffer.alloc(32, 1) }), 'InvalidSecurity'],
      ['no ticket', publishCall({ ...right, assertion: '' }, { entity, csr }), 'FailedAuthentication28020'],
      [
        'a changed ticket',
        publishCall(
          { ...right, assertion: right.assertion.replaceAll(lena.sipAddress, tom.sipAddress) },
          { entity, csr },
        ),
        'FailedAuthentication28072',
      ],
      [
        'no signature',
        publishCall(right, {
          entity,
          csr,
          edit: (text) =>
            text.slice(0, text.lastIndexOf('<Signature ')) + text.slice(text.lastIndexOf('</wsse:Security>')),
        }),
        'InvalidSecurity',
      ],
      [
        'a timestamp that was changed afterwards',
        publishCall(right, {
          entity,
          csr,
          edit: (text) => text.replace(`<wsu:Expires>${right.expires}`, `<wsu:Expires>${at(864e5)}`),
        }),
        'InvalidSecurity',
      ],
      [
        'a stale timestamp',
        publishCall(right, { entity, csr, created: at(-36e5), expires: at(-18e5) }),
        'InvalidSecurity',
      ],
      [
        'a timestamp of tomorrow',
        publishCall(right, { entity, csr, created: at(864e5), expires: at(9e7) }),
        'InvalidSecurity',
      ],
      [
        'a second element with the id',
        publishCall(right, { entity, csr, edit: (text) => text.replace('<soap:Body>', '<soap:Body Id="timestamp">') }),
        'InvalidSecurity',
      ],
      [
        'a signature that names another ticket',
        publishCall({ ...right, id: 'SamlSecurityToken-1' }, { entity, csr }),
        'InvalidSecurity',
      ],
    ];
    for (const [what, body, wanted] of cases) {
      const answer = await post(service, getAndPublishCert, body);
      expect([what, answer.status, fault(answer.body)]).toEqual([what, 500, wanted]);
    }
    lab.clock.now += 9 * 3_600_000;
    const late = await post(service, getAndPublishCert, publishCall(right, { entity, csr }));
    expect([late.status, fault(late.body)]).toEqual([500, 'FailedAuthentication28033']);
    expect(certificates.find(lena.sipAddress)).toEqual([]);
  });

  it('are ErrorInfo in a 200 where the request does not hold', async () => {
    const { post, certificates } = startObserved();
    const ticket = await askTicket(post, tickets, service, lena);
    const entity = lena.sipAddress;
    const small = await requestFor(`CN=${entity}`, { bits: 512 + 256 });
    const stranger = await requestFor(`CN=${tom.sipAddress}`);
    const broken = Buffer.from(good.csr, 'base64');
    broken.writeUInt8(broken.readUInt8(broken.length - 1) ^ 1, broken.length - 1);
    const cases: readonly (readonly [string, string, string])[] = [
      [tom.sipAddress, good.csr, 'InvalidEntity'],
      [entity, small.csr, 'CertificateRequestKeyTooShort'],
      [entity, stranger.csr, 'InvalidCertificateRequestSubject'],
      [entity, broken.toString('base64'), 'InvalidCertificateRequestSignature'],
      [entity, Buffer.from('nothing of the kind').toString('base64'), 'InvalidCertificateRequest'],
    ];
    for (const [who, csr, wanted] of cases) {
      const answer = await post(service, getAndPublishCert, publishCall(ticket, { entity: who, csr }));
      expect([answer.status, errorInfo(answer.body), certificateIn(answer.body)]).toEqual([200, wanted, undefined]);
    }
    expect(certificates.find(entity)).toEqual([]);
  });

  it("are WCF's own for what is no such message", async () => {
    const { lab, post } = startObserved();
    const ticket = await askTicket(post, tickets, service, lena);
    const body = publishCall(ticket, { entity: lena.sipAddress, csr: good.csr });
    expect(fault((await post(service, 'http://tempuri.org/Other', body)).body)).toBe('ActionNotSupported');
    expect((await post(service, getAndPublishCert, '<a>')).status).toBe(400);
    expect((await lab.send(service, { body, headers: [['Content-Type', 'application/soap+xml']] })).status).toBe(415);
    expect((await lab.send(service)).status).toBe(200);
    expect((await lab.send(`${service}/other`)).status).toBe(404);
  });
});

describe('bytes of any kind', () => {
  it('get an answer, and a certificate only where nothing was changed that counts', async () => {
    const { post, certificates } = startObserved();
    const ticket = await askTicket(post, tickets, service, lena);
    const whole = publishCall(ticket, { entity: lena.sipAddress, csr: good.csr });
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), fc.nat(30), fc.string({ maxLength: 8 }), async (from, length, filling) => {
        const before = certificates.find(lena.sipAddress).length;
        const answer = await post(
          service,
          getAndPublishCert,
          whole.slice(0, from) + filling + whole.slice(from + length),
        );
        expect([200, 400, 500]).toContain(answer.status);
        const grown = certificates.find(lena.sipAddress).length - before;
        expect(grown).toBe(certificateIn(answer.body) === undefined ? 0 : 1);
      }),
      // Few enough that the store forgets none.
      { numRuns: 45 },
    );
    expect(certificates.find(tom.sipAddress)).toEqual([]);
  });
});

describe('faults of the policy', () => {
  it('error: a 200 with ErrorInfo; early: a certificate of the future', async () => {
    const failing = startObserved({ certProv: 'error' });
    const ticket = await askTicket(failing.post, tickets, service, lena);
    const call = { entity: lena.sipAddress, csr: good.csr };
    const answer = await failing.post(service, getAndPublishCert, publishCall(ticket, call));
    expect([answer.status, errorInfo(answer.body)]).toEqual([200, 'CertificatePublishFailed']);

    const early = startObserved({ certProv: 'early' });
    const given = await early.post(
      service,
      getAndPublishCert,
      publishCall(await askTicket(early.post, tickets, service, lena), call),
    );
    const der = certificateIn(given.body) ?? Buffer.alloc(0);
    expect(Date.parse(new X509Certificate(der).validFrom)).toBeGreaterThan(early.lab.clock.now + 30 * 60_000);
    expect(early.certificates.verify(der)).toEqual({ ok: false, why: 'not-yet-valid' });
  });
});

describe('the store', () => {
  it('knows whose a certificate is, and when it no longer counts', async () => {
    const clock = { now: Date.UTC(2016, 1, 1) };
    const store = createClientCertificates({ now: () => clock.now });
    const csr = Buffer.from(good.csr, 'base64');
    const issued = async (): Promise<Buffer> => {
      const outcome = await store.issue(`sip:${lena.sipAddress}`, csr, { poolFqdn: 'pool' });
      if (!outcome.ok) throw new Error(outcome.why);
      return outcome.certificate.der;
    };
    const [first, second] = [await issued(), await issued()];
    expect(store.verify(first, `sip:${tom.sipAddress}`)).toEqual({ ok: false, why: 'wrong-user' });
    store.revoke(lena.sipAddress, new X509Certificate(first).serialNumber);
    expect(store.verify(first)).toEqual({ ok: false, why: 'revoked' });
    expect(store.verify(second)).toMatchObject({ ok: true });
    clock.now += 181 * 86_400_000;
    expect(store.verify(second)).toEqual({ ok: false, why: 'expired' });
    clock.now -= 181 * 86_400_000;
    store.expire(lena.sipAddress);
    expect(store.verify(second)).toEqual({ ok: false, why: 'expired' });
    const other = createClientCertificates({ now: () => clock.now });
    expect(other.verify(second)).toEqual({ ok: false, why: 'unknown' });
  });
});

const hasTools = await Promise.all([run('curl', ['--version']), run('openssl', ['version'])]).then(
  () => true,
  () => false,
);
if (!hasTools)
  process.stderr.write('SKIPPED: curl or openssl is not installed, so no foreign client fetches a certificate.\n');

describe.skipIf(!hasTools)('curl and openssl against a running lab', () => {
  it.each(['lync2010', 'sfb2019'] as const)('%s gives them a certificate', async (deployment) => {
    const lab = await startWholeLab({ deployment, from: 'outside' });
    const folder = await mkdtemp(join(tmpdir(), 'certprov-'));
    try {
      const user = lab.users[0];
      if (user === undefined) throw new Error('no users');
      const post: Post = async (url, action, body) => {
        const file = join(folder, createHash('sha1').update(body).digest('hex'));
        await writeFile(file, body);
        const { stdout } = await run('curl', [
          ...['--silent', '--noproxy', '*', '--cacert', lab.caFile],
          ...lab.connectTo.flatMap((entry) => ['--connect-to', entry]),
          ...['--header', 'Content-Type: text/xml; charset=utf-8', '--header', `SOAPAction: "${action}"`],
          ...['--data-binary', `@${file}`, '--write-out', '\n%{http_code}', url],
        ]);
        const end = stdout.lastIndexOf('\n');
        return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) };
      };
      const web = `https://web01.${lab.domain}`;
      const address = `${web}/CertProv/CertProvisioningService.svc`;
      await run('openssl', [
        ...['req', '-new', '-newkey', 'rsa:2048', '-nodes', '-sha1', '-subj', `/CN=${user.sipAddress}`],
        ...['-keyout', join(folder, 'key'), '-outform', 'DER', '-out', join(folder, 'csr')],
      ]);
      const csr = (await readFile(join(folder, 'csr'))).toString('base64');
      const ticket = await askTicket(post, `${web}/WebTicket/WebTicketService.svc`, address, user);
      const answer = await post(address, getAndPublishCert, publishCall(ticket, { entity: user.sipAddress, csr }));
      const der = certificateIn(answer.body) ?? Buffer.alloc(0);
      expect(new X509Certificate(der).subject).toBe(`CN=${user.sipAddress}`);
      const verdict = lab.clientCertificates.verify(der, user.sipAddress);
      expect(verdict).toMatchObject({ ok: true, certificate: { poolFqdn: `pool01.${deployment}.internal` } });
    } finally {
      await lab.stop();
      await rm(folder, { recursive: true });
    }
  });
});
