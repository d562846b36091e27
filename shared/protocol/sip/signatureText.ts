/** The string that both ends sign: fields of the message in angle brackets, one after the other. [MS-SIPAE 3.1, 3.2.5.2; MS-SIP 1bfd1190 for version 2] */
import { parameterValue, parseNameAddress, splitMembers } from './fields.js';
import { readCseq, sipHeader, type SipHead } from './message.js';

export interface SignatureSubject {
  /** Of the authentication protocol; 2 has fewer fields, 3 and 4 are alike. */
  readonly version: number;
  readonly scheme: string;
  /** crand of a request, srand of an answer. */
  readonly rand: string;
  /** cnum or snum, as sent. */
  readonly num: string;
  readonly realm: string;
  readonly targetName: string;
}

/**
 * Builds the string of one message.
 * @param message as on the wire, one character a byte, all its header fields final
 */
export function signatureText(subject: SignatureSubject, message: SipHead): string {
  const cseq = readCseq(sipHeader(message, 'CSeq'));
  const from = parseNameAddress(sipHeader(message, 'From') ?? '');
  const to = parseNameAddress(sipHeader(message, 'To') ?? '');
  const identities = identitiesOf(message);
  const old = subject.version < 3;
  const fields = [
    subject.scheme,
    subject.rand,
    subject.num,
    subject.realm,
    subject.targetName,
    sipHeader(message, 'Call-ID') ?? '',
    cseq?.number ?? '',
    cseq?.method ?? '',
    from.uri,
    parameterValue(from, 'tag') ?? '',
    ...(old ? [] : [to.uri]),
    parameterValue(to, 'tag') ?? '',
    ...(old ? [] : [identities.sip, identities.tel]),
    sipHeader(message, 'Expires') ?? '',
    ...(message.start.kind === 'response' ? [String(message.start.status)] : []),
  ];
  return fields.map((field) => `<${field}>`).join('');
}

/** The asserted identity, else the preferred one: its SIP and its telephone address. */
function identitiesOf(message: SipHead): { readonly sip: string; readonly tel: string } {
  const value = sipHeader(message, 'P-Asserted-Identity') ?? sipHeader(message, 'P-Preferred-Identity') ?? '';
  const uris = splitMembers(value).map((member) => parseNameAddress(member).uri);
  return {
    sip: uris.find((uri) => /^sips?:/i.test(uri)) ?? '',
    tel: uris.find((uri) => /^tel:/i.test(uri)) ?? '',
  };
}
