/** The string that was signed, field by field, each with its name and where it comes from. [MS-SIPAE 3.1; MS-SIP 1bfd1190] */
import type { DecodedField } from './parts.js';

type Name = readonly [name: string, note: string];

const head: readonly Name[] = [
  ['Scheme', 'NTLM, Kerberos or TLS-DSK.'],
  ['crand', 'A random number of whoever signs.'],
  ['cnum', 'Counts the signed messages of one side, so that none can be sent again.'],
  ['realm', 'As the server named it in its challenge.'],
  ['targetname', 'The server that the signature is meant for.'],
  ['Call-ID', 'The dialogue.'],
  ['CSeq number', 'Counts the requests of the dialogue.'],
  ['CSeq method', 'What is asked.'],
  ['From address', 'Who asks.'],
  ['From tag', 'The asker’s mark of the dialogue.'],
];
const to: Name = ['To address', 'Who is asked.'];
const toTag: Name = ['To tag', 'The server’s mark of the dialogue; empty until it gave one.'];
const identities: readonly Name[] = [
  ['SIP identity', 'Of P-Asserted-Identity, else P-Preferred-Identity; empty without such a field.'],
  ['Telephone identity', 'The tel: address of the same field.'],
];
const expires: Name = ['Expires', 'Of the header field Expires; empty without one. 0 takes the endpoint out.'];
const status: Name = ['Status', 'Of the answer. Requests have no such field.'];

/** By the number of fields: version 2 has neither To address nor identities; answers end with their status. */
const layouts: ReadonlyMap<number, readonly Name[]> = new Map([
  [12, [...head, toTag, expires]],
  [13, [...head, toTag, expires, status]],
  [15, [...head, to, toTag, ...identities, expires]],
  [16, [...head, to, toTag, ...identities, expires, status]],
]);

/** Answers call the same fields otherwise. */
const serverNames: Readonly<Record<string, string>> = { crand: 'srand', cnum: 'snum' };

export interface SignatureFields {
  /** 'unknown': another number of fields than any version has. */
  readonly layout: 'version 2' | 'version 3 and 4' | 'unknown';
  readonly fields: readonly DecodedField[];
}

/** Takes the string apart; fields that no version names are numbered. Never throws. */
export function signatureFields(text: string): SignatureFields {
  const values = text.slice(0, 65_536).startsWith('<') ? text.slice(1, 65_536).replace(/>$/, '').split('><') : [text];
  const names = layouts.get(values.length);
  const isAnswer = names?.at(-1) === status;
  return {
    layout: names === undefined ? 'unknown' : values.length < 15 ? 'version 2' : 'version 3 and 4',
    fields: values.map((value, index) => {
      const [usual = `Field ${index + 1}`, note] = names?.[index] ?? [];
      const name = isAnswer ? (serverNames[usual] ?? usual) : usual;
      return { name, value, ...(note === undefined ? {} : { note }) };
    }),
  };
}
