/** Where the window may be and who may call: only the program's own page, at app://lyncscope. Electron security checklist 13 to 18. */

export const pageScheme = 'app';
export const pageOrigin = 'app://lyncscope';
export const pageUrl = `${pageOrigin}/index.html`;

/** True for an address of the program's own page. */
export function isOwnPage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === `${pageScheme}:` && url.host === 'lyncscope' && url.username === '' && url.password === '';
}

/** What Electron says of the frame a message came from; null when the frame is gone. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: object | null;
}

/** True for the top frame of the program's own page. */
export function isTrustedSender(frame: SenderFrame | null | undefined): boolean {
  return frame != null && frame.parent === null && isOwnPage(frame.url);
}
