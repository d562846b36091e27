/** Opens a sign-in page in the default browser of this machine. */
import open from 'open';

/** @param url https, shown to the user and agreed to. Rejects when no browser can be started. */
export async function openBrowser(url: string): Promise<void> {
  const started = await open(url);
  // Whether the starter finds a browser shows late or never; it must not end the program.
  started.on('error', () => undefined);
}
