/** X-Ms-diagnostics: `28020;source="fe.contoso.com";reason="No valid security token."`. [MS-OCAUTHWS 2.2.1] */
import { failed } from '../failure.js';

export interface Diagnostics {
  readonly id: number;
  readonly source: string | undefined;
  readonly reason: string | undefined;
  readonly faultCode: string | undefined;
}

/** @throws FailureError parse/malformed_document when it does not begin with a number */
export function parseDiagnostics(value: string): Diagnostics {
  const id = /^\s*(\d{1,9})\s*(?:;|$)/.exec(value)?.[1];
  if (id === undefined) {
    throw failed('parse', 'malformed_document', 'The X-Ms-diagnostics header does not begin with a number.');
  }
  const parts = new Map<string, string>();
  for (const match of value.slice(0, 8192).matchAll(/;\s*([\w-]{1,40})\s*=\s*(?:"([^"]*)"?|([^;"]*))/g)) {
    const name = (match[1] ?? '').toLowerCase();
    if (!parts.has(name)) parts.set(name, (match[2] ?? match[3] ?? '').trim());
  }
  return {
    id: Number(id),
    source: parts.get('source'),
    reason: parts.get('reason'),
    faultCode: parts.get('faultcode'),
  };
}
