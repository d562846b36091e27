/** The string that both sides sign (MS-SIPAE 3.2.5.1 and 3.3.5.1): fields of the message as they stand on the wire. */
import { readAddress } from './header.js';
import { valueOf, valuesOf, type SipMessage } from './message.js';

export interface SignatureFields {
  readonly scheme: string;
  /** crand or srand. */
  readonly random: string;
  /** cnum or snum. */
  readonly number: string;
  readonly realm: string;
  readonly targetName: string;
  /** Of the authentication protocol: 2 has no To URI and no asserted identity. */
  readonly version: number;
}

/** Builds the string. A header that is not there is an empty field; the status is there in answers only. */
export function signatureString(message: SipMessage, fields: SignatureFields): string {
  const from = readAddress(valueOf(message, 'from') ?? '');
  const to = readAddress(valueOf(message, 'to') ?? '');
  const [number = '', method = ''] = (valueOf(message, 'cseq') ?? '').split(/\s+/);
  const toTag = to?.parameters.get('tag') ?? '';
  const parts = [
    fields.scheme,
    fields.random,
    fields.number,
    fields.realm,
    fields.targetName,
    valueOf(message, 'call-id') ?? '',
    number,
    method,
    from?.uri ?? '',
    from?.parameters.get('tag') ?? '',
    ...(fields.version < 3 ? [toTag] : [to?.uri ?? '', toTag, ...assertedIdentity(message)]),
    valueOf(message, 'expires') ?? '',
    ...(message.start.kind === 'response' ? [String(message.start.status)] : []),
  ];
  return parts.map((part) => `<${part}>`).join('');
}

/** The sip: and the tel: URI of P-Asserted-Identity, else of P-Preferred-Identity (RFC 3325 9.1). */
function assertedIdentity(message: SipMessage): readonly [sip: string, tel: string] {
  const asserted = valuesOf(message, 'p-asserted-identity');
  const values = asserted.length > 0 ? asserted : valuesOf(message, 'p-preferred-identity');
  const uris = values
    .flatMap((value) => value.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/))
    .map((value) => readAddress(value)?.uri ?? '');
  return [uris.find((uri) => /^sips?:/i.test(uri)) ?? '', uris.find((uri) => /^tel:/i.test(uri)) ?? ''];
}
