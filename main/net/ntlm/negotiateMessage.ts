/** Type 1, which opens the dialogue: 40 bytes, and no secret in it. [MS-NLMP 2.2.1.1] */
import { concat, signature, uint32 } from './bytes.js';
import { offeredFlags } from './flags.js';

/** Windows 10, build 17763, NTLM revision 15. Servers only show it in their logs. [MS-NLMP 2.2.2.10] */
export const ownVersion = Uint8Array.of(0x0a, 0x00, 0x63, 0x45, 0, 0, 0, 0x0f);

/** Domain and workstation are left out: the server does not need them before type 3. */
export function negotiateMessage(): Uint8Array {
  return concat(signature, uint32(1), uint32(offeredFlags), new Uint8Array(16), ownVersion);
}
