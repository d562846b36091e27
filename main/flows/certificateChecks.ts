/**
 * What can be found out about a chain without the server that showed it: the chain that can be built, issuers that were
 * not sent (AIA), and what OCSP and CRLs say. [RFC 5280, sections 4.2.2.1 and 4.2.1.13; RFC 6960; RFC 5019]
 */
import { FailureError, type Failure } from '../../shared/failure.js';
import { bytesOf } from '../../shared/session/bytes.js';
import type { BuiltChain, CertificateRecord, Connection, RevocationCheck, Side } from '../../shared/session/model.js';
import type { Reply, StepHandle } from '../engine/api.js';
import { together } from './context.js';

/** Issuers that are fetched for one chain. */
const mostFetches = 3;
/** Certificates of a chain whose state is asked for: the leaf and its issuer. */
const mostAsked = 2;

type Found = Pick<NonNullable<Connection['tls']>, 'built' | 'revocation'>;

/** The checks of one walk; each certificate and each address is asked about once. */
export class Certificates {
  private readonly byLeaf = new Map<string, Promise<Found>>();
  private readonly fetched = new Map<string, Promise<readonly Uint8Array[]>>();
  private readonly answers = new Map<string, Promise<Answer>>();

  /** Checks the chain that `connection` showed, and adds what was found to its record. */
  async check(step: StepHandle, side: Side, connection: Connection): Promise<void> {
    const { tls } = connection;
    const key = tls?.chain.map(({ der }) => der).join('\n');
    if (tls === undefined || key === undefined || key === '') return;
    const known = this.byLeaf.get(key);
    const finding = known ?? this.find(step, side, connection);
    this.byLeaf.set(key, finding);
    step.amend(connection, await finding);
  }

  private async find(step: StepHandle, side: Side, { tls }: Connection): Promise<Found> {
    if (tls === undefined) return {};
    const built = await this.build(step, side, tls.chain);
    if (built === undefined) return {};
    const stapled = tls.stapled === undefined ? undefined : bytesOf(tls.stapled);
    const revocation = await this.revocation(step, side, built, stapled);
    return { built, ...(revocation.length === 0 ? {} : { revocation }) };
  }

  /** With what was sent; where that does not lead to a root, with issuers fetched from where the certificates say. */
  private async build(
    step: StepHandle,
    side: Side,
    sent: readonly CertificateRecord[],
  ): Promise<BuiltChain | undefined> {
    const extra: Uint8Array[] = [];
    let built = await step.certificates.build(sent, extra);
    for (let tries = 0; built?.end === 'open' && tries < mostFetches; tries += 1) {
      const url = built.path.at(-1)?.certificate.fields?.issuerUrls?.find(isPlain);
      if (url === undefined) break;
      const found = await this.issuersAt(step, side, url);
      if (found.length === 0) break;
      extra.push(...found);
      built = await step.certificates.build(sent, extra);
    }
    return built;
  }

  private issuersAt(step: StepHandle, side: Side, url: string): Promise<readonly Uint8Array[]> {
    const known = this.fetched.get(url);
    if (known !== undefined) return known;
    const spec = {
      kind: 'tls.issuer',
      side,
      title: `Fetch the issuer's certificate from ${url}`,
      spec: { doc: 'RFC 5280', section: '4.2.2.1' },
    } as const;
    const fetching = step
      .attempt(spec, async (at) => {
        const reply = await at.exchange({ method: 'GET', url, expect: [200] });
        const issuers = at.certificates.issuersIn(reply.body);
        at.value(`${issuers.length} ${issuers.length === 1 ? 'certificate' : 'certificates'}`);
        at.meaning(
          issuers.length === 0
            ? 'What came back is no certificate.'
            : 'The issuer exists and can be fetched; the server should have sent it.',
        );
        return issuers;
      })
      .then((attempt) => (attempt.ok ? attempt.value : []));
    this.fetched.set(url, fetching);
    return fetching;
  }

  private async revocation(
    step: StepHandle,
    side: Side,
    { path }: BuiltChain,
    stapled: Uint8Array | undefined,
  ): Promise<readonly RevocationCheck[]> {
    const pairs = path.slice(0, mostAsked).flatMap(({ certificate }, index) => {
      const issuer = path[index + 1]?.certificate;
      const fields = certificate.fields;
      const named = [...(fields?.ocspUrls ?? []), ...(fields?.crlUrls ?? [])].some(isPlain);
      const asks = named || (index === 0 && stapled !== undefined);
      return issuer === undefined || !asks ? [] : [{ certificate, issuer, index }];
    });
    if (pairs.length === 0) return [];
    const spec = {
      kind: 'tls.revocation',
      side,
      title: 'Ask whether the certificates were revoked',
      spec: { doc: 'RFC 6960', section: '2' },
    } as const;
    const attempt = await step.attempt(spec, async (at) => {
      const checks = (
        await together(pairs.map((pair) => this.checksOf(at, pair, pair.index === 0 ? stapled : undefined)))
      ).flat();
      at.value([...new Set(checks.map(({ status }) => status))].join(', '));
      at.meaning(meaningOf(checks));
      return checks;
    });
    return attempt.ok ? attempt.value : [];
  }

  private async checksOf(
    step: StepHandle,
    pair: Pair,
    stapled: Uint8Array | undefined,
  ): Promise<readonly RevocationCheck[]> {
    const { certificate, issuer, index } = pair;
    const checks: RevocationCheck[] = [];
    if (stapled !== undefined) {
      checks.push({ index, via: 'stapled', ...(await step.certificates.readOcsp(stapled, certificate, issuer)) });
    }
    const ocsp = certificate.fields?.ocspUrls?.find(isPlain);
    if (ocsp !== undefined) checks.push(await this.byOcsp(step, pair, ocsp));
    const settled = checks.some(({ status, via }) => via === 'ocsp' && (status === 'good' || status === 'revoked'));
    const crl = certificate.fields?.crlUrls?.find(isPlain);
    if (crl !== undefined && !settled) checks.push(await this.byCrl(step, pair, crl));
    return checks;
  }

  private async byOcsp(step: StepHandle, { certificate, issuer, index }: Pair, url: string): Promise<RevocationCheck> {
    const base = { index, via: 'ocsp', url } as const;
    const body = await step.certificates.ocspRequest(certificate, issuer);
    if (body === undefined) return { ...base, status: 'unusable', note: 'No request could be made for it.' };
    const answer = await this.ask(step, `${url} ${certificate.fields?.sha256 ?? ''}`, url, (at) =>
      at.exchange({
        method: 'POST',
        url,
        headers: [['Content-Type', 'application/ocsp-request']],
        body,
        expect: [200],
      }),
    );
    if ('failure' in answer) return { ...base, ...unreachable(answer) };
    const read = await step.certificates.readOcsp(answer.reply.body, certificate, issuer);
    return { ...base, exchangeId: answer.reply.exchange.id, tookMs: answer.tookMs, ...read };
  }

  private async byCrl(step: StepHandle, { certificate, issuer, index }: Pair, url: string): Promise<RevocationCheck> {
    const base = { index, via: 'crl', url } as const;
    const answer = await this.ask(step, url, url, (at) => at.exchange({ method: 'GET', url, expect: [200] }));
    if ('failure' in answer) return { ...base, ...unreachable(answer) };
    const read = step.certificates.readCrl(answer.reply.body, certificate, issuer);
    return { ...base, exchangeId: answer.reply.exchange.id, tookMs: answer.tookMs, ...read };
  }

  /** One question an address: what could not be reached once is not waited for again. */
  private ask(step: StepHandle, key: string, url: string, send: (step: StepHandle) => Promise<Reply>): Promise<Answer> {
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const asking = asked(step, url, send);
    this.answers.set(key, asking);
    return asking;
  }
}

interface Pair {
  readonly certificate: CertificateRecord;
  readonly issuer: CertificateRecord;
  readonly index: number;
}

type Answer =
  { readonly reply: Reply; readonly tookMs: number } | { readonly failure: Failure; readonly tookMs: number };

async function asked(step: StepHandle, url: string, send: (step: StepHandle) => Promise<Reply>): Promise<Answer> {
  const began = step.elapsed();
  try {
    const reply = await send(step);
    return { reply, tookMs: step.elapsed() - began };
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.code === 'cancelled') throw error;
    return { failure: error.failure, tookMs: step.elapsed() - began };
  }
}

function unreachable({
  failure,
  tookMs,
}: {
  readonly failure: Failure;
  readonly tookMs: number;
}): Pick<RevocationCheck, 'status' | 'tookMs' | 'note'> {
  const answered = failure.operation === 'protocol' || failure.operation === 'parse' || failure.operation === 'limit';
  return { status: answered ? 'unusable' : 'unreachable', tookMs, note: failure.message };
}

function meaningOf(checks: readonly RevocationCheck[]): string {
  if (checks.some(({ status }) => status === 'revoked')) return 'A certificate of the chain was revoked.';
  if (checks.some(({ status }) => status === 'good')) return 'The authority says that the certificates are good.';
  if (checks.some(({ status }) => status === 'unreachable')) return 'The places that would know cannot be reached.';
  return 'What came back says nothing that can be relied on.';
}

/** These are fetched over plain HTTP: what they give is signed itself, and HTTPS would need it in turn. */
function isPlain(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return protocol === 'http:' && username === '' && password === '';
}
