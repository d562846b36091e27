/** The public authority's own web site: its issuing CA's certificate, its revocation lists and its OCSP responder. */
import { authorityHost, authorityPaths, publicAuthority, type Authority } from '../ca.js';
import type { FaultId } from '../faults.js';
import type { LabResponse } from '../types.js';
import { whole, type FrontRequest, type Service } from './exchange.js';

/** It stands beside the online directory: somewhere on the Internet. */
export function withAuthority(faults: ReadonlySet<FaultId>, service: Service): Service {
  return async (request) => {
    if (request.url.hostname !== authorityHost) return service(request);
    const isNews = request.url.pathname !== authorityPaths.issuer;
    // A filter on the way out lets nothing through to it.
    if (isNews && faults.has('tls-revocation-unreachable')) return { kind: 'reset' };
    return whole(await answerOf(request, await publicAuthority()));
  };
}

async function answerOf({ method, url, body }: FrontRequest, authority: Authority): Promise<LabResponse> {
  switch (url.pathname) {
    case authorityPaths.issuer:
      return found('application/pkix-cert', authority.issuing);
    case authorityPaths.list:
      return found('application/pkix-crl', await authority.revocations.list());
    case authorityPaths.rootList:
      return found('application/pkix-crl', await authority.revocations.rootList());
    case authorityPaths.ocsp:
      // RFC 6960, appendix A.1: by POST; short questions may also stand in the path, which nobody here does.
      return method === 'POST'
        ? found('application/ocsp-response', await authority.revocations.answer(body))
        : { status: 405, reason: 'Method Not Allowed', headers: [['Allow', 'POST']], body: Buffer.alloc(0) };
    default:
      return { status: 404, reason: 'Not Found', headers: [], body: Buffer.alloc(0) };
  }
}

function found(type: string, body: Buffer): LabResponse {
  return { status: 200, headers: [['Content-Type', type]], body };
}
