// The form of a token request: url-encoded by the books, multipart/form-data from some clients (web.md 6.2 and 18).
import type { WebRequest } from '../shell/request.js';

/** The fields of the form, or null when the body is no form. The first of repeated fields counts. */
export async function readForm(request: WebRequest): Promise<ReadonlyMap<string, string> | null> {
  const contentType = request.header('Content-Type') ?? '';
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase();
  if (mediaType === 'application/x-www-form-urlencoded') {
    return firstOfEach(new URLSearchParams(request.lab.body.toString('utf8')));
  }
  if (mediaType !== 'multipart/form-data') return null;
  try {
    const form = await new Response(new Uint8Array(request.lab.body), {
      headers: { 'Content-Type': contentType },
    }).formData();
    const texts: [string, string][] = [];
    for (const [name, value] of form.entries()) {
      if (typeof value === 'string') texts.push([name, value]);
    }
    return firstOfEach(texts);
  } catch {
    // No boundary, or a body that does not follow it.
    return null;
  }
}

function firstOfEach(entries: Iterable<readonly [string, string]>): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of entries) {
    if (!fields.has(name)) fields.set(name, value);
  }
  return fields;
}
