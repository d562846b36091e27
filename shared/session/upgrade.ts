/** Files of earlier versions, read as today's: one function a version, each lifting an event by one. */

/** What this program writes. */
export const formatVersion = 1;

/** `upgrades[0]` lifts an event of version 1 to version 2, and so on. None is needed yet. */
const upgrades: readonly ((event: unknown) => unknown)[] = [];

/** An event of version `from` as an event of today's version; not yet checked. */
export function upgradeEvent(event: unknown, from: number): unknown {
  return upgrades.slice(from - 1).reduce((value, upgrade) => upgrade(value), event);
}
