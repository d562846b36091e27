/** What the program refused of the last request, as the problem of a field of the form; gone as soon as the field changes. */
import type { WalkRequest } from '../../shared/ipc.js';
import { useViewStore } from '../state/viewStore.js';

/** Parts of a request that have a field of their own in the form. */
export type RefusedField = Extract<
  keyof WalkRequest,
  'sipAddress' | 'userName' | 'discoveryUrls' | 'resolver' | 'connectTo' | 'proxy' | 'trustedHosts' | 'authorities'
>;

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
  return field !== undefined && ['resolver', 'connectTo', 'proxy', 'trustedHosts', 'authorities'].includes(field);
}
