/** A client that knows nothing of us, curl, gets a web ticket from the lab's web applications over TLS and uses it. */
import 'reflect-metadata';
import { execFile } from 'node:child_process';
import { KeyObject, webcrypto } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { X509CertificateGenerator } from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabConnection } from '../../lab/types.js';
import { createWebApplications } from '../../lab/web/index.js';
import { deploymentOf, disabled, healthy, lena, pool1 } from '../unit/lab-web/harness.js';
import { issueAction, rst, ticketUrl, userUrl } from '../unit/lab-web/ticketClient.js';

const run = promisify(execFile);
const features = await run('curl', ['--version']).then(
  ({ stdout }) => stdout,
  () => '',
);
const hasCurl = features.includes('https') && features.includes('NTLM');
if (!hasCurl)
  process.stderr.write('SKIPPED: curl with NTLM is not installed, so no foreign client asks the lab for a ticket.\n');

describe.skipIf(!hasCurl)('curl', () => {
  let server: Server;
  let folder: string;
  let port: number;

  beforeAll(async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned(
      { name: 'CN=web1.contoso.com', keys, signingAlgorithm: algorithm },
      webcrypto,
    );
    const applications = createWebApplications(deploymentOf('2015'), healthy, { now: Date.now });
    const connections = new WeakMap<Socket, LabConnection>();
    let count = 0;
    server = createServer(
      {
        cert: certificate.toString('pem'),
        key: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }),
      },
      (request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const connection = connections.get(request.socket) ?? {
            id: ++count,
            state: new Map(),
            serverCertificate: Buffer.from(certificate.rawData),
          };
          connections.set(request.socket, connection);
          const headers: [string, string][] = [];
          for (let at = 0; at < request.rawHeaders.length; at += 2) {
            headers.push([request.rawHeaders[at] ?? '', request.rawHeaders[at + 1] ?? '']);
          }
          void applications({
            method: request.method ?? 'GET',
            url: new URL(request.url ?? '/', `https://${request.headers.host ?? ''}`),
            headers,
            body: Buffer.concat(chunks),
            site: 'external',
            pool: pool1,
            frontEnd: 'fe1.corp.contoso.net',
            connection,
          }).then((answer) => {
            response.writeHead(answer.status, answer.headers.flat());
            response.end(answer.body);
          });
        });
      },
    );
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    port = (server.address() as AddressInfo).port;
    folder = await mkdtemp(join(tmpdir(), 'lab-web-'));
    await writeFile(join(folder, 'rst.xml'), rst({ claim: 'sip:lena@contoso.com' }));
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await rm(folder, { recursive: true });
  });

  /** Status of the last answer, and its body. The certificate is our own for this run, hence --insecure. */
  async function curl(url: string, ...more: readonly string[]): Promise<{ status: number; body: string }> {
    const { stdout } = await run('curl', [
      '--silent',
      '--insecure',
      '--noproxy',
      '*',
      '--connect-to',
      `web1.contoso.com:443:127.0.0.1:${port}`,
      '--write-out',
      '\n%{http_code}',
      ...more,
      url,
    ]);
    const end = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) };
  }

  const soap = (): readonly string[] => [
    '--header',
    'Content-Type: text/xml; charset=utf-8',
    '--header',
    `SOAPAction: "${issueAction}"`,
    '--data-binary',
    `@${join(folder, 'rst.xml')}`,
  ];
  const bearerOf = (body: string): string => (JSON.parse(body) as { access_token: string }).access_token;

  it('--ntlm gets a ticket that opens the user document', async () => {
    const issued = await curl(ticketUrl, '--ntlm', '--user', `${lena.userName}:${lena.password}`, ...soap());
    expect(issued.status).toBe(200);
    const ticket = /<saml:Assertion.*<\/saml:Assertion>/s.exec(issued.body)?.[0] ?? '';
    const user = await curl(
      userUrl,
      '--header',
      'Accept: application/vnd.microsoft.rtc.autodiscover+xml;v=1',
      '--header',
      `X-MS-WebTicket: opaque=${Buffer.from(ticket).toString('base64')}`,
    );
    expect([user.status, user.body.includes('token="Internal/Ucwa"')]).toEqual([200, true]);
  });

  it('--ntlm is refused for a wrong password and for an account that is not enabled', async () => {
    expect((await curl(ticketUrl, '--ntlm', '--user', `${lena.userName}:wrong`, ...soap())).status).toBe(401);
    const refused = await curl(ticketUrl, '--ntlm', '--user', `${disabled.userName}:${disabled.password}`, ...soap());
    expect(refused.status).toBe(403);
  });

  it('gets tokens with the password grant, url-encoded and multipart, and with the Windows grant', async () => {
    const endpoint = ticketUrl.replace('WebTicketService.svc', 'oauthtoken');
    const fields = ['grant_type=password', `username=${lena.userName}`, `password=${lena.password}`];
    const plain = await curl(endpoint, ...fields.flatMap((field) => ['--data-urlencode', field]));
    const multipart = await curl(endpoint, ...fields.flatMap((field) => ['--form-string', field]));
    const windows = await curl(
      endpoint,
      '--ntlm',
      '--user',
      `${lena.userName}:${lena.password}`,
      '--data',
      'grant_type=urn:microsoft.rtc:windows',
    );
    for (const answer of [plain, multipart, windows]) {
      const user = await curl(
        userUrl.replace('/user', '/oauth/user'),
        '--header',
        'Accept: application/json',
        '--header',
        `Authorization: Bearer ${bearerOf(answer.body)}`,
      );
      expect([user.status, user.body.includes('/ucwa/oauth/v1/applications')]).toEqual([200, true]);
    }
  });
});
