/**
 * Looks for planted secrets in whatever a program gave out: as they are and as base64 (at any alignment), percent, hex,
 * XML and UTF-16LE text, in the text itself and in every byte field decoded from it, again and again.
 */

/** A secret by name; `parts` are what must not appear, each telling enough on its own. */
export interface Planted {
  readonly name: string;
  readonly parts: readonly Buffer[];
}

/** A password or another short secret: it counts as a whole. */
export function short(name: string, value: string | Buffer): Planted {
  return { name, parts: [Buffer.from(value as string)] };
}

/**
 * A long one in base64, as signatures and tokens are: every piece of it counts, so that masking only a part is noticed.
 * Pieces that spell out public text (a token names its owner) are no secret and occur elsewhere by right.
 */
export function long(name: string, value: string): Planted {
  const pieces = value.match(/.{16}/gs) ?? [value];
  const parts = pieces.filter((piece) => !isText(Buffer.from(piece, 'base64'))).map((piece) => Buffer.from(piece));
  return { name, parts };
}

const isText = (bytes: Buffer): boolean => bytes.filter((byte) => byte < 32 || byte > 126).length <= 2;

/** Every way `secret` may be written; all of them latin1 strings, bytes one to one. */
function formsOf(secret: Buffer): readonly string[] {
  const text = secret.toString('utf8');
  const isUtf8 = Buffer.from(text, 'utf8').equals(secret);
  const wide = Buffer.from(text, 'utf16le');
  const raw = isUtf8 ? [secret, wide] : [secret];
  const forms = new Set<string>();
  for (const bytes of raw) {
    forms.add(bytes.toString('latin1'));
    for (const aligned of base64Forms(bytes)) forms.add(aligned);
    forms.add(bytes.toString('hex'));
    forms.add(bytes.toString('hex').toUpperCase());
    const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    forms.add(percent);
    forms.add(percent.toUpperCase());
  }
  if (isUtf8) {
    const encoded = encodeURIComponent(text);
    const strict = encoded.replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
    const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const written = [
      ...[encoded, strict].flatMap((form) => [
        form,
        form.replaceAll('%20', '+'),
        form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
      ]),
      escaped,
      escaped.replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
      JSON.stringify(text).slice(1, -1),
    ];
    for (const form of written) {
      forms.add(Buffer.from(form, 'utf8').toString('latin1'));
      for (const aligned of base64Forms(Buffer.from(form, 'utf8'))) forms.add(aligned);
    }
  }
  return [...forms].filter((form) => form.length >= 6);
}

/** The characters of a base64 text that hold nothing but `bytes`, for each of the three ways it can lie in it. */
function base64Forms(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const all = Buffer.concat([Buffer.alloc(before), bytes]);
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor((all.length * 8) / 6);
    const text = all.toString('base64').slice(first, last);
    return [text, text.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

const base64Run = /(?:[A-Za-z0-9+/_-]|\\\/){12,}={0,2}/g;

/** `text` (latin1) and everything that base64 runs in it decode to, some levels deep, each once. */
export function layersOf(text: string): ReadonlySet<string> {
  const layers = new Set<string>();
  const dig = (layer: string, depth: number): void => {
    if (layers.has(layer)) return;
    layers.add(layer);
    if (depth === 0) return;
    for (const [run] of layer.matchAll(base64Run)) {
      // A run that begins with characters of something else decodes to noise: the aligned forms find what is in it.
      const clean = run.replaceAll('\\/', '/').replaceAll('-', '+').replaceAll('_', '/');
      dig(Buffer.from(clean, 'base64').toString('latin1'), depth - 1);
    }
  };
  dig(text, 5);
  return layers;
}

/** Names of the planted secrets that are in `output`, with the form that was found. */
export function secretsIn(output: string | Buffer, planted: readonly Planted[]): readonly string[] {
  const needles = planted.flatMap(({ name, parts }) =>
    parts.flatMap((part) => formsOf(part).map((form) => ({ name, form, bytes: Buffer.from(form, 'latin1') }))),
  );
  // Thousands of needles, megabytes of hay: four bytes tell whether a needle can begin here.
  const begins = new Map<number, typeof needles>();
  const mayBegin = new Uint8Array(1 << 16);
  for (const needle of needles) {
    const key = needle.bytes.readUInt32LE(0);
    mayBegin[(key ^ (key >>> 16)) & 0xffff] = 1;
    begins.set(key, [...(begins.get(key) ?? []), needle]);
  }
  const found = new Map<string, string>();
  for (const layer of layersOf(Buffer.from(output as string).toString('latin1'))) {
    const hay = Buffer.from(layer, 'latin1');
    let key = 0;
    for (let at = 0; at < hay.length; at += 1) {
      key = ((key >>> 8) | ((hay[at] ?? 0) << 24)) >>> 0; // bytes at-3 … at, as readUInt32LE reads them
      if (at < 3 || mayBegin[(key ^ (key >>> 16)) & 0xffff] === 0) continue;
      for (const { name, form, bytes } of begins.get(key) ?? []) {
        if (!found.has(name) && bytes.equals(hay.subarray(at - 3, at - 3 + bytes.length))) found.set(name, form);
      }
    }
  }
  return [...found].map(([name, form]) => `${name} as ${form}`);
}
