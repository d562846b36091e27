/**
 * Proof that the client holds a ticket's key: an XML signature over the timestamp beside it. Both stand in exclusive
 * canonical form, which does not change with the envelope around them. [WSS 1.1 8; XML Signature 1.0; Exclusive C14N 1.0]
 */
import { SignedXml } from 'xml-crypto';

const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/**
 * ds:Signature for the timestamp.
 * @param timestamp the wsu:Timestamp element as it will stand in the header, namespaces declared
 * @param proofKey the ticket's key
 * @param keyInfo content of ds:KeyInfo, namespaces declared
 */
export function signTimestamp(timestamp: string, proofKey: Uint8Array, keyInfo: string): string {
  const signed = new SignedXml({
    privateKey: Buffer.from(proofKey),
    idMode: 'wssecurity',
    signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
    canonicalizationAlgorithm: exclusive,
  });
  signed.enableHMAC();
  signed.getKeyInfoContent = () => keyInfo;
  signed.addReference({
    xpath: "/*[local-name(.)='Timestamp']",
    transforms: [exclusive],
    digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1',
  });
  signed.computeSignature(timestamp, { prefix: 'ds' });
  return signed.getSignatureXml();
}
