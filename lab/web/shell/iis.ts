// The IIS shell around every answer: server headers by product version (web.md 2.4 and 13), Date, length and HEAD.
import { randomInt, randomUUID } from 'node:crypto';
import type { LabEnvironment, LabRequest, LabResponse, ServerVersion } from '../../types.js';
import type { Answer } from './answer.js';

interface Generation {
  readonly iis: string;
  readonly aspNet: string;
  /** X-Content-Type-Options came with Lync Server 2013. */
  readonly noSniff: boolean;
  /** HSTS, correlation id and client-request-id came with Skype for Business Server 2015. */
  readonly correlated: boolean;
}

const generations: Readonly<Record<ServerVersion, Generation>> = {
  '2010': { iis: '7.5', aspNet: '2.0.50727', noSniff: false, correlated: false },
  '2013': { iis: '7.5', aspNet: '4.0.30319', noSniff: true, correlated: false },
  '2015': { iis: '8.5', aspNet: '4.0.30319', noSniff: true, correlated: true },
  '2019': { iis: '10.0', aspNet: '4.0.30319', noSniff: true, correlated: true },
  se: { iis: '10.0', aspNet: '4.0.30319', noSniff: true, correlated: true },
};

export interface Shell {
  readonly version: ServerVersion;
  readonly environment: LabEnvironment;
  /** Headers that every answer of this site carries besides, such as those of the online service. */
  readonly extraHeaders?: () => readonly (readonly [string, string])[];
}

/** Turns an application's answer into the response that leaves the server. */
export function finish(shell: Shell, request: LabRequest, answer: Answer): LabResponse {
  const generation = generations[shell.version];
  const headers: (readonly [string, string])[] = [...answer.headers, ['Server', `Microsoft-IIS/${generation.iis}`]];
  if (answer.aspNet) headers.push(['X-AspNet-Version', generation.aspNet]);
  headers.push(['X-MS-Server-Fqdn', request.frontEnd]);
  if (generation.correlated) {
    headers.push(['X-MS-Correlation-Id', String(2_147_483_648 + randomInt(65_536))]);
    headers.push(['client-request-id', clientRequestId(request)]);
    if (request.url.protocol === 'https:') {
      headers.push(['Strict-Transport-Security', 'max-age=31536000; includeSubDomains']);
    }
  }
  headers.push(['X-Powered-By', 'ASP.NET']);
  if (generation.noSniff) headers.push(['X-Content-Type-Options', 'nosniff']);
  if (shell.extraHeaders !== undefined) headers.push(...shell.extraHeaders());
  headers.push(['Date', new Date(shell.environment.now()).toUTCString()]);
  headers.push(['Content-Length', String(answer.body.length)]);
  return {
    status: answer.status,
    ...(answer.reason === undefined ? {} : { reason: answer.reason }),
    headers,
    body: request.method === 'HEAD' ? Buffer.alloc(0) : answer.body,
  };
}

// A caller's own id comes back, so that both logs can be laid side by side.
function clientRequestId(request: LabRequest): string {
  const sent = request.headers.find(([name]) => name.toLowerCase() === 'client-request-id')?.[1];
  return sent !== undefined && /^[0-9a-f-]{36}$/i.test(sent) ? sent : randomUUID();
}
