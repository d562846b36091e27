/** Serves the page at app://lyncscope instead of file://: one origin, one folder, the security headers on every answer. */
import { protocol } from 'electron';
import { readPageFile } from '../service/pageFiles.js';
import { pageHeaders } from '../service/pageHeaders.js';
import { isOwnPage, pageScheme } from './security.js';

/** Must run before the app is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answers app:// from the folder of the built page. */
export function servePage(rendererDir: string): void {
  protocol.handle(pageScheme, async (request) => {
    const refused = new Response('There is no such file.\n', { status: 404, headers: pageHeaders() });
    if (request.method !== 'GET' || !isOwnPage(request.url)) return refused;
    const file = await readPageFile(rendererDir, new URL(request.url).pathname);
    if (file === null) return refused;
    return new Response(file.body, { headers: { ...pageHeaders(), 'Content-Type': file.mediaType } });
  });
}
