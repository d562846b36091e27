// The web ticket itself: a SAML 1.1 assertion with an enveloped RSA signature, issued and verified here
// ([MS-OCAUTHWS]; SAML 1.1 core 2; web.md 4.2 and 5.3).
import { createPublicKey, privateDecrypt, publicEncrypt, randomUUID, type KeyObject } from 'node:crypto';
import { XMLSerializer, type Element } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import { drawKeyPair, keyObjectsOf, type KeyObjects } from '../../keys.js';
import type { LabEnvironment } from '../../types.js';
import { descend, parseXml, textOf, xmlAttribute, xmlText } from '../xml.js';
import { ns, uri } from './namespaces.js';

/** Eight hours, in milliseconds. */
export const ticketLifetime = 8 * 60 * 60 * 1000;

const signatureAlgorithm = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const digestAlgorithm = 'http://www.w3.org/2001/04/xmlenc#sha256';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

export interface TicketRequest {
  /** user@domain */
  readonly sipAddress: string;
  readonly audience: string;
  readonly method: 'windows' | 'password';
  /** How the subject is named; sip:ADDRESS where it is not given. */
  readonly subject?: { readonly format: string; readonly name: string };
  /** The computed proof key; a bearer ticket has none. */
  readonly proofKey: Buffer | undefined;
}

export interface Ticket {
  /** AssertionID. */
  readonly id: string;
  /** The assertion as it goes out; its signature covers these bytes in canonical form. */
  readonly xml: string;
  readonly created: Date;
  readonly expires: Date;
}

export type TicketVerdict =
  | {
      readonly ok: true;
      /** AssertionID. */
      readonly id: string;
      readonly sipAddress: string;
      readonly audience: string;
      /** The key that the ticket confirms; a bearer ticket has none. */
      readonly proofKey: Buffer | undefined;
    }
  | { readonly ok: false; readonly why: 'unreadable' | 'unverifiable' | 'expired' | 'not-yet-valid' };

export interface TicketIssuer {
  /** Signs a ticket that is good for one address for eight hours. */
  issue(request: TicketRequest): Promise<Ticket>;
  /** Checks signature, issuer and validity of `<saml:Assertion>…</saml:Assertion>` as a client sends it back. */
  verify(xml: string): Promise<TicketVerdict>;
}

/** The ticket issuer of one deployment: all its servers share the key and know each other's tickets. */
export function createTicketIssuer(
  issuerName: string,
  environment: LabEnvironment,
  lifetime = ticketLifetime,
): TicketIssuer {
  const keys = keyObjectsOf(environment.keyPair?.(`tickets of ${issuerName}`) ?? drawKeyPair());
  // The pair is awaited only when a ticket is asked for; a rejection before that must not end the process.
  keys.catch(() => undefined);
  return {
    issue: async (request) => {
      const { privateKey, publicKey } = await keys;
      const created = new Date(environment.now());
      const expires = new Date(created.getTime() + lifetime);
      const id = `SamlSecurityToken-${randomUUID()}`;
      const unsigned = assertionXml(issuerName, id, request, created, expires, publicKey);
      return { id, xml: sign(unsigned, id, privateKey), created, expires };
    },
    verify: async (xml) => verify(xml, issuerName, await keys, environment.now()),
  };
}

// Written without white space or redundant declarations: clients cut the element out of the answer as text.
function assertionXml(
  issuerName: string,
  id: string,
  request: TicketRequest,
  created: Date,
  expires: Date,
  publicKey: KeyObject,
): string {
  const method =
    request.method === 'windows' ? 'urn:federation:authentication:windows' : 'urn:oasis:names:tc:SAML:1.0:am:password';
  const { format, name } = request.subject ?? { format: uri.uriClaim, name: `sip:${request.sipAddress}` };
  const confirmation =
    request.proofKey === undefined
      ? '<saml:ConfirmationMethod>urn:oasis:names:tc:SAML:1.0:cm:bearer</saml:ConfirmationMethod>'
      : '<saml:ConfirmationMethod>urn:oasis:names:tc:SAML:1.0:cm:holder-of-key</saml:ConfirmationMethod>' +
        encryptedKey(request.proofKey, publicKey);
  return (
    `<saml:Assertion xmlns:saml="${ns.saml}" MajorVersion="1" MinorVersion="1" AssertionID="${id}"` +
    ` Issuer="${xmlAttribute(issuerName)}" IssueInstant="${created.toISOString()}">` +
    `<saml:Conditions NotBefore="${created.toISOString()}" NotOnOrAfter="${expires.toISOString()}">` +
    `<saml:AudienceRestrictionCondition><saml:Audience>${xmlText(request.audience)}</saml:Audience>` +
    '</saml:AudienceRestrictionCondition></saml:Conditions>' +
    `<saml:AuthenticationStatement AuthenticationMethod="${method}" AuthenticationInstant="${created.toISOString()}">` +
    `<saml:Subject><saml:NameIdentifier Format="${xmlAttribute(format)}">${xmlText(name)}</saml:NameIdentifier>` +
    `<saml:SubjectConfirmation>${confirmation}</saml:SubjectConfirmation></saml:Subject>` +
    '</saml:AuthenticationStatement></saml:Assertion>'
  );
}

// The proof key travels inside the ticket, readable only for this deployment's services.
function encryptedKey(proofKey: Buffer, publicKey: KeyObject): string {
  const cipherValue = publicEncrypt(publicKey, proofKey).toString('base64');
  return (
    `<KeyInfo xmlns="${ns.ds}"><e:EncryptedKey xmlns:e="${ns.xenc}">` +
    '<e:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"></e:EncryptionMethod>' +
    `<e:CipherData><e:CipherValue>${cipherValue}</e:CipherValue></e:CipherData></e:EncryptedKey></KeyInfo>`
  );
}

function sign(xml: string, id: string, privateKey: KeyObject): string {
  const signer = new SignedXml({
    privateKey,
    idAttribute: 'AssertionID',
    signatureAlgorithm,
    canonicalizationAlgorithm: exclusive,
    getKeyInfoContent: () => keyValue(privateKey),
  });
  signer.addReference({ xpath: '/*', uri: `#${id}`, transforms: [enveloped, exclusive], digestAlgorithm });
  signer.computeSignature(xml, { location: { reference: '/*', action: 'append' } });
  return signer.getSignedXml();
}

function keyValue(key: KeyObject): string {
  const { n = '', e = '' } = createPublicKey(key).export({ format: 'jwk' });
  const base64 = (value: string): string => Buffer.from(value, 'base64url').toString('base64');
  return (
    `<KeyValue><RSAKeyValue><Modulus>${base64(n)}</Modulus>` +
    `<Exponent>${base64(e)}</Exponent></RSAKeyValue></KeyValue>`
  );
}

function verify(xml: string, issuerName: string, keys: KeyObjects, now: number): TicketVerdict {
  const sent = parseXml(xml);
  if (sent === null || sent.namespaceURI !== ns.saml || sent.localName !== 'Assertion') {
    return { ok: false, why: 'unreadable' };
  }
  // What is read from here on is the canonical text that the signature covers, never the text as sent.
  const signed = signedText(xml, sent.getAttribute('AssertionID') ?? '', keys.publicKey);
  const assertion = signed === undefined ? null : parseXml(signed);
  if (assertion === null || assertion.getAttribute('Issuer') !== issuerName) return { ok: false, why: 'unverifiable' };

  const conditions = descend(assertion, [ns.saml, 'Conditions']);
  const notBefore = Date.parse(conditions?.getAttribute('NotBefore') ?? '');
  const notOnOrAfter = Date.parse(conditions?.getAttribute('NotOnOrAfter') ?? '');
  // Servers of one deployment may differ by some minutes; five are allowed, as Kerberos allows them.
  const skew = 5 * 60 * 1000;
  if (!(now >= notBefore - skew)) return { ok: false, why: 'not-yet-valid' };
  if (!(now < notOnOrAfter)) return { ok: false, why: 'expired' };

  const audience = textOf(descend(conditions, [ns.saml, 'AudienceRestrictionCondition'], [ns.saml, 'Audience']));
  const subject = descend(assertion, [ns.saml, 'AuthenticationStatement'], [ns.saml, 'Subject']);
  const name = textOf(descend(subject, [ns.saml, 'NameIdentifier']));
  if (audience === undefined || name === undefined) return { ok: false, why: 'unreadable' };
  return {
    ok: true,
    id: assertion.getAttribute('AssertionID') ?? '',
    sipAddress: name.replace(/^sip:/i, ''),
    audience,
    proofKey: proofKeyOf(subject, keys.privateKey),
  };
}

function proofKeyOf(subject: Element | undefined, privateKey: KeyObject): Buffer | undefined {
  const keyInfo = descend(subject, [ns.saml, 'SubjectConfirmation'], [ns.ds, 'KeyInfo'], [ns.xenc, 'EncryptedKey']);
  const cipherValue = textOf(descend(keyInfo, [ns.xenc, 'CipherData'], [ns.xenc, 'CipherValue']));
  // The signature holds, so this is what the issuer wrote and decryption cannot fail.
  return cipherValue === undefined ? undefined : privateDecrypt(privateKey, Buffer.from(cipherValue, 'base64'));
}

// One signature, directly inside the assertion, over exactly this assertion: anything else could cover other content.
function signedText(xml: string, id: string, publicKey: KeyObject): string | undefined {
  const root = parseXml(xml);
  const signature = descend(root ?? undefined, [ns.ds, 'Signature']);
  if (root === null || signature === undefined || root.getElementsByTagNameNS(ns.ds, 'Signature').length !== 1) {
    return undefined;
  }
  try {
    const verifier = new SignedXml({
      publicCert: publicKey,
      idAttribute: 'AssertionID',
      getCertFromKeyInfo: () => null,
    });
    verifier.loadSignature(new XMLSerializer().serializeToString(signature));
    const [reference, ...others] = verifier.getReferences();
    if (reference === undefined || others.length > 0 || id === '' || reference.uri !== `#${id}`) return undefined;
    if (verifier.signatureAlgorithm !== signatureAlgorithm || reference.digestAlgorithm !== digestAlgorithm) {
      return undefined;
    }
    if (!verifier.checkSignature(xml)) return undefined;
    return verifier.getSignedReferences()[0];
  } catch {
    // xml-crypto throws for signatures it cannot make sense of.
    return undefined;
  }
}
