/** What flows can ask about certificates: the network layer's tools with this run's trust store and clock. */
import { bytesOf } from '../../shared/session/bytes.js';
import { buildChain } from '../net/tls/chainBuilding.js';
import { issuersIn } from '../net/tls/issuerAnswer.js';
import { ocspRequest, readCrl, readOcsp } from '../net/tls/revocation.js';
import type { CertificateTools } from './api.js';
import type { RunContext } from './context.js';

const known = new WeakMap<RunContext, CertificateTools>();

/** The tools of one run. */
export function certificateTools(context: RunContext): CertificateTools {
  const found = known.get(context);
  if (found !== undefined) return found;
  const anchors = once(() => context.network.anchors());
  const tools: CertificateTools = {
    build: async (sent, fetched) => buildChain(sent, fetched, await anchors()),
    issuersIn,
    ocspRequest: (certificate, issuer) =>
      ocspRequest(bytesOf(certificate.der), bytesOf(issuer.der)).catch(() => undefined),
    readOcsp: (body, certificate, issuer) =>
      readOcsp(body, bytesOf(certificate.der), bytesOf(issuer.der), context.now()),
    readCrl: (body, certificate, issuer) => readCrl(body, bytesOf(certificate.der), bytesOf(issuer.der), context.now()),
  };
  known.set(context, tools);
  return tools;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
