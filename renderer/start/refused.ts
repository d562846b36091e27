/** What the program refused of the last request, as the problem of a field of the form; gone as soon as the field changes. */
import type { WalkRequest } from '../../shared/ipc.js';
import { useViewStore } from '../state/viewStore.js';

const amongMore = [
  'sipServer',
  'resolver',
  'publicResolver',
  'connectTo',
  'proxy',
  'trustedHosts',
  'authorities',
] as const;
const fields = [
  'meeting',
  'sipAddress',
  'userName',
  'discoveryUrls',
  ...amongMore,
] as const satisfies (keyof WalkRequest)[];

/** Parts of a request that have a field of their own in the form. */
export type RefusedField = (typeof fields)[number];

/** True where the form shows the sentence at its field, so that no banner has to. */
export function hasField(field: string | undefined): boolean {
  return fields.some((each) => each === field);
}

/** The program's sentence about a field, or undefined. */
export function useRefused(field: RefusedField): string | undefined {
  return useViewStore((state) => (state.refused?.field === field ? state.refused.text : undefined));
}

/** The user changed what was refused. */
export function mend(field: RefusedField): void {
  if (useViewStore.getState().refused?.field === field) useViewStore.setState({ refused: null });
}

/** True where the refused field stands under "More choices". */
export function isAmongMore(field: string | undefined): boolean {
  return amongMore.some((each) => each === field);
}
