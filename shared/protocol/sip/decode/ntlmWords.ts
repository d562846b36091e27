/** The names of NTLM's bits and pairs, with what they mean. [MS-NLMP 2.2.2.1, 2.2.2.5] */

/** Negotiate flags: bit, name, meaning. */
export const flagWords: readonly (readonly [bit: number, name: string, note: string])[] = [
  [0x0000_0001, 'UNICODE', 'Names are written in UTF-16.'],
  [0x0000_0002, 'OEM', 'Names may be written in the code page of the machine.'],
  [0x0000_0004, 'REQUEST_TARGET', 'The server is to say whom it authenticates for.'],
  [0x0000_0010, 'SIGN', 'Messages are signed afterwards. SIP needs it.'],
  [0x0000_0020, 'SEAL', 'Messages may be encrypted afterwards.'],
  [0x0000_0040, 'DATAGRAM', 'Without connection: there is no opening message, and the sequence number stands still.'],
  [0x0000_0080, 'LM_KEY', 'The old LM key may be used. Weak.'],
  [0x0000_0200, 'NTLM', 'NTLM at all.'],
  [0x0000_0800, 'ANONYMOUS', 'Nobody in particular signs in.'],
  [0x0000_1000, 'OEM_DOMAIN_SUPPLIED', 'The client names its domain.'],
  [0x0000_2000, 'OEM_WORKSTATION_SUPPLIED', 'The client names its computer.'],
  [0x0000_8000, 'ALWAYS_SIGN', 'A signature is made for every message, if only an empty one.'],
  [0x0001_0000, 'TARGET_TYPE_DOMAIN', 'The name of the target is a domain.'],
  [0x0002_0000, 'TARGET_TYPE_SERVER', 'The name of the target is a single server.'],
  [0x0008_0000, 'EXTENDED_SESSIONSECURITY', 'The better way to make keys and signatures.'],
  [0x0010_0000, 'IDENTIFY', 'The server may know who the user is, but not act as the user.'],
  [0x0040_0000, 'REQUEST_NON_NT_SESSION_KEY', 'A key made from the LM hash. Weak.'],
  [0x0080_0000, 'TARGET_INFO', 'A list of what the server says of itself is there.'],
  [0x0200_0000, 'VERSION', 'The version of Windows is told.'],
  [0x2000_0000, '128', 'Keys of 128 bits.'],
  [0x4000_0000, 'KEY_EXCH', 'The client makes up the key and sends it encrypted.'],
  [0x8000_0000, '56', 'Keys of 56 bits. Weak, where 128 is not set as well.'],
];

/** Pairs of the target information: name and meaning by id. */
export const pairWords: ReadonlyMap<number, readonly [name: string, note: string]> = new Map([
  [1, ['Computer, NetBIOS', 'Short name of the server that made the challenge.']],
  [2, ['Domain, NetBIOS', 'Short name of the domain whose passwords count here. It goes before the backslash.']],
  [3, ['Computer, DNS', 'Full name of the server that made the challenge: an internal name.']],
  [4, ['Domain, DNS', 'Full name of its Active Directory domain.']],
  [5, ['Forest, DNS', 'Full name of the forest that the domain is in.']],
  [6, ['Flags', '2: the message carries a code over all three messages (MIC).']],
  [7, ['Server clock', 'Sign-in fails when the clock of a domain controller differs much from it.']],
  [8, ['Client computer', 'An id of the computer that signs in.']],
  [9, ['Target name', 'The service that the client means to sign in to.']],
  [10, ['Channel bindings', 'Ties the proof to one TLS connection, so that nobody can pass it on.']],
]);

export const typeWords: ReadonlyMap<number, readonly [title: string, note: string]> = new Map([
  [1, ['NTLM type 1, negotiate', 'The client says what it can do. SIP leaves this message out.']],
  [
    2,
    ['NTLM type 2, challenge', 'The server gives the number that the password must be proved with, and names itself.'],
  ],
  [3, ['NTLM type 3, authenticate', 'The client proves the password without sending it.']],
]);
