/** Reads a list of targets as people keep them: one a line, with comments, or the first column of a table. */

/** A line that names a target. */
export interface ListedTarget {
  /** Counted from 1. */
  readonly line: number;
  /** As written, trimmed. */
  readonly target: string;
  readonly domain: string;
  /** What the walk signs in as; for a domain a name that stands for any user of it. */
  readonly sipAddress: string;
}

/** A line that holds something else, and why it cannot be checked. */
export interface BadLine {
  readonly line: number;
  readonly target: string;
  readonly problem: string;
}

export interface TargetList {
  /** In the order of their lines. */
  readonly entries: readonly (ListedTarget | BadLine)[];
  /** Lines that name a target which an earlier line named already. */
  readonly repeated: readonly number[];
}

/** Where only a domain is given, discovery asks for this user of it. No password is ever sent for it. */
export const anyUser = 'sweep';

/** Words that head the first column of an exported table. */
const heading =
  /^(e-?mail( ?address)?|mail|sip( ?address| ?uri)?|sign-?in( ?address| ?name)?|user ?principal ?name|upn|user|name|address|domain|sip ?domain|target)$/i;

/** Longer than any address (RFC 5321, 4.5.3.1) and any name (RFC 1035, 2.3.4). */
const mostCharacters = 320;

/** Reads the text of a list. Never throws: what cannot be checked is a BadLine with a sentence. */
export function readList(text: string): TargetList {
  const entries: (ListedTarget | BadLine)[] = [];
  const repeated: number[] = [];
  const known = new Set<string>();
  let first = true;
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .forEach((raw, index) => {
      const target = firstCell(raw);
      if (target === '') return;
      const isHeading = first && heading.test(target);
      first = false;
      if (isHeading) return;
      const entry = readTarget(index + 1, target);
      const key = 'problem' in entry ? `?${target}` : entry.sipAddress.toLowerCase();
      if (known.has(key)) repeated.push(index + 1);
      else entries.push(entry);
      known.add(key);
    });
  return { entries, repeated };
}

/** The first cell of a line, without quotation (RFC 4180, section 2) and comment. */
function firstCell(raw: string): string {
  const line = raw.trim();
  if (line.startsWith('#')) return '';
  const quoted = /^"((?:[^"]|"")*)"/.exec(line)?.[1];
  if (quoted !== undefined) return quoted.replaceAll('""', '"').trim();
  return (line.split(/[,;\t]|\s#/, 1)[0] ?? '').trim();
}

function readTarget(line: number, target: string): ListedTarget | BadLine {
  const bare = target.replace(/^sips?:/i, '');
  const at = bare.lastIndexOf('@');
  const domain = bare
    .slice(at + 1)
    .replace(/\.$/, '')
    .toLowerCase();
  const user = at < 0 ? anyUser : bare.slice(0, at);
  if (target.length > mostCharacters || !isDomain(domain) || !/^[^\s@<>"\\:;,/?#\p{Cc}]+$/u.test(user)) {
    const shown = shortened(target);
    return {
      line,
      target: shown,
      problem: `"${shown}" is neither a sign-in address (user@example.com) nor a domain (example.com).`,
    };
  }
  return { line, target, domain, sipAddress: `${user}@${domain}` };
}

/** Two labels at least; names of other scripts are put into ASCII later, where they are asked for. */
function isDomain(text: string): boolean {
  const labels = text.split('.');
  const good = /^(?!-)[\p{L}\p{N}\p{M}_-]{1,63}(?<!-)$/u;
  return labels.length > 1 && text.length <= 253 && !/^[\d.]+$/.test(text) && labels.every((one) => good.test(one));
}

function shortened(text: string): string {
  const clean = text.replace(/\p{Cc}/gu, '?');
  return clean.length > 80 ? `${clean.slice(0, 79)}…` : clean;
}
