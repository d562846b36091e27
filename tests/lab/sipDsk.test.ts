/** TLS-DSK from the registrar's offer to its 200 and out again, on every deployment; and what breaks it. */
import { X509Certificate } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { createAuthority } from '../../lab/ca.js';
import { DskHandshake as LabHandshake, dskSignature } from '../../lab/sip/tlsDsk.js';
import type { ServerVersion } from '../../lab/types.js';
import { dskHandshake, signDsk, verifyDsk } from '../../main/net/tlsDsk/index.js';
import { judge } from '../../shared/audits/judge.js';
import { factOf, factsOf } from '../../shared/session/facts.js';
import type { Session, Step } from '../../shared/session/model.js';
import { identity } from '../unit/tlsDsk/peer.js';
import { walk } from './support/walks.js';

const walked: Promise<Session>[] = [];
afterAll(() => Promise.allSettled(walked));

function signIn(deployment: string, location: 'inside' | 'outside', faults: readonly string[] = []): Promise<Session> {
  const running = walk({
    password: { mode: 'ask' },
    location,
    signIn: 'web-ticket',
    sipAuth: 'tls-dsk',
    endpoints: 'none',
    dnsDepth: 'none',
    services: 'none',
    proxy: 'auto',
    lab: { deployment, faults },
  });
  walked.push(running);
  return running;
}

const stepsOf = (session: Session, kind: Step['kind']): readonly Step[] =>
  session.steps.filter((step) => step.kind === kind);

describe.each(['lync2010', 'lync2013', 'sfb2015', 'sfb2019', 'sfbse'])('%s', (deployment) => {
  test.each(['inside', 'outside'] as const)('%s: a certificate, the 200, and out', async (location) => {
    const session = await signIn(deployment, location);
    const tried = stepsOf(session, 'cert-prov.publish').filter(({ outcome }) => outcome !== 'skipped');
    expect(tried.map(({ value }) => value)).toEqual(['500, as expected', '200 certificate']);
    const certificate = new X509Certificate(Buffer.from(factOf(tried[1] as Step, 'certificate') ?? '', 'base64'));
    expect(certificate.subject).toBe(`CN=${session.target.sipAddress}`);

    const registered = stepsOf(session, 'sip.register').filter(({ outcome }) => outcome === 'ok');
    expect(registered).toHaveLength(1);
    expect(factsOf(registered[0] as Step, 'sip-status')).toContain('200');
    expect(stepsOf(session, 'sip.deregister').map(({ outcome }) => outcome)).toEqual(['ok']);
    // Every answer after the handshake bears a signature, and it verifies.
    const signed = session.sipMessages.flatMap(({ direction, signature }) =>
      direction === 'received' && signature !== undefined ? [signature.state] : [],
    );
    expect(signed.length).toBeGreaterThan(1);
    expect(new Set(signed)).toEqual(new Set(['verified']));
    expect(judge(session).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

test.each([
  ['certprov-unpublished', 'outside'],
  ['certprov-error', 'inside'],
  ['certprov-error', 'outside'],
  ['certprov-not-yet-valid', 'inside'],
  ['certprov-not-yet-valid', 'outside'],
] as const)('%s, %s: told first', async (fault, location) => {
  const session = await signIn('sfb2019', location, [fault]);
  expect(judge(session).findings[0]?.id).toBe('certprov-fails');
});

describe('both of our handshakes agree with the registrar, which shares no code with them', () => {
  test.each(
    (['2010', '2013', '2015', '2019', 'se'] as const).flatMap((version) =>
      (['runtime', 'own'] as const).map((way): readonly [ServerVersion, 'runtime' | 'own'] => [version, way]),
    ),
  )('version %s, %s', async (version, way) => {
    const authority = await createAuthority({ root: 'CN=Root', issuing: 'CN=Issuing', sendsRoot: true });
    const server = await authority.issue({
      keyLabel: 'dsk',
      organization: 'Contoso',
      commonName: 'fe01.contoso.com',
      names: ['fe01.contoso.com'],
      expired: false,
    });
    const user = await identity('ada@contoso.com');
    const theirs = new LabHandshake(server, version);
    const ours = dskHandshake({ certificate: user, way });
    try {
      const first = await theirs.answer(Buffer.from(await ours.start()));
      if (first.kind !== 'more') throw new Error(first.kind);
      const proof = await ours.answer(first.bytes);
      const second = await theirs.answer(Buffer.from(proof.out));
      if (second.kind !== 'done') throw new Error(second.kind);
      const { done } = await ours.answer(second.bytes);
      if (done === undefined) throw new Error('not done');
      expect(second.certificate.equals(user.certificateDer)).toBe(true);
      const text = '<TLS-DSK><13317733><1>';
      expect(signDsk(done, text)).toBe(dskSignature('client', second.keys, text));
      const rspauth = dskSignature('server', second.keys, text);
      expect(verifyDsk(done, text, rspauth)).toEqual({ ok: true, hash: done.macHash });
    } finally {
      ours.destroy();
      theirs.close();
    }
  });
});
