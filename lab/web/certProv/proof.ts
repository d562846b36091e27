// The proof that a caller holds a ticket's key: an HMAC-SHA1 over the exclusive canonical form of the Timestamp
// (XML signature core, WS-Security 1.1 chapter 10, web.md 5.3).
import { XMLSerializer, type Element } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import { descend, parseXml, textOf } from '../xml.js';
import { ns, uri } from '../webTicket/namespaces.js';

const hmacSha1 = 'http://www.w3.org/2000/09/xmldsig#hmac-sha1';
const sha1 = 'http://www.w3.org/2000/09/xmldsig#sha1';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
/** WCF's MaxClockSkew. */
const skewMs = 5 * 60 * 1000;

export type ProofVerdict = 'proven' | 'no-proof' | 'wrong-proof' | 'stale';

/** Judges the signature of a security header against the key of its ticket and the server's clock. */
export function checkProof(
  envelope: string,
  signature: Element | undefined,
  ticketId: string,
  proofKey: Buffer,
  now: number,
): ProofVerdict {
  if (signature === undefined) return 'no-proof';
  // KeyInfo must name the ticket that came along.
  const reference = descend(signature, [ns.ds, 'KeyInfo'], [ns.wsse, 'SecurityTokenReference']);
  const identifier = descend(reference, [ns.wsse, 'KeyIdentifier']);
  if (identifier?.getAttribute('ValueType') !== uri.samlAssertionId || textOf(identifier) !== ticketId) {
    return 'wrong-proof';
  }
  const signed = signedText(envelope, signature, proofKey);
  // What is read from here on is the canonical text that the signature covers.
  const timestamp = signed === undefined ? null : parseXml(signed);
  if (timestamp === null || timestamp.namespaceURI !== ns.wsu || timestamp.localName !== 'Timestamp') {
    return 'wrong-proof';
  }
  const created = Date.parse(textOf(descend(timestamp, [ns.wsu, 'Created'])) ?? '');
  const expires = Date.parse(textOf(descend(timestamp, [ns.wsu, 'Expires'])) ?? '');
  const isFresh = created <= now + skewMs && expires > now - skewMs && created < expires;
  return isFresh ? 'proven' : 'stale';
}

function signedText(envelope: string, signature: Element, proofKey: Buffer): string | undefined {
  try {
    const verifier = new SignedXml({ publicCert: proofKey, idMode: 'wssecurity', getCertFromKeyInfo: () => null });
    // Switches every algorithm with a public key off: no other key can stand in.
    verifier.enableHMAC();
    verifier.loadSignature(new XMLSerializer().serializeToString(signature));
    const [reference, ...others] = verifier.getReferences();
    if (reference === undefined || others.length > 0 || !/^#./.test(reference.uri ?? '')) return undefined;
    const isAsAgreed =
      verifier.signatureAlgorithm === hmacSha1 &&
      verifier.canonicalizationAlgorithm === exclusive &&
      reference.digestAlgorithm === sha1 &&
      reference.transforms.every((transform) => transform === exclusive);
    if (!isAsAgreed || !verifier.checkSignature(envelope)) return undefined;
    return verifier.getSignedReferences()[0];
  } catch {
    // xml-crypto throws for wrong signatures and for those it cannot make sense of.
    return undefined;
  }
}
