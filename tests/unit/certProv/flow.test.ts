/** Getting a client certificate, from the registrar's sts-uri to the key: against a pool over real TLS. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Attempt, Flow, Run } from '../../../main/engine/api.js';
import { provisionCertificate } from '../../../main/flows/certProv.js';
import type { Walk } from '../../../main/flows/context.js';
import { requestCertificate } from '../../../main/net/certProv/index.js';
import { FrontEndPlaces } from '../../../main/flows/frontEnds/places.js';
import { EndpointList } from '../../../main/flows/endpointList.js';
import { HeldTickets } from '../../../main/flows/heldTickets.js';
import { ModernTokens } from '../../../main/flows/modern/tokens.js';
import { PassiveTokens } from '../../../main/flows/passive/tokens.js';
import { OnlineTokens } from '../../../main/flows/online.js';
import { UcwaBeginnings } from '../../../main/flows/ucwa/beginnings.js';
import { ServiceDocument } from '../../../main/flows/serviceTests/document.js';
import { SignInOrder } from '../../../main/flows/signInOrder.js';
import { newEndpoint } from '../../../main/flows/sip/endpoint.js';
import { RegistrarPlaces } from '../../../main/flows/sip/places.js';
import { beginCertificate } from '../../../main/flows/sip/withCertificate.js';
import type { WebTicket } from '../../../main/flows/ticketRequest.js';
import type { ClientCertificate } from '../../../main/net/tlsDsk/index.js';
import { factOf } from '../../../shared/session/facts.js';
import type { Session, Step, Target } from '../../../shared/session/model.js';
import { runFlow } from '../engine/testRun.js';
import { answered, certProvMex, certProvPool, fault, host, password, type Pool, type PoolScript } from './server.js';

const deviceId = '4b1682a8-f968-5701-83fc-7c6741dc6697';
const stsUri = `https://${host}:443/CertProv/CertProvisioningService.svc`;

interface Outcome {
  readonly attempt: Attempt<ClientCertificate | undefined>;
  readonly session: Session;
  readonly events: readonly unknown[];
  readonly pool: Pool;
  /** The steps below the group. */
  readonly steps: readonly Step[];
}

async function provision(
  script: PoolScript = {},
  about: {
    readonly held?: Partial<WebTicket>;
    readonly password?: string | undefined;
    readonly stsUri?: string;
    readonly target?: Partial<Target>;
    readonly authorities?: readonly string[];
    /** Why no password is to be used. */
    readonly whyNot?: string;
    /** Every host is the pool's server. */
    readonly online?: boolean;
  } = {},
): Promise<Outcome> {
  const pool = await certProvPool(script);
  let attempt: Attempt<ClientCertificate | undefined> | undefined;
  const flow: Flow = async (run) => {
    const { root } = run;
    const walk = walkOf(run);
    if (about.held !== undefined) walk.tickets.keep('external', { ...someTicket, ...about.held }, stsUri);
    attempt = await provisionCertificate(
      walk,
      { step: root, side: 'external' },
      {
        stsUri: about.stsUri ?? stsUri,
        learned: { field: 'sts-uri of WWW-Authenticate', from: 'sip.contoso.test', secure: true },
        deviceId,
        key: requestCertificate(root.target.sipAddress),
        myTurn: () => Promise.resolve(about.whyNot),
      },
    );
  };
  const given = 'password' in about ? about.password : password;
  const { session, events } = await runFlow(flow, {
    credentials: given === undefined ? { mode: 'none' } : { mode: 'given', userName: 'CONTOSO\\ada', password: given },
    authorities: about.authorities ?? [pool.authority],
    target: {
      connectTo: [`${about.online === true ? '' : host}:443:127.0.0.1:${pool.port}`],
      hasPassword: given !== undefined,
      plannedCredentialUses: 1,
      ...about.target,
    },
  });
  if (attempt === undefined) throw new Error('the flow did not end');
  return { attempt, session, events, pool, steps: session.steps.filter(({ kind }) => kind.startsWith('cert-prov.')) };
}

function walkOf(run: Run): Walk {
  const { root } = run;
  return {
    run,
    target: root.target,
    credentials: root.credentials,
    order: new SignInOrder(Promise.resolve([]), root.credentials, 1),
    endpoints: new EndpointList(),
    registrars: new RegistrarPlaces(false),
    tickets: new HeldTickets(),
    modern: new ModernTokens(),
    passive: new PassiveTokens(),
    onlineTokens: new OnlineTokens(),
    ucwa: new UcwaBeginnings(),
    services: new ServiceDocument(),
    frontEnds: new FrontEndPlaces(),
  };
}

const someTicket: WebTicket = {
  opaque: 'AAAA',
  proofKey: new Uint8Array(32).fill(9),
  assertion: '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:1.0:assertion" AssertionID="other-ticket"/>',
  assertionId: 'other-ticket',
  notBefore: '2026-11-20T08:00:00Z',
  notAfter: '2036-11-20T16:00:00Z',
};

const stepOf = ({ steps }: Outcome, title: RegExp): Step => {
  const found = steps.find((step) => title.test(step.title));
  if (found === undefined) throw new Error(`no step ${String(title)}`);
  return found;
};

const failureOf = ({ attempt }: Outcome): string =>
  attempt.ok ? 'none' : `${attempt.failure.operation}/${attempt.failure.code}`;

describe('begun before its turn', () => {
  test('a cancel ends it, told to whoever awaits its end, and to nobody before', async () => {
    const pool = await certProvPool({});
    const cancel = new AbortController();
    let outcome: unknown;
    const ended = new Promise<void>((resolve) => cancel.signal.addEventListener('abort', () => setImmediate(resolve)));
    const { session } = await runFlow(
      async (run) => {
        const begun = beginCertificate(
          walkOf(run),
          { step: run.root, side: 'external' },
          { ...newEndpoint(run.random), instance: deviceId },
          { stsUri, from: 'sip.contoso.test' },
          requestCertificate(run.root.target.sipAddress),
        );
        await ended; // others still sign in: a rejection that nobody waits for would end the program here
        begun.goOn();
        outcome = await begun.attempt.catch((error: unknown) => error);
      },
      {
        signal: cancel.signal,
        credentials: { mode: 'given', userName: 'CONTOSO\\ada', password },
        authorities: [pool.authority],
        target: { connectTo: [`${host}:443:127.0.0.1:${pool.port}`], hasPassword: true, plannedCredentialUses: 1 },
        emit: ({ type }) => {
          if (type === 'exchange-started') cancel.abort();
        },
      },
    );
    expect(outcome).toMatchObject({ failure: { code: 'cancelled' } });
    expect(session.outcome).toBe('cancelled');
    expect(pool.tickets).toEqual([]);
  });
});

describe('a pool as it should be', () => {
  test('gives a certificate for the key that stays here', async () => {
    const outcome = await provision();
    if (!outcome.attempt.ok || outcome.attempt.value === undefined) throw new Error(failureOf(outcome));
    const { key, certificateDer, chain } = outcome.attempt.value;
    const certificate = new X509Certificate(certificateDer);
    expect(certificate.subject).toBe('CN=ada@contoso.test');
    expect(certificate.checkPrivateKey(createPrivateKey(key.export({ type: 'pkcs8', format: 'pem' })))).toBe(true);
    expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(chain).toEqual([]);
    expect(outcome.steps.map(({ title, outcome: how }) => `${how}: ${title}`)).toEqual([
      'ok: Ask how certificates are given out',
      'skipped: Ask for a certificate with the ticket in hand',
      'ok: Ask for a web ticket for the certificate service',
      'ok: Ask for a certificate with its own ticket',
    ]);
  });

  test('gets the request in the form of the specification, proven by the key of its own ticket', async () => {
    const { pool } = await provision();
    const location = `https://${host}/CertProv/CertProvisioningService.svc/WebTicket_Proof_SHA1`;
    expect(pool.tickets).toEqual([{ appliesTo: location, user: 'CONTOSO\\ada' }]);
    const [call] = pool.calls;
    expect(call).toMatchObject({
      deviceId: `{${deviceId}}`,
      entity: 'ada@contoso.test',
      subject: 'CN=ada@contoso.test',
      isRequestSound: true,
    });
    // Signed was the timestamp with the ticket's own lifetime, and nothing else.
    expect(call?.signed).toBe(
      '<wsu:Timestamp xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" wsu:Id="timestamp">' +
        '<wsu:Created>2026-11-20T09:00:00Z</wsu:Created><wsu:Expires>2036-11-20T17:00:00Z</wsu:Expires></wsu:Timestamp>',
    );
    expect(call?.headers).toMatchObject({
      'content-type': 'text/xml; charset=utf-8',
      soapaction: '"http://schemas.microsoft.com/OCS/AuthWebServices/GetAndPublishCert"',
      'content-length': String(Buffer.byteLength(call?.envelope ?? '')),
    });
    // The ticket goes back byte for byte: its own signature covers these bytes.
    expect(call?.envelope).toContain(pool.assertion);
    expect(call?.envelope).toContain('xmlns:wst="http://docs.oasis-open.org/ws-sx/ws-trust/200512/"');
    expect(call?.envelope).toContain(`<wsa:To xmlns:wsa="http://www.w3.org/2005/08/addressing">${location}</wsa:To>`);
    const lines = call?.certificateLines ?? [];
    expect(lines[0]).toBe(''); // a line break in front
    expect(Math.max(...lines.map(({ length }) => length))).toBe(76);
  });

  test('is told as facts, with the length of its validity', async () => {
    const outcome = await provision();
    const step = stepOf(outcome, /its own ticket/);
    expect(step.value).toBe('200 certificate');
    expect(step.meaning).toMatch(
      /CN=ada@contoso\.test, issued by CN=Communications Server\. It is good for about 180 days\./,
    );
    expect(factOf(step, 'certificate-subject')).toBe('CN=ada@contoso.test');
    expect(factOf(step, 'certificate-issuer')).toBe('CN=Communications Server');
    expect(factOf(step, 'certificate-key')).toBe('RSA 2048');
    expect(Date.parse(factOf(step, 'certificate-not-after') ?? '')).toBeGreaterThan(Date.now());
    const der = Buffer.from(factOf(step, 'certificate') ?? '', 'base64');
    expect(new X509Certificate(der).fingerprint256).toBe(factOf(step, 'certificate-sha256'));
  });

  test('takes one password use, and no secret is recorded', async () => {
    const outcome = await provision();
    const record = JSON.stringify([outcome.events, outcome.session]);
    expect(record.match(/"credential-use","value":"[^"]*"/g)?.every((use) => use.includes('1 of 1'))).toBe(true);
    if (!outcome.attempt.ok || outcome.attempt.value === undefined) throw new Error(failureOf(outcome));
    const { d, p, q } = outcome.attempt.value.key.export({ format: 'jwk' });
    for (const part of [d, p, q]) {
      const bytes = Buffer.from(part ?? '', 'base64url');
      expect(bytes.length).toBeGreaterThan(100);
      expect(record).not.toContain(bytes.toString('base64').slice(0, 40));
      expect(record).not.toContain(bytes.toString('hex').slice(0, 40));
    }
    expect(record).not.toContain(password);
    expect(record).not.toContain(Buffer.from(password).toString('base64'));
    for (const { wire } of outcome.session.exchanges.map(({ request }) => request)) {
      const text = Buffer.from(wire, 'base64').toString('latin1');
      expect(text).not.toContain('SamlSecurityToken-7f0a" Issuer');
      expect(text).not.toContain('PRIVATE KEY');
    }
  });

  test('the request and the certificate stay readable: they are public', async () => {
    const { session } = await provision();
    const exchange = session.exchanges.at(-1);
    const sent = Buffer.from(exchange?.request.body.decoded ?? '', 'base64').toString();
    const came = Buffer.from(exchange?.response?.body.decoded ?? '', 'base64').toString();
    expect(sent).toMatch(/#PKCS10"[^>]*>\s*MII/);
    expect(came).toMatch(/#X509v3">MII/);
    expect(sent).not.toContain('<saml:Assertion');
  });

  test('a bearer ticket is shown as it is, without a signature', async () => {
    const mex = {
      status: 200,
      body: certProvMex(`https://${host}`, {
        port: 'CertProvisioningServiceWebTicketBearer',
        support: 'SignedSupportingTokens',
      }),
    };
    const { pool, attempt } = await provision({ bearer: true, mex });
    expect(attempt.ok).toBe(true);
    expect(pool.calls[0]?.envelope).not.toContain('Signature');
  });
});

describe('the ticket in hand', () => {
  test('is tried first; its refusal is expected, and a ticket of its own is asked for', async () => {
    const outcome = await provision({}, { held: {} });
    expect(outcome.attempt.ok).toBe(true);
    const step = stepOf(outcome, /ticket in hand/);
    expect(step).toMatchObject({ outcome: 'ok', value: '500, as expected' });
    expect(factOf(step, 'fault')).toBe('FailedAuthentication: The web ticket is invalid.');
    const exchange = outcome.session.exchanges.find(({ stepId }) => stepId === step.id);
    expect(exchange?.expectedStatuses).toContain(500);
    expect(outcome.pool.calls).toHaveLength(2);
    expect(outcome.pool.calls[0]?.envelope).toContain('other-ticket');
    expect(outcome.pool.tickets).toHaveLength(1);
  });

  test.each([401, 403])('a plain %i is a refusal, too', async (status) => {
    const outcome = await provision(
      { publish: (_call, count) => (count === 1 ? { status, body: '' } : undefined) },
      { held: {} },
    );
    expect(outcome.attempt.ok).toBe(true);
    expect(stepOf(outcome, /ticket in hand/).value).toBe(`${status}, as expected`);
  });

  test('where it is taken, the password is not needed again', async () => {
    const outcome = await provision({ bearer: true }, { held: { proofKey: undefined } });
    expect(outcome.attempt.ok && outcome.attempt.value !== undefined).toBe(true);
    expect(outcome.pool.tickets).toEqual([]);
    expect(outcome.steps).toHaveLength(2);
  });

  test('an expired one is not tried', async () => {
    const outcome = await provision({}, { held: { notAfter: '2020-01-01T00:00:00Z' } });
    expect(outcome.pool.calls).toHaveLength(1);
    expect(stepOf(outcome, /ticket in hand/)).toMatchObject({
      outcome: 'skipped',
      value: 'skipped: there is no web ticket in hand',
    });
  });

  test('another answer than a refusal ends it there', async () => {
    const outcome = await provision({ publish: () => ({ status: 404, body: 'no', type: 'text/html' }) }, { held: {} });
    expect(failureOf(outcome)).toBe('protocol/unexpected_status');
    expect(outcome.pool.tickets).toEqual([]);
    expect(stepOf(outcome, /its own ticket/).outcome).toBe('skipped');
  });
});

describe('what goes wrong', () => {
  test('ErrorInfo inside a 200 is an error, in its own words', async () => {
    const info = '<ErrorInfo Code="7"><Reason>CertificatePublishFailed</Reason></ErrorInfo>';
    const outcome = await provision({ publish: () => answered(info) });
    expect(failureOf(outcome)).toBe('protocol/unexpected_document');
    const step = stepOf(outcome, /its own ticket/);
    expect(step).toMatchObject({ outcome: 'failed', value: '200, ErrorInfo' });
    expect(factOf(step, 'error-info')).toBe('Code=7; Reason=CertificatePublishFailed');
    expect(step.meaning).toContain('200');
  });

  test('a fault is told with its number', async () => {
    const outcome = await provision({
      publish: () => fault('FailedAuthentication', 'The web ticket is invalid.', 28032),
    });
    expect(outcome.attempt).toMatchObject({
      ok: false,
      failure: {
        code: 'unexpected_status',
        message: expect.stringContaining('28032, The web ticket is invalid.') as string,
      },
    });
    expect(factOf(stepOf(outcome, /its own ticket/), 'fault')).toBe('FailedAuthentication: The web ticket is invalid.');
  });

  test.each([404, 403])('a service that is not published: %i', async (status) => {
    const outcome = await provision({ mex: { status, body: '<html></html>', type: 'text/html' } });
    expect(failureOf(outcome)).toBe('protocol/unexpected_status');
    expect(stepOf(outcome, /given out/).meaning).toContain('/CertProv/*');
    expect(outcome.steps.map(({ outcome: how }) => how)).toEqual(['failed', 'skipped', 'skipped', 'skipped']);
    expect(outcome.pool.tickets).toEqual([]);
  });

  test('a certificate that is not valid yet is told with the clock', async () => {
    const notBefore = new Date(Date.now() + 37 * 60_000);
    const outcome = await provision({ validity: { notBefore, notAfter: new Date(Date.now() + 86_400_000) } });
    expect(outcome.attempt.ok).toBe(true);
    expect(stepOf(outcome, /its own ticket/).meaning).toMatch(
      /not valid yet.*begins in 3[67] minutes.*clocks is wrong/,
    );
  });

  test('a certificate that has expired is told with the clock', async () => {
    const outcome = await provision({
      validity: { notBefore: new Date(0), notAfter: new Date(Date.now() - 5 * 86_400_000) },
    });
    expect(stepOf(outcome, /its own ticket/).meaning).toMatch(/already expired, about 5 days ago/);
  });

  test('a certificate for another key cannot be used', async () => {
    const outcome = await provision({ otherKey: true });
    expect(failureOf(outcome)).toBe('protocol/unexpected_document');
  });

  test.each<readonly [string, string]>([
    [
      'not Base64',
      '<RequestSecurityTokenResponse><RequestedSecurityToken><BinarySecurityToken>§§§</BinarySecurityToken></RequestedSecurityToken></RequestSecurityTokenResponse>',
    ],
    [
      'no certificate',
      '<RequestSecurityTokenResponse><RequestedSecurityToken><BinarySecurityToken>AAAAAAAA</BinarySecurityToken></RequestedSecurityToken></RequestSecurityTokenResponse>',
    ],
    ['nothing', ''],
  ])('an answer with %s', async (_what, content) => {
    const outcome = await provision({ publish: () => answered(content) });
    expect(failureOf(outcome)).toMatch(/^parse\/(malformed|unexpected)_document$/);
  });

  test('an answer that is no XML', async () => {
    const outcome = await provision({ publish: () => ({ status: 200, body: '<html><p>hello' }) });
    expect(failureOf(outcome)).toBe('parse/malformed_document');
  });

  test('a wrong password ends all use of it', async () => {
    const outcome = await provision({}, { password: 'not-this-one' });
    expect(failureOf(outcome)).toBe('credential/credential_refused');
    expect(outcome.pool.tickets).toHaveLength(1);
    expect(stepOf(outcome, /its own ticket/)).toMatchObject({
      outcome: 'skipped',
      value: 'skipped: there is no web ticket for it',
    });
  });

  test('without a password only the description is read, and nothing has failed', async () => {
    const outcome = await provision({}, { password: undefined, target: { plannedCredentialUses: 0 } });
    expect(outcome.attempt).toMatchObject({ ok: true, value: undefined });
    expect(outcome.pool.paths).toEqual(['GET /CertProv/CertProvisioningService.svc/mex']);
    expect(outcome.steps.map(({ outcome: how }) => how)).toEqual(['ok', 'skipped', 'skipped', 'skipped']);
  });

  test('where the password will not be used any more, all else is asked, and the reason stands at what was not', async () => {
    const outcome = await provision({}, { held: {}, whyNot: 'password refused at step 14' });
    expect(outcome.attempt).toMatchObject({ ok: true, value: undefined });
    expect(outcome.pool.tickets).toEqual([]);
    expect(outcome.steps.map(({ title, outcome: how, value = '' }) => `${how}: ${title}: ${value}`)).toEqual([
      'ok: Ask how certificates are given out: 200, CertProvisioningServiceWebTicketProof_SHA1',
      'ok: Ask for a certificate with the ticket in hand: 500, as expected',
      'skipped: Ask for a web ticket for the certificate service: skipped: password refused at step 14',
      'skipped: Ask for a certificate with its own ticket: skipped: password refused at step 14',
    ]);
  });

  test('plain HTTP is not even asked', async () => {
    const outcome = await provision({}, { stsUri: `http://${host}/CertProv/CertProvisioningService.svc` });
    expect(failureOf(outcome)).toBe('trust/insecure_link');
    expect(outcome.pool.paths).toEqual([]);
  });

  test('the online service gets neither the ticket in hand nor the password', async () => {
    const online = 'https://webdir0f.online.lync.com';
    const outcome = await provision(
      { mex: { status: 200, body: certProvMex(online) } },
      { held: {}, stsUri: `${online}/CertProv/CertProvisioningService.svc`, online: true },
    );
    expect(failureOf(outcome)).toBe('protocol/homed_online');
    expect(outcome.pool.paths).toEqual(['GET /CertProv/CertProvisioningService.svc/mex']);
    expect(outcome.steps.map(({ outcome: how }) => how)).toEqual(['ok', 'skipped', 'skipped', 'skipped']);
  });

  test('nor does a ticket of the company where the user chose to sign in online', async () => {
    const online = 'https://webdir0f.online.lync.com';
    const outcome = await provision(
      { mex: { status: 200, body: certProvMex(online) } },
      {
        held: {},
        stsUri: `${online}/CertProv/CertProvisioningService.svc`,
        online: true,
        target: { signIn: 'online' },
      },
    );
    expect(stepOf(outcome, /ticket in hand/)).toMatchObject({
      outcome: 'skipped',
      value: 'skipped: there is no web ticket in hand',
    });
    expect(outcome.pool.paths.filter((path) => /^POST .*CertProv/i.test(path))).toEqual([]);
  });

  test('a ticket goes nowhere that TLS does not prove', async () => {
    const outcome = await provision({}, { held: {}, authorities: [] });
    expect(failureOf(outcome)).toBe('credential/unvalidated_tls');
    expect(outcome.pool.calls).toEqual([]);
  });

  test('a service that takes no web ticket says what it has instead', async () => {
    const mex = {
      status: 200,
      body: certProvMex(`https://${host}`, { port: 'CertProvisioningServiceOther', support: 'Other' }),
    };
    const outcome = await provision({ mex });
    expect(failureOf(outcome)).toBe('protocol/no_common_binding');
    expect(outcome.attempt).toMatchObject({
      failure: { message: expect.stringContaining('CertProvisioningServiceOther') as string },
    });
  });
});
