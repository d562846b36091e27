/** A certificate read whole, extension by extension (RFC 5280, section 4.2). Loaded only when somebody looks. */
import 'reflect-metadata';
import { X509Certificate, type Extension } from '@peculiar/x509';
import { bytesOf } from '../../shared/session/bytes.js';
import type { Base64 } from '../../shared/session/model.js';

// One door for all that needs the X.509 library: bundled apart, it would run before reflect-metadata.
export { recordOfDer } from './certificateRecord.js';

export interface ExtensionText {
  readonly name: string;
  readonly oid: string;
  readonly critical: boolean;
  /** As lines; long ones are cut, with a line that says so. */
  readonly lines: readonly string[];
}

export interface CertificateText {
  readonly version: number;
  readonly extensions: readonly ExtensionText[];
}

const mostExtensions = 100;
const mostLines = 40;
/** Bytes; a larger certificate is no certificate anybody uses, and only its names were worth reading. */
const mostBytes = 4_000_000;

/** Version and extensions, or undefined where the DER cannot be read. */
export function readCertificate(der: Base64): CertificateText | undefined {
  try {
    const bytes = bytesOf(der);
    if (bytes.length > mostBytes) return undefined;
    const certificate = new X509Certificate(new Uint8Array(bytes));
    return {
      version: certificate.extensions.length > 0 ? 3 : 1,
      extensions: certificate.extensions.slice(0, mostExtensions).map(extensionText),
    };
  } catch {
    return undefined; // its bytes can be saved
  }
}

function extensionText(extension: Extension): ExtensionText {
  const { type: oid, critical } = extension;
  try {
    const [head = oid, ...rest] = extension.toString('text').split('\n');
    const [name = oid, value = ''] = head.split(/:\s*/, 2);
    const lines = [value.replace(/^critical$/i, ''), ...rest.map((line) => line.replace(/^ {2}/, ''))].filter(
      (line) => line.trim() !== '',
    );
    const more = lines.length - mostLines;
    return {
      name,
      oid,
      critical,
      lines: more > 0 ? [...lines.slice(0, mostLines), `and ${more} lines more`] : lines,
    };
  } catch {
    return { name: 'Extension that cannot be read', oid, critical, lines: [] };
  }
}
