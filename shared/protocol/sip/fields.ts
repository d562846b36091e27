/** The values of From, To, Contact, Via and of parameter lists, read tolerantly. [RFC 3261 20, 25.1] */

export interface Parameter {
  readonly name: string;
  /** Undefined for a flag without value; quotes are taken off. */
  readonly value: string | undefined;
}

export interface NameAddress {
  readonly display: string;
  readonly uri: string;
  /** Behind the address; of a bare address everything from the first semicolon on. */
  readonly parameters: readonly Parameter[];
}

export interface Via {
  readonly transport: string;
  /** host:port as sent. */
  readonly sentBy: string;
  readonly parameters: readonly Parameter[];
}

/** Longest value that is read, in characters. */
const longest = 65_536;

/** The members of a comma-separated value; commas in quotes and angle brackets belong to a member. */
export function splitMembers(value: string): readonly string[] {
  return splitOutside(value.slice(0, longest), ',').filter((member) => member !== '');
}

/** ";tag=1;lr;+sip.instance="<urn:…>"" as a list. */
export function parseParameters(text: string): readonly Parameter[] {
  return splitOutside(text.slice(0, longest), ';').flatMap((part): readonly Parameter[] => {
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).trim();
    if (name === '') return [];
    return [{ name, value: equals < 0 ? undefined : unquoted(part.slice(equals + 1).trim()) }];
  });
}

/** First value of a parameter; '' for a flag, undefined when it is absent. */
export function parameterValue(
  { parameters }: { readonly parameters: readonly Parameter[] },
  name: string,
): string | undefined {
  const wanted = name.toLowerCase();
  const found = parameters.find((known) => known.name.toLowerCase() === wanted);
  return found === undefined ? undefined : (found.value ?? '');
}

/** `"Name" <sip:user@domain>;tag=1` or `sip:user@domain;tag=1`. */
export function parseNameAddress(value: string): NameAddress {
  const text = value.slice(0, longest).trim();
  const open = indexOutsideQuotes(text, '<');
  if (open < 0) {
    const semicolon = text.indexOf(';');
    if (semicolon < 0) return { display: '', uri: text, parameters: [] };
    return {
      display: '',
      uri: text.slice(0, semicolon).trim(),
      parameters: parseParameters(text.slice(semicolon + 1)),
    };
  }
  const close = text.indexOf('>', open);
  const end = close < 0 ? text.length : close;
  return {
    display: unquoted(text.slice(0, open).trim()),
    uri: text.slice(open + 1, end).trim(),
    parameters: parseParameters(text.slice(end + 1)),
  };
}

/** Host and port of a sip: or sips: address; undefined when it names none. An IPv6 host comes without brackets. */
export function hostPortOf(uri: string): { readonly host: string; readonly port: number | undefined } | undefined {
  const parts = /^sips?:(?:[^@;?]*@)?(\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?(?=[;?]|$)/i.exec(uri.trim());
  const host = parts?.[1]?.replace(/^\[|\]$/g, '');
  if (host === undefined || host === '') return undefined;
  const port = parts?.[2] === undefined ? undefined : Number(parts[2]);
  return port !== undefined && (port < 1 || port > 65_535) ? undefined : { host, port };
}

/** "SIP/2.0/TLS 192.0.2.1:5061;branch=…"; undefined when it is none. */
export function parseVia(value: string): Via | undefined {
  const parts = /^\s*SIP\s*\/\s*2\.0\s*\/\s*(\w+)\s+([^;\s]+)\s*(?:;(.*))?$/is.exec(value.slice(0, longest));
  if (parts === null) return undefined;
  return { transport: parts[1] ?? '', sentBy: parts[2] ?? '', parameters: parseParameters(parts[3] ?? '') };
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  return text.slice(1, text.length > 1 && text.endsWith('"') ? -1 : undefined).replace(/\\(.)/gs, '$1');
}

function indexOutsideQuotes(text: string, wanted: string): number {
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '\\' && quoted) i += 1;
    else if (text[i] === '"') quoted = !quoted;
    else if (text[i] === wanted && !quoted) return i;
  }
  return -1;
}

function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  let quoted = false;
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (character === '\\' && quoted) i += 1;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '<') depth += 1;
    else if (character === '>') depth = Math.max(0, depth - 1);
    else if (character === separator && depth === 0) {
      parts.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return [...parts, text.slice(from).trim()];
}
