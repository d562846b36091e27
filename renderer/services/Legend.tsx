/** What the shapes mean, and how many services are so: one for each test or use of a service. */
import type { ReactNode } from 'react';
import { count } from '../common/format.js';
import { BoxIcon } from './BoxIcon.js';
import { boxWords, sides, type BoxStatus, type ServicesMap } from './model.js';

const always: readonly BoxStatus[] = ['passed', 'warning', 'failed', 'expected', 'skipped', 'absent'];
const sometimes: readonly BoxStatus[] = ['running', 'waiting', 'cancelled'];

const wordOf = (status: BoxStatus): string =>
  status === 'warning' ? 'with a warning' : boxWords[status].toLowerCase();

export function Legend({ map }: { readonly map: ServicesMap }): ReactNode {
  const boxes = map.groups.flatMap(({ rows }) => rows.flatMap(({ cells }) => sides.flatMap((side) => cells[side])));
  const of = (status: BoxStatus): number => boxes.filter((box) => box.status === status).length;
  const shown = [...always, ...sometimes.filter((status) => of(status) > 0)];
  return (
    <ul className="legend" aria-label="States and how many services are so">
      {shown.map((status) => (
        <li key={status} className={of(status) === 0 ? 'none' : ''}>
          <BoxIcon status={status} />
          <span>
            <b className="num">{count(of(status))}</b> {wordOf(status)}
          </span>
        </li>
      ))}
    </ul>
  );
}
