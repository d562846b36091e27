/** Where two views of the same names differ. */
import type { RecordType } from '../../session/model.js';
import { toldOf, type Told, type View } from './resolvers.js';
import type { Survey } from './survey.js';

export interface Difference {
  readonly name: string;
  readonly type: RecordType;
  readonly own: Told;
  readonly other: Told;
}

const hosts = ['lyncdiscoverinternal', 'lyncdiscover', 'sipinternal', 'sip', 'sipexternal'];
const services = ['_sipinternaltls._tcp', '_sip._tls', '_sipfederationtls._tcp'];

/**
 * Names that share no answer in the resolver in use and in the other view, and how many were asked of both. Some of the
 * same addresses is no difference: name servers give a part, or another order, for balance.
 */
export function differencesOf(
  survey: Survey,
  view: Exclude<View, 'own'>,
): { readonly compared: number; readonly differences: readonly Difference[] } {
  const { domain } = survey.session.target;
  const questions: readonly (readonly [string, RecordType])[] = [
    ...hosts.map((label) => [`${label}.${domain}`, 'A'] as const),
    ...services.map((label) => [`${label}.${domain}`, 'SRV'] as const),
  ];
  const both = questions.flatMap(([name, type]): readonly Difference[] => {
    const [own, other] = [toldOf(survey, 'own', name, type), toldOf(survey, view, name, type)];
    return own === undefined || other === undefined || isAlias(other) ? [] : [{ name, type, own, other }];
  });
  return { compared: both.length, differences: both.filter(({ own, other }) => isOther(own, other)) };
}

/** A server of the zone that only names an alias into another zone leaves the address to be asked elsewhere. */
const isAlias = ({ lookup, data }: Told): boolean =>
  data.length === 0 && lookup.answers.some(({ type }) => type === 'CNAME');

function isOther(own: Told, other: Told): boolean {
  if (own.data.length === 0 && other.data.length === 0) return false;
  return !own.data.some((data) => other.data.includes(data));
}
