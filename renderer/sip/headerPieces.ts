/** A header field of SIP taken apart: address, parameters, words of a list, each with its meaning. */
import { parseChallenges } from '../../shared/protocol/challenge.js';
import {
  parseNameAddress,
  parseParameters,
  parseVia,
  splitMembers,
  type Parameter,
} from '../../shared/protocol/sip/fields.js';
import { fullName } from '../../shared/protocol/sip/message.js';
import { readDiagnostic } from '../../shared/protocol/msDiagnostics.js';
import { count } from '../common/format.js';
import { memberNote, parameterNote } from './headerNotes.js';

export interface HeaderPiece {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

/** Most pieces of one field that are shown. */
const most = 200;

/** The pieces of a field; none where its value says all there is. */
export function headerPieces(header: string, value: string): readonly HeaderPiece[] {
  return piecesOf(fullName(header), value)
    .slice(0, most)
    .map((piece) => ({ ...piece, value: unmasked(piece.value) }));
}

function piecesOf(header: string, value: string): readonly HeaderPiece[] {
  switch (header) {
    case 'from':
    case 'to':
    case 'p-asserted-identity':
    case 'p-preferred-identity':
      return splitMembers(value).flatMap((member) => address(header, member));
    case 'contact':
    case 'route':
    case 'record-route':
      return splitMembers(value).flatMap((member) => address(header, member));
    case 'via': {
      const via = parseVia(value);
      if (via === undefined) return [];
      return [
        piece('transport', via.transport, 'Over what the request came.'),
        piece('sender', via.sentBy, 'The sender’s own address and port.'),
        ...parametersOf(header, via.parameters),
      ];
    }
    case 'authorization':
    case 'proxy-authorization':
    case 'www-authenticate':
    case 'proxy-authenticate':
    case 'authentication-info':
    case 'proxy-authentication-info':
      return parseChallenges([value]).flatMap(({ scheme, parameters }) => [
        piece('scheme', scheme, schemes[scheme.toUpperCase()]),
        ...parameters.map(([name, each]) => piece(name, each, parameterNote(header, name))),
      ]);
    case 'ms-diagnostics':
    case 'ms-diagnostics-public':
      return diagnostics(header, value);
    case 'supported':
    case 'require':
    case 'proxy-require':
    case 'allow-events': {
      const words = splitMembers(value).map((word) => piece(word, '', memberNote(word)));
      return words.some(({ note }) => note !== undefined) ? words : [];
    }
    case 'ms-keep-alive':
    case 'presence-state':
    case 'subscription-state':
      return parametersOf(header, parseParameters(value));
    default:
      return [];
  }
}

const schemes: Readonly<Record<string, string>> = {
  NTLM: 'User name and password, without sending the password.',
  KERBEROS: 'The sign-in of a computer that is in the domain.',
  'TLS-DSK': 'A client certificate that the pool itself gave out.',
};

function piece(name: string, value: string, note: string | undefined): HeaderPiece {
  return { name, value, ...(note === undefined ? {} : { note }) };
}

function address(header: string, member: string): readonly HeaderPiece[] {
  const { display, uri, parameters } = parseNameAddress(member);
  const [bare = '', ...inside] = uri.split(';');
  const what = header === 'contact' ? 'Where the endpoint is.' : 'The user, or the server.';
  return [
    ...(display === '' ? [] : [piece('name', display, 'For people; it counts for nothing.')]),
    piece('address', bare, what),
    ...parametersOf(header, parseParameters(inside.join(';'))),
    ...parametersOf(header, parameters),
  ];
}

function parametersOf(header: string, parameters: readonly Parameter[]): readonly HeaderPiece[] {
  return parameters.map(({ name, value }) => piece(name, value ?? '', parameterNote(header, name)));
}

function diagnostics(header: string, value: string): readonly HeaderPiece[] {
  const read = readDiagnostic(value);
  const [id = '', ...rest] = value.split(';');
  return [
    piece('code', id.trim(), read?.known?.cause),
    ...parametersOf(header, parseParameters(rest.join(';'))),
    ...(read?.known === undefined ? [] : [piece('what to do', '', read.known.fix)]),
  ];
}

/** The recorder's filler as what it is. */
function unmasked(value: string): string {
  return value.replace(/\*{8,}/g, (run) => `[hidden, ${count(run.length)} characters]`);
}
