/** The client matrix as a short block of text for terminals. */
import { verdictWords, type ClientRow } from './model.js';

/** One line a client: name, yes or no or unknown, why. Wrapped by whoever prints it. */
export function clientLines(rows: readonly ClientRow[]): readonly { readonly head: string; readonly why: string }[] {
  const widest = Math.max(0, ...rows.map(({ name }) => name.length));
  const words = Math.max(0, ...rows.map(({ verdict }) => verdictWords[verdict].length));
  return rows.map(({ name, verdict, needs, stoppedAt, findingId }) => {
    const notes = needs.flatMap(({ note }) => note ?? []);
    const good = [needs.at(-1)?.why ?? '', ...notes].join(' ');
    const why = needs.find(({ id }) => id === stoppedAt)?.why ?? good;
    return {
      head: `${name.padEnd(widest)}  ${verdictWords[verdict].padEnd(words)}`,
      why: `${why}${findingId === undefined ? '' : ` [${findingId}]`}`,
    };
  });
}
