/** The upper part of the picture: from the client over names and doors to the pool, once on either side. */
import type { ReactNode } from 'react';
import type { Session, Side } from '../../shared/session/model.js';
import { plural } from '../common/format.js';
import { boxClass } from './BoxIcon.js';
import { MapBoxView } from './MapBoxView.js';
import { sideWords, type BoxStatus, type Half, type MapBox, type ServicesMap } from './model.js';

interface RouteProps {
  readonly session: Session;
  readonly map: ServicesMap;
}

const seats: Readonly<Record<Side, ServicesMap['seat']>> = { external: 'outside', internal: 'inside' };

export function Route({ session, map }: RouteProps): ReactNode {
  const { pool, seat, halves } = map;
  const far = seat === 'outside' ? halves.internal : halves.external;
  return (
    <div className="map-route">
      <HalfView session={session} map={map} half={map.halves.external} />
      <section className="mid" aria-label="Home pool">
        <span className={`cross ${boxClass(entry(far))}-wire`} />
        {seat === 'unknown' ? <MapBoxView session={session} box={map.client} of="The client" look="place" /> : null}
        <div className="pool">
          <MapBoxView session={session} box={pool.box} of="The pool" look="place" />
          {pool.sweeps.map((sweep) => (
            <MapBoxView key={sweep.key} session={session} box={sweep} of="Asked several times" look="state" />
          ))}
          {pool.servers.length === 0 ? null : (
            <ul className="servers" aria-label="Servers that answered">
              {pool.servers.map((server) => (
                <li key={server.key}>
                  <MapBoxView session={session} box={server} of="Server" look="server" />
                </li>
              ))}
            </ul>
          )}
          {pool.moreServers === 0 ? null : (
            <small className="dim">and {plural(pool.moreServers, 'server', 'servers')} more</small>
          )}
        </div>
      </section>
      <HalfView session={session} map={map} half={map.halves.internal} />
    </div>
  );
}

/** How far the way into a half came: what the line to it looks like. */
function entry({ names, doors }: Half): BoxStatus {
  return names.web?.status ?? doors.web?.status ?? 'absent';
}

interface HalfViewProps extends RouteProps {
  readonly half: Half;
}

function HalfView({ session, map, half }: HalfViewProps): ReactNode {
  const { side, names, doors, director } = half;
  const word = sideWords[side];
  const other = map.halves[side === 'internal' ? 'external' : 'internal'];
  const sits = map.seat === seats[side];
  const place = (box: MapBox | undefined, className: string): ReactNode =>
    box === undefined ? null : (
      <div className={`stop ${className} ${boxClass(box.status)}-wire`}>
        <MapBoxView session={session} box={box} of={`On the way ${word}`} look="place" />
      </div>
    );
  const last = director ?? doors.web;
  // Where the pool is not known, no way was gone to it.
  const toPool =
    last === undefined
      ? 'absent'
      : last.status === 'passed' && map.pool.box.status !== 'passed'
        ? map.pool.box.status
        : last.status;
  return (
    <section className={`half ${side}`} aria-label={`The way from ${word}`}>
      <span className="half-title" aria-hidden>
        {side === 'external' ? 'Outside' : 'Inside'}
      </span>
      <div className={`seat ${boxClass(entry(sits ? other : half))}-wire`}>
        {sits ? (
          <MapBoxView session={session} box={map.client} of="The client" look="place" />
        ) : (
          <p className="wall">{wallWords(map.seat, half)}</p>
        )}
      </div>
      {place(names.web, 'col-web')}
      {place(names.sip, 'col-sip')}
      {place(doors.web, 'col-web')}
      {place(doors.sip, 'col-sip pool-door')}
      {director === undefined ? null : place(director, 'col-web director')}
      <span className={`elbow ${boxClass(toPool)}-wire`} />
    </section>
  );
}

function wallWords(seat: ServicesMap['seat'], { side, isAsked }: Half): string {
  if (!isAsked) return `Not asked: a guest needs nothing ${sideWords[side]}`;
  if (seat === 'unknown')
    return side === 'internal' ? 'The names for inside are asked, too' : 'The names for outside are asked, too';
  return side === 'internal'
    ? 'Asked from outside, too: nothing here should answer'
    : 'Asked from inside, too: these need not answer here';
}
