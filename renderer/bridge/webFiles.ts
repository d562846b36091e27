/** Opening and saving with the browser's own picker and download: no path ever leaves the page. */
import type { FileText } from '../../shared/ipc.js';
import { fail, succeed, type Result } from '../../shared/result.js';

/** Text of a file the user picked or dropped. */
export async function readFile(file: File): Promise<Result<FileText>> {
  try {
    return succeed({ name: file.name, text: await file.text() });
  } catch {
    return fail(`${file.name} could not be read.`);
  }
}

/** Lets the user pick one file. null when the picker was closed. */
export function pickFile(accept: string): Promise<File | null> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null), { once: true });
    input.addEventListener('cancel', () => resolve(null), { once: true });
    input.click();
  });
}

/** Hands bytes or text to the browser's download. */
export function download(name: string, parts: BlobPart, type = 'application/octet-stream'): void {
  const url = URL.createObjectURL(new Blob([parts], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download reads the address after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Media type of a table, a calendar or a summary, by the ending of its name (RFC 4180, RFC 5545, RFC 8259). */
export function textType(name: string): string {
  if (name.endsWith('.csv')) return 'text/csv;charset=utf-8';
  if (name.endsWith('.ics')) return 'text/calendar;charset=utf-8';
  return name.endsWith('.json') ? 'application/json' : 'text/plain;charset=utf-8';
}
