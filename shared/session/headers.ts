/** Headers keep order, case and repeats; names are compared without case. */
import type { Message } from './model.js';

/** Every value of a header, in order. */
export function headerValues(message: Pick<Message, 'headers'>, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return message.headers.filter(([known]) => known.toLowerCase() === wanted).map(([, value]) => value);
}

/** First value of a header, or undefined. */
export function headerValue(message: Pick<Message, 'headers'>, name: string): string | undefined {
  return headerValues(message, name)[0];
}
