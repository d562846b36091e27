/** Finds a file of the built page by the path of a URL, and never one outside its folder. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export interface PageFile {
  readonly mediaType: string;
  readonly body: Buffer<ArrayBuffer>;
}

/**
 * Path relative to the page's folder, with '/', or null for anything that is not plainly inside it: parent
 * segments however encoded, drive letters, backslashes, NUL.
 * @param pathname as in URL.pathname, still percent-encoded
 */
export function relativePagePath(pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  const segments = decoded.split('/').filter((segment) => segment !== '');
  const plain = segments.every((segment) => /^[\w@ +,()-][\w@ +,().-]*$/.test(segment));
  if (!plain || (decoded !== '/' && decoded.endsWith('/'))) return null;
  return segments.length === 0 ? 'index.html' : segments.join('/');
}

/** Reads a file of the page, or null when there is none at that path. A page has no files of other types. */
export async function readPageFile(folder: string, pathname: string): Promise<PageFile | null> {
  const relative = relativePagePath(pathname);
  const mediaType = relative === null ? undefined : mediaTypes[path.extname(relative)];
  if (relative === null || mediaType === undefined) return null;
  try {
    return { mediaType, body: await readFile(path.join(folder, ...relative.split('/'))) };
  } catch {
    return null; // a missing file and a folder are the same to a page
  }
}
