/** What a row asked, in one line: where there is no room, the query goes first, then the beginning of a long path. */
import type { ReactNode } from 'react';
import type { Asked } from './words.js';

/** Shorter paths are not worth the dots. */
const longPath = 10;

export function AskedText({ asked }: { readonly asked: Asked }): ReactNode {
  const { before, bright, after } = asked;
  const [, path = '', query = ''] = /^([^?#]*)(.*)$/s.exec(after) ?? [];
  const isLong = path.startsWith('/') && path.length >= longPath;
  const end = query === '' ? null : <span className="u-query cut">{query}</span>;
  return (
    <>
      <span className={isLong ? 'u-host cut' : 'cut'}>
        {before}
        <b>{bright}</b>
        {isLong ? '' : path}
      </span>
      {isLong ? (
        <span className="u-rest">
          <span className="u-path cut">
            <bdi dir="ltr">{path}</bdi>
          </span>
          {end}
        </span>
      ) : (
        end
      )}
    </>
  );
}
