/** Values of the headers that matter to a registrar: addresses with parameters, and authentication parameters. */

export interface NameAddress {
  /** The URI without its angle brackets, as written. */
  readonly uri: string;
  /** Header parameters (not the URI's), names in lower case; a quoted value without its quotes, a flag as ''. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Reads From, To or one Contact (RFC 3261 20.10 and 25.1); undefined when it is none. */
export function readAddress(value: string): NameAddress | undefined {
  const open = openBracket(value);
  if (open < 0) {
    const [uri = '', ...rest] = value.split(';');
    return uri.trim() === '' ? undefined : { uri: uri.trim(), parameters: parametersOf(rest.join(';')) };
  }
  const close = value.indexOf('>', open);
  if (close < 0 || /[<"]/.test(value.slice(open + 1, close))) return undefined;
  return { uri: value.slice(open + 1, close), parameters: parametersOf(value.slice(close + 1)) };
}

// A quoted display name may hold anything, brackets too.
function openBracket(value: string): number {
  const quoted = /^\s*"(?:[^"\\]|\\.)*"/.exec(value);
  return value.indexOf('<', quoted?.[0].length ?? 0);
}

function parametersOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const match of text.matchAll(/;\s*([^\s=;"]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^;"]*))?/g)) {
    const [, name = '', value = ''] = match;
    if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), unquoted(value.trim()));
  }
  return found;
}

/** user@domain of a sip: or sips: URI, in lower case and without parameters; undefined for anything else. */
export function addressOfRecord(uri: string): string | undefined {
  const match = /^sips?:([^@;?\s<>"]+@[^@;?:\s<>"]+)/i.exec(uri.trim());
  return match?.[1]?.toLowerCase();
}

export interface Credentials {
  readonly scheme: string;
  /** Names in lower case; the first of a repeated name counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Reads Authorization or Proxy-Authorization: a scheme and `name=value` pairs, quoted or not, in any order. */
export function readCredentials(value: string): Credentials | undefined {
  const head = /^\s*([A-Za-z][A-Za-z0-9-]*)(?:\s+|$)/.exec(value);
  if (head === null) return undefined;
  const parameters = new Map<string, string>();
  const rest = value.slice(head[0].length);
  const pair = /\s*([A-Za-z][A-Za-z0-9-]*)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,"]*)\s*(?:,|$)/y;
  while (pair.lastIndex < rest.length) {
    const match = pair.exec(rest);
    if (match === null) return undefined;
    const name = (match[1] ?? '').toLowerCase();
    if (!parameters.has(name)) parameters.set(name, unquoted(match[2] ?? ''));
  }
  return { scheme: head[1] ?? '', parameters };
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}
