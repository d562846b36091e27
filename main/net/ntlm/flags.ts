/** Negotiate flags. [MS-NLMP 2.2.2.5] */

export const flag = {
  unicode: 0x00000001,
  requestTarget: 0x00000004,
  sign: 0x00000010,
  seal: 0x00000020,
  ntlm: 0x00000200,
  alwaysSign: 0x00008000,
  extendedSessionSecurity: 0x00080000,
  targetInfo: 0x00800000,
  version: 0x02000000,
  key128: 0x20000000,
  keyExchange: 0x40000000,
  key56: 0x80000000,
} as const;

/**
 * What we offer. SIGN stands beside KEY_EXCH although HTTP signs nothing: without it the editions of the
 * specification differ on whether a session key is sent.
 */
export const offeredFlags =
  (flag.unicode |
    flag.requestTarget |
    flag.sign |
    flag.ntlm |
    flag.alwaysSign |
    flag.extendedSessionSecurity |
    flag.targetInfo |
    flag.version |
    flag.key128 |
    flag.keyExchange |
    flag.key56) >>>
  0;

export function has(flags: number, wanted: number): boolean {
  return (flags & wanted) !== 0;
}
