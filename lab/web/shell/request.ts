// A routed request with what the applications look at: lower-case path (IIS ignores case), query, headers by name.
import type { LabRequest } from '../../types.js';

export interface WebRequest {
  readonly lab: LabRequest;
  /** GET for HEAD too: the shell drops the body. */
  readonly method: string;
  /** Lower case, percent decoding undone where it is well formed, without a slash at the end; '/' for the site's root. */
  readonly path: string;
  readonly secure: boolean;
  /** The first value of a header, or undefined. Names are compared without case. */
  header(name: string): string | undefined;
  /** The first value of a query parameter; names are compared without case. */
  query(name: string): string | undefined;
}

/** Wraps a request of the lab. */
export function readRequest(lab: LabRequest): WebRequest {
  const path = decodePath(lab.url.pathname).toLowerCase().replace(/\/+$/, '');
  return {
    lab,
    method: lab.method === 'HEAD' ? 'GET' : lab.method,
    path: path === '' ? '/' : path,
    secure: lab.url.protocol === 'https:',
    header: (name) => lab.headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1],
    query: (name) => {
      for (const [key, value] of lab.url.searchParams) {
        if (key.toLowerCase() === name.toLowerCase()) return value;
      }
      return undefined;
    },
  };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A stray percent sign: the path stays as it was sent and matches nothing.
    return path;
  }
}
