// Which of the four spellings of an Autodiscover document a client gets for its Accept header (web.md 2.1).
import type { ServerVersion } from '../../types.js';
import { hasOAuth } from '../topology.js';

export type Form = 'autodiscover-xml' | 'autodiscover-json' | 'ucwa-json' | 'ucwa-xml';

export interface Chosen {
  readonly form: Form;
  readonly contentType: string;
}

const autodiscoverXml: Chosen = {
  form: 'autodiscover-xml',
  contentType: 'application/vnd.microsoft.rtc.autodiscover+xml; v=1',
};
const autodiscoverJson: Chosen = {
  form: 'autodiscover-json',
  contentType: 'application/vnd.microsoft.rtc.autodiscover+json; v=1',
};

const ucwaJson: Chosen = { form: 'ucwa-json', contentType: 'application/json' };

const byMediaType: Readonly<Record<string, Chosen>> = {
  'application/vnd.microsoft.rtc.autodiscover+xml': autodiscoverXml,
  'application/vnd.microsoft.rtc.autodiscover+json': autodiscoverJson,
  'application/json': ucwaJson,
  'application/vnd.microsoft.com.ucwa+json': {
    form: 'ucwa-json',
    contentType: 'application/vnd.microsoft.com.ucwa+json',
  },
  'application/xml': { form: 'ucwa-xml', contentType: 'application/xml' },
  'application/vnd.microsoft.com.ucwa+xml': {
    form: 'ucwa-xml',
    contentType: 'application/vnd.microsoft.com.ucwa+xml',
  },
};

interface MediaRange {
  readonly type: string;
  readonly version: string | undefined;
  readonly quality: number;
}

/** The form to answer in, or null when the answer is 406 Not Acceptable. */
export function negotiate(accept: string | undefined, version: ServerVersion): Chosen | null {
  const fallback = fallbackOf(version);
  const ranges = parseAccept(accept ?? '*/*');
  // Lync Server 2013 hands a browser the default, although the browser names application/xml; later versions take it.
  const preferExplicit = !(version === '2013' && ranges.some((range) => range.type === 'text/html'));
  const ordered = ranges.filter((range) => range.quality > 0).sort((a, b) => b.quality - a.quality);
  if (preferExplicit) {
    for (const range of ordered) {
      const chosen = explicit(range, version);
      if (chosen !== undefined) return chosen;
    }
  }
  return ordered.some((range) => range.type === '*/*' || range.type === 'application/*') ? fallback : null;
}

// Lync Server 2010 knows nothing but its XML. JSON is the default after it: the autodiscover vocabulary in 2013,
// hypermedia later (clients that send no Accept header and read `_links` by position rely on it).
function fallbackOf(version: ServerVersion): Chosen {
  if (!hasOAuth(version)) return autodiscoverXml;
  return version === '2013' ? autodiscoverJson : ucwaJson;
}

function explicit(range: MediaRange, version: ServerVersion): Chosen | undefined {
  const chosen = Object.hasOwn(byMediaType, range.type) ? byMediaType[range.type] : undefined;
  if (chosen === undefined) return undefined;
  if (!hasOAuth(version) && chosen !== autodiscoverXml) return undefined;
  const versioned = chosen === autodiscoverXml || chosen === autodiscoverJson;
  return versioned && range.version !== undefined && range.version !== '1' ? undefined : chosen;
}

function parseAccept(accept: string): MediaRange[] {
  return accept
    .split(',')
    .map((part) => {
      const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
      const value = (name: string): string | undefined =>
        parameters.find((parameter) => parameter.startsWith(`${name}=`))?.slice(name.length + 1);
      const quality = Number(value('q') ?? '1');
      return { type, version: value('v'), quality: Number.isFinite(quality) ? quality : 0 };
    })
    .filter((range) => range.type !== '');
}
