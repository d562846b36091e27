/** The body of a message formatted for reading, off the first paint when it is long. */
import { useEffect, useMemo, useState } from 'react';
import type { Body } from '../../shared/session/model.js';
import { bytesOf } from '../../shared/session/bytes.js';
import { memoWeak } from '../common/memo.js';
import { formattingOf, languageOf, runSliced, type Language } from './format.js';
import { markedText, rangesWithin, unmark, type MaskedText } from './maskedText.js';

/** Bodies up to this length are formatted at once. */
const atOnce = 65_536;

export const decodedBytes = memoWeak((body: Body) => bytesOf(body.decoded));

export interface Pretty extends MaskedText {
  readonly language: Language;
}

/** null while it is being formatted. `limit`: bytes shown. */
export function usePretty(body: Body, mediaType: string | undefined, limit: number): Pretty | null {
  const source = useMemo(() => {
    const bytes = decodedBytes(body);
    const shown = bytes.subarray(0, limit);
    const masked = rangesWithin(body.masked, 0, shown.length);
    const text = markedText(shown, masked);
    return { text, masked, language: languageOf(mediaType, text) };
  }, [body, mediaType, limit]);

  const quick = useMemo((): Pretty | null => {
    if (source.text.length > atOnce) return null;
    const formatting = formattingOf(source.text, source.language);
    let step = formatting.next();
    while (step.done !== true) step = formatting.next();
    return { ...unmark(step.value, source.masked), language: source.language };
  }, [source]);

  const [slow, setSlow] = useState<{ readonly source: object; readonly pretty: Pretty } | null>(null);
  useEffect(() => {
    if (quick !== null) return;
    const stop = new AbortController();
    void runSliced(formattingOf(source.text, source.language), stop.signal).then((text) => {
      if (text === undefined || stop.signal.aborted) return;
      setSlow({ source, pretty: { ...unmark(text, source.masked), language: source.language } });
    });
    return () => stop.abort();
  }, [source, quick]);
  return quick ?? (slow?.source === source ? slow.pretty : null);
}
