/** What certprov-fails tells of each way in which a client certificate is not had. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/audits/judge.js';
import type { Session, Step, StepKind } from '../../../shared/session/model.js';
import { failure, startedAt, type AnswerOptions, type Builder, type Facts } from './build.js';
import { offer, registrarWalk, type RegistrarOptions } from './sipWalks.js';

const host = 'web.contoso.com';
const service = `https://${host}/CertProv/CertProvisioningService.svc`;
const fromServer = [['X-MS-Server-Fqdn', 'fe01.contoso.local']] as const;

interface Asked {
  readonly kind: StepKind;
  readonly answer: AnswerOptions;
  readonly facts?: Facts;
  readonly failure?: Step['failure'];
  readonly location?: 'inside' | 'outside';
}

/** A walk whose registrar offers certificates alone, and what became of asking for one. */
function asking({ kind, answer, facts = [], failure: failed, location = 'outside' }: Asked): Session {
  return registrarWalk({
    target: { location },
    probe: [offer('TLS-DSK')],
    ...(failed === undefined ? {} : { groupFailure: failed }),
    more: (builder: Builder, parent: string) => {
      const group = builder.step('cert-prov', {
        parent,
        side: 'external',
        ...(failed === undefined ? {} : { failure: failed }),
      });
      const step = builder.step(kind, {
        parent: group,
        side: 'external',
        facts,
        ...(failed === undefined ? {} : { failure: failed }),
      });
      builder.ask(step, kind === 'cert-prov.mex' ? `${service}/mex` : service, { method: 'POST', ...answer });
    },
  });
}

const status = failure('protocol', 'unexpected_status', 'It answered something else.');
const document = failure('protocol', 'unexpected_document', 'There is an error in it.');

function finding(session: Session): { readonly title: string; readonly text: string; readonly evidence: string } {
  const all = judge(session).findings.filter(({ id }) => id === 'certprov-fails');
  const [found] = all;
  if (found === undefined || all.length > 1) throw new Error(`${all.length} findings`);
  expect(found.severity).toBe('error');
  return {
    title: found.title,
    text: `${found.cause} ${found.fix}`,
    evidence: found.evidence.map(({ part }) => part).join(', '),
  };
}

describe('the path of the service', () => {
  it.each([404, 403])('not published by the reverse proxy: %i without a server of the pool', (code) => {
    const found = finding(asking({ kind: 'cert-prov.mex', answer: { status: code }, failure: status }));
    expect(found.title).toBe('The reverse proxy does not publish /CertProv of web.contoso.com');
    expect(found.text).toContain('publishes /CertProv/*');
    expect(found.evidence).toBe('response.status');
  });

  it('missing on the Front End, which says so itself', () => {
    const found = finding(
      asking({ kind: 'cert-prov.mex', answer: { status: 404, headers: fromServer }, failure: status }),
    );
    expect(found.title).toBe('The certificate service is not there');
    expect(found.text).toContain('fe01.contoso.local itself');
    expect(found.text).not.toContain('reverse proxy');
  });

  it('broken in another way is told with the answer and its code', () => {
    const answer = { status: 500, headers: [['X-Ms-diagnostics', '28001;reason="Internal error"']] } as const;
    const found = finding(asking({ kind: 'cert-prov.publish', answer, failure: status }));
    expect(found.title).toBe('A client certificate cannot be had');
    expect(found.text).toContain('28001');
  });
});

it('ErrorInfo inside a 200 is told in its own words', () => {
  const body =
    '<s:Envelope><GetAndPublishCertResponse><ErrorInfo>CertificatePublishFailed</ErrorInfo></GetAndPublishCertResponse></s:Envelope>';
  const facts = [['error-info', 'CertificatePublishFailed']] as const;
  const found = finding(asking({ kind: 'cert-prov.publish', answer: { status: 200, body }, facts, failure: document }));
  expect(found.title).toBe('The certificate service answers with an error in place of a certificate');
  expect(found.text).toContain('its ErrorInfo says: CertificatePublishFailed.');
  expect(found.evidence).toBe('response.body:<ErrorInfo>CertificatePublishFailed</ErrorInfo>, response.status');
});

describe('the dates of the certificate', () => {
  const issued = (from: number, to: number, skew = 0): Session => {
    const at = (minutes: number): string => new Date(Date.parse(startedAt) + minutes * 60_000).toISOString();
    return asking({
      kind: 'cert-prov.publish',
      answer: { status: 200, body: '<BinarySecurityToken>MII</BinarySecurityToken>', skew },
      facts: [
        ['certificate', 'MII'],
        ['certificate-not-before', at(from)],
        ['certificate-not-after', at(to)],
      ],
    });
  };

  it('in the future: a clock of the pool is wrong', () => {
    const found = finding(issued(37, 60_000));
    expect(found.title).toBe('The client certificate is not valid for another 37 minutes');
    expect(found.text).toContain('clocks of all Front Ends');
    expect(found.evidence).toBe('response.body:BinarySecurityToken, outcome');
  });

  it('in the past', () => {
    expect(finding(issued(-60_000, -600)).title).toBe('The client certificate came already expired');
  });

  it.each([
    ['as they should be', issued(-10, 60_000)],
    ['half a minute off', issued(0.5, 60_000)],
    ["in the future by this computer's clock alone", issued(37, 60_000, 45 * 60)],
  ])('%s: nothing to tell', (_what, session) => {
    expect(judge(session).findings.map(({ id }) => id)).not.toContain('certprov-fails');
  });
});

it('a ticket that another service issued may be refused: that is no finding', () => {
  const session = registrarWalk({
    probe: [offer('TLS-DSK')],
    scheme: 'TLS-DSK',
    legs: [['REGISTER', 200]],
    more: (builder, parent) => {
      const group = builder.step('cert-prov', { parent, side: 'external' });
      const held = builder.step('cert-prov.publish', { parent: group, side: 'external' });
      const body = '<s:Fault><ErrorId>28032</ErrorId><Reason>The web ticket is invalid.</Reason></s:Fault>';
      builder.ask(held, service, { method: 'POST', status: 500, body, headers: fromServer });
      const own = builder.step('cert-prov.publish', { parent: group, side: 'external' });
      builder.ask(own, service, { method: 'POST', status: 200, headers: fromServer });
    },
  });
  expect(
    judge(session)
      .findings.filter(({ severity }) => severity !== 'info')
      .map(({ id }) => id),
  ).toEqual([]);
});

it('a refused password is told as such, not as trouble of the service', () => {
  const refused = failure('credential', 'credential_refused', 'The password was refused.');
  const ids = judge(asking({ kind: 'cert-prov.ticket', answer: { status: 401 }, failure: refused })).findings.map(
    ({ id }) => id,
  );
  expect(ids).toContain('auth-bad-credentials');
  expect(ids).not.toContain('certprov-fails');
});

describe('trouble that another finding explains is told there alone', () => {
  const ids = (session: Session): readonly string[] =>
    judge(session).findings.map(({ id, severity }) => `${severity} ${id}`);
  const closed = failure('connect', 'connection_refused', 'The connection was refused.');
  const noBinding = failure('protocol', 'no_common_binding', 'It announces no way to sign in.');

  /** Root documents alone, a registrar that takes certificates alone, and how asking for one failed. */
  const stopped = (kind: StepKind, failed: NonNullable<Step['failure']>, rest: Partial<RegistrarOptions>): Session =>
    registrarWalk({
      probe: [offer('TLS-DSK')],
      groupFailure: failed,
      ...rest,
      more: (builder, parent) => {
        const group = builder.step('cert-prov', { parent, side: 'external', failure: failed });
        const step = builder.step(kind, { parent: group, side: 'external', failure: failed });
        if (failed.operation === 'connect') builder.connection(step, `${service}/mex`, { failure: failed });
        else builder.ask(step, service, { status: 200 });
      },
    });

  it('its host is closed, and the sign-in over the web stopped, too', () => {
    expect(ids(stopped('cert-prov.mex', closed, { onlyRoot: true }))).toEqual(['error net-443-web-closed']);
  });

  it('its host alone is closed: nobody else says that nobody can sign in', () => {
    const found = ids(stopped('cert-prov.mex', closed, {}));
    expect(found).toContain('error certprov-fails');
  });

  it('it breaks by itself beside a sign-in that works: a warning that no net takes away', () => {
    const broken = failure('protocol', 'unexpected_document', 'There is an error in it.');
    const found = ids(stopped('cert-prov.publish', broken, { legs: [['REGISTER', 200]] }));
    expect(found).toContain('warning certprov-fails');
    expect(found).not.toContain('warning step-unexplained');
  });

  it('it breaks by itself in a walk that ended short: told beside the rest', () => {
    const broken = failure('protocol', 'unexpected_document', 'There is an error in it.');
    expect(ids(stopped('cert-prov.publish', broken, { onlyRoot: true }))).toContain('error certprov-fails');
  });

  it('the web ticket for it cannot be had: told by the ticket service where it failed before', () => {
    const mex = { facts: [['binding', 'WebTicketServiceAnon https://webext.contoso.com/']] } as const;
    const found = ids(stopped('cert-prov.ticket', noBinding, { mex }));
    expect(found).toEqual(['error auth-webticket-no-windows-auth']);
  });

  it('the web ticket for it alone cannot be had: told, but not as trouble of /CertProv', () => {
    const session = stopped('cert-prov.ticket', noBinding, {});
    const found = finding(session);
    expect(found.title).toBe('The web ticket service gives no ticket for the certificate service');
    expect(found.text).not.toContain('publishes /CertProv');
  });
});
