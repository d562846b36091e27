/** Every limit of the capture in one place. What is cut by one of them says so in the record. */
export const limits = {
  /** Bytes of a response body, before and after content decoding (a decompression bomb ends here). */
  bodyBytes: 8 * 1024 * 1024,
  /** Bytes of a response head, with its interim (1xx) responses. */
  headBytes: 64 * 1024,
  headerCount: 256,
  /** Chunks of one body, and pieces it may arrive in: each costs time and memory, however little it holds. */
  chunks: 32_768,
  /** Content codings undone one after the other. */
  contentCodings: 3,
  /** Bytes of a proxy's answer to CONNECT. */
  proxyHeadBytes: 16 * 1024,
  /** Certificates of a chain that are read. */
  chainLength: 16,
  /** Records of a DNS answer that are kept. */
  dnsRecords: 256,
  /** A DNS message over TCP cannot be longer. */
  dnsBytes: 65_535,
  /** First wait before a DNS question is repeated; doubled each time, ms. */
  dnsRepeatMs: 1000,
  /** Longest wait for one answer where several name servers are compared, ms. */
  dnsCompareMs: 2500,
  /** How long a second address family may keep the first one waiting (RFC 8305, resolution delay), ms. */
  familyDelayMs: 50,
  /** Head start of an address over the next one (RFC 8305, connection attempt delay), ms. */
  attemptDelayMs: 250,
  /** Addresses of one name that are tried. */
  addresses: 8,
  /** Longest wait for the operating system's certificate store, once a program run, ms. */
  systemStoreMs: 5000,
  /** Longest wait for a connection, and for a handshake, that is made for its own sake, ms. */
  visitMs: 5000,
  /** An exchange as a whole may take this many times the limit of one wait: trickling peers end here. */
  exchangeWaits: 3,
  /** How long an idle connection is kept for the next exchange, ms. */
  idleMs: 30_000,
  /** A walk as a whole, without the time its questions wait for an answer, ms. */
  walkMs: 15 * 60 * 1000,
  /** After a cancel, the flow may take this long to wind down, ms. */
  cancelGraceMs: 500,
  /** And this much longer where it takes something away again that it left at a server, ms. */
  farewellMs: 400,
} as const;

/** Milliseconds since the session's start, monotonic, with two decimals. */
export type Elapsed = () => number;
