/** Reads PEM text of certificate authorities (RFC 7468) and refuses what holds none. */
import { X509Certificate } from 'node:crypto';
import { UsageError } from './usage.js';

const block = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;

/**
 * The certificates in `text`, each as PEM of its own.
 * @param name what to call it in a refusal: a file name
 * @throws UsageError when there is none, or one cannot be read
 */
export function readAuthorities(text: string, name: string): readonly string[] {
  const found = text.match(block) ?? [];
  if (found.length === 0) throw new UsageError(`${name} holds no PEM certificate.`, 'authorities');
  return found.map((pem, index) => {
    try {
      return new X509Certificate(pem).toString();
    } catch {
      throw new UsageError(`Certificate ${index + 1} in ${name} cannot be read.`, 'authorities');
    }
  });
}
