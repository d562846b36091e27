/** What stands in WWW-Authenticate: the schemes offered, and one step of a handshake (MS-SIPAE 2.2.2). */
import type { Pool, View } from '../types.js';
import { protocolVersion, realm } from './association.js';
import type { Header } from './message.js';
import type { Authority, Diagnostics, Scheme } from './types.js';

export type Challenge = readonly Header[];

/** One header for each scheme, the way a Front End or, outside, the one behind the Edge offers them. */
export function offer(schemes: readonly Scheme[], authority: Authority, view: View): Challenge {
  return schemes.map((scheme): Header => {
    const parts = [`realm="${realm}"`, `targetname="${targetNameOf(scheme, authority)}"`, `version=${protocolVersion}`];
    if (scheme === 'TLS-DSK') parts.push(`sts-uri="${certificateService(authority.pool, view)}"`);
    return ['WWW-Authenticate', `${scheme} ${parts.join(', ')}`];
  });
}

/** Kerberos names the service principal, the others the server. */
export function targetNameOf(scheme: Scheme, { frontEnd }: Authority): string {
  return scheme === 'Kerberos' ? `sip/${frontEnd}` : frontEnd;
}

/** The next step of a handshake that has begun. */
export function step(scheme: Scheme, opaque: string, data: Buffer, authority: Authority): Challenge {
  const parts = [
    `opaque="${opaque}"`,
    `gssapi-data="${data.toString('base64')}"`,
    `targetname="${targetNameOf(scheme, authority)}"`,
    `realm="${realm}"`,
    `version=${protocolVersion}`,
  ];
  return [['WWW-Authenticate', `${scheme} ${parts.join(', ')}`]];
}

/** Where clients get the certificate that TLS-DSK wants. */
function certificateService(pool: Pool, view: View): string {
  const host = view === 'inside' ? pool.internalWebFqdn : pool.externalWebFqdn;
  return `https://${host}:443/CertProv/CertProvisioningService.svc`;
}

/** An ms-diagnostics header of a server. */
export function diagnosticsHeader({ id, reason, attributes = [], isPublic }: Diagnostics, source: string): Header {
  const more = attributes.map(([name, value]) => `;${name}="${value}"`).join('');
  if (isPublic === true) return ['ms-diagnostics-public', `${id};reason="${reason}"${more}`];
  return ['ms-diagnostics', `${id};reason="${reason}"${more};source="${source}"`];
}
