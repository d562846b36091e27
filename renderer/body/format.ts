/** Pretty printing of XML and JSON for reading, in slices: long bodies must not stop the page. Text is never changed. */

export type Language = 'xml' | 'json' | 'text';

/** By media type, then by the first character; browsers' error pages are XML-like enough to read. */
export function languageOf(mediaType: string | undefined, text: string): Language {
  const type = mediaType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const first = text.trimStart().slice(0, 1);
  if (first === '<') return 'xml';
  if ((first === '{' || first === '[') && !/xml|html/.test(type)) return 'json';
  return 'text';
}

const indent = '  ';
/** Characters looked at between two chances for the page to draw. */
const slice = 65_536;

/** Yields between slices, returns the formatted text. */
export type Formatting = Generator<undefined, string, void>;

const xmlToken =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<![^>]*>|<\/?[^\s>/]+(?:"[^"]*"|'[^']*'|[^>"'])*>|[^<]+|</g;

/** One element a line, short text kept with its element. What is not well-formed comes out as it is. */
export function* formatXml(text: string): Formatting {
  const out: string[] = [];
  let depth = 0;
  let next = slice;
  /** The element just opened on the current line, whose text may follow on it. */
  let justOpened = false;
  let inline = false;
  for (const match of text.matchAll(xmlToken)) {
    if (match.index > next) {
      next = match.index + slice;
      yield;
    }
    const token = match[0];
    if (!token.startsWith('<') || token.length === 1) {
      const trimmed = token.trim();
      if (trimmed === '') continue;
      if (justOpened) {
        out.push(trimmed);
        inline = true;
      } else out.push('\n', indent.repeat(depth), trimmed);
      justOpened = false;
    } else if (token.startsWith('</')) {
      depth = Math.max(0, depth - 1);
      if (!justOpened && !inline) out.push('\n', indent.repeat(depth));
      out.push(token);
      justOpened = false;
      inline = false;
    } else {
      const opens = !token.startsWith('<!') && !token.startsWith('<?') && !token.endsWith('/>');
      if (out.length > 0) out.push('\n', indent.repeat(depth));
      out.push(wrapAttributes(token, depth));
      if (opens) depth += 1;
      justOpened = opens;
      inline = false;
    }
  }
  return out.join('');
}

const attribute = /\s+([^\s=>/]+\s*=\s*(?:"[^"]*"|'[^']*'))/g;

/** Several attributes on a long element get a line each. */
function wrapAttributes(tag: string, depth: number): string {
  if (tag.length <= 100 || tag.startsWith('<!') || tag.startsWith('<?')) return tag;
  const attributes = [...tag.matchAll(attribute)].map((match) => match[1] ?? '');
  if (attributes.length < 3) return tag;
  const name = /^<[^\s>/]+/.exec(tag)?.[0] ?? '';
  const close = tag.endsWith('/>') ? '/>' : '>';
  const lead = `\n${indent.repeat(depth + 2)}`;
  return `${name}${attributes.map((each) => lead + each).join('')}${close}`;
}

/** One value a line. Numbers keep their digits and repeated names stay, as JSON.parse would not have it. */
export function* formatJson(text: string): Formatting {
  const out: string[] = [];
  let depth = 0;
  let next = slice;
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+|"/g;
  let opened = false;
  for (const match of text.matchAll(tokens)) {
    if (match.index > next) {
      next = match.index + slice;
      yield;
    }
    const token = match[0];
    if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1);
      if (!opened) out.push('\n', indent.repeat(depth));
      out.push(token);
      opened = false;
      continue;
    }
    if (opened) out.push('\n', indent.repeat(depth));
    opened = false;
    if (token === '{' || token === '[') {
      out.push(token);
      depth += 1;
      opened = true;
    } else if (token === ',') out.push(',\n', indent.repeat(depth));
    else if (token === ':') out.push(': ');
    else out.push(token);
  }
  return out.join('');
}

/** Runs a formatting in slices of a few ms; undefined when it was stopped. */
export async function runSliced(formatting: Formatting, signal: AbortSignal): Promise<string | undefined> {
  let began = performance.now();
  for (;;) {
    const step = formatting.next();
    if (step.done === true) return step.value;
    if (performance.now() - began < 8) continue;
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) return undefined;
    began = performance.now();
  }
}

// eslint-disable-next-line require-yield -- a text of no known language has nothing to do in slices
function* asItIs(text: string): Formatting {
  return text;
}

/** The formatting of a text in a language; plain text stays as it is. */
export function formattingOf(text: string, language: Language): Formatting {
  switch (language) {
    case 'xml':
      return formatXml(text);
    case 'json':
      return formatJson(text);
    case 'text':
      return asItIs(text);
  }
}
