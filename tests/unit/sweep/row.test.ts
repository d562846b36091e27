/** What is kept of a recorded walk. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/audits/judge.js';
import { parseSessionText } from '../../../shared/session/file.js';
import type { CertificateFields, CertificateRecord, Connection, Session } from '../../../shared/session/model.js';
import { rowOf } from '../../../shared/sweep/row.js';

function sessionFile(name: string): Session {
  const read = parseSessionText(
    readFileSync(new URL(`../../fixtures/sessions/${name}.lyncscope`, import.meta.url), 'utf8'),
  );
  if (!read.ok) throw new Error(read.error);
  return read.value.session;
}

const options = { line: 7, target: 'sfb2019.example', tookMs: 12.4, file: '00007.lyncscope' };
const rowOfSession = (session: Session) => rowOf(session, judge(session), options);

describe('a row', () => {
  it('says what broke first, in the words of the judgement', () => {
    const session = sessionFile('sfb2019-wrong-bridging-outside');
    const judgement = judge(session);
    const row = rowOf(session, judgement, options);
    expect(row).toMatchObject({
      line: 7,
      target: 'sfb2019.example',
      domain: session.target.domain,
      verdict: 'failed',
      headline: judgement.headline,
      rootCause: judgement.findings[0]?.id,
      tookMs: 12,
      file: '00007.lyncscope',
    });
    expect(row.findings.every(({ severity }) => severity !== 'info')).toBe(true);
    expect(row.certificates.length).toBeGreaterThan(0);
    expect(row.certificates.every(({ role, sha256 }) => role === 'leaf' && /^[0-9A-F:]{95}$/.test(sha256))).toBe(true);
  });

  it('names the server that discovery led to', () => {
    expect(rowOfSession(sessionFile('lync2010-no-password-inside')).server).toBe('webint-dir.lync2010.internal');
  });

  it('is cancelled where the walk was, and names no diagnosis for it', () => {
    const row = rowOfSession({ ...sessionFile('sfb2019-wrong-bridging-outside'), outcome: 'cancelled' });
    expect(row).toMatchObject({ verdict: 'cancelled', headline: 'The walk was stopped before its end', findings: [] });
    expect(row.rootCause).toBeUndefined();
  });

  it('is small beside its session', () => {
    const session = sessionFile('sfb2019-wrong-bridging-outside');
    expect(JSON.stringify(rowOfSession(session)).length).toBeLessThan(JSON.stringify(session).length / 20);
  });
});

describe('certificates', () => {
  const fields = (changes: Partial<CertificateFields>): CertificateFields => ({
    subject: 'CN=web.x.example, O=X',
    issuer: 'CN=Sub\\, CA, O=X',
    serialNumber: '01',
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2027-06-01T00:00:00.000Z',
    subjectAltNames: ['DNS:web.x.example'],
    publicKey: 'RSA 2048',
    signatureAlgorithm: 'sha256WithRSAEncryption',
    sha1: 'AA',
    sha256: 'LEAF',
    isCa: false,
    keyUsages: [],
    extendedKeyUsages: [],
    ...changes,
  });
  const ca = (changes: Partial<CertificateFields>): CertificateRecord => ({
    der: '',
    fields: fields({ isCa: true, subject: 'CN=Sub', issuer: 'CN=Root', ...changes }),
  });
  const session = sessionFile('lync2010-no-password-inside');
  const certificates = (chain: readonly CertificateRecord[], port = 443) => {
    const connection: Connection = {
      id: 'c1',
      stepId: 's1',
      scheme: 'https',
      host: 'web.x.example',
      port,
      addresses: [],
      startedMs: 0,
      tls: { startedMs: 0, serverName: 'web.x.example', chain },
    };
    return rowOfSession({ ...session, connections: [connection, connection] }).certificates;
  };

  it('are the leaf, once a place, and the intermediate that ends before it; never a root', () => {
    const chain = [
      { der: '', fields: fields({}) },
      ca({ sha256: 'EARLY', notAfter: '2027-05-01T00:00:00.000Z' }),
      ca({ sha256: 'LATE', notAfter: '2030-01-01T00:00:00.000Z' }),
      ca({ sha256: 'ROOT', subject: 'CN=Root', notAfter: '2027-01-01T00:00:00.000Z' }),
    ];
    expect(certificates(chain).map(({ sha256, role, name }) => [sha256, role, name])).toEqual([
      ['LEAF', 'leaf', 'web.x.example'],
      ['EARLY', 'intermediate', 'Sub'],
    ]);
    expect(certificates(chain)[0]?.issuer).toBe('Sub, CA');
  });

  it('take their name from the alternative names where there is no common one, and survive what cannot be read', () => {
    expect(certificates([{ der: '', fields: fields({ subject: '' }) }])[0]?.name).toBe('web.x.example');
    expect(certificates([{ der: '', fields: fields({ subject: '', subjectAltNames: [] }) }])[0]?.name).toBe(
      '(no name)',
    );
    expect(certificates([{ der: '' }, ca({})])).toEqual([]);
    expect(certificates([])).toEqual([]);
  });

  it('of a hostile chain do not fill the summary', () => {
    const many = Array.from({ length: 500 }, (_none, index) =>
      ca({ sha256: `S${index}`, notAfter: '2026-12-01T00:00:00.000Z' }),
    );
    const found = certificates([{ der: '', fields: fields({ subject: `CN=${'x'.repeat(9_000)}` }) }, ...many]);
    expect(found).toHaveLength(100);
    expect(JSON.stringify(found).length).toBeLessThan(40_000);
  });
});
