/**
 * The way of notifications for phones: the pool sends them by federation to a clearing house of the online service.
 * docs/protocol/mcx.md, step 6. [Lync Server 2010, "DNS requirements for mobility"; RFC 2782]
 */
import type { Lookup } from '../../../shared/session/model.js';
import type { StepHandle, StepSpec } from '../../engine/api.js';

export const pushSpec = {
  kind: 'mcx.push',
  title: 'Look for the way of notifications for phones (federation)',
  spec: { doc: 'RFC 2782', section: 'The format of the SRV RR' },
} as const satisfies StepSpec;

const purpose =
  'The pool sends notifications for sleeping iPhones and Windows Phones by federation to sip:push@push.lync.com, a clearing house of the online service.';
const honest =
  'Whether it still answers cannot be asked from here; the online service it belonged to was retired in July 2021. Notifications are off unless an administrator turned them on, and phones work without them while the app is open.';

/** Looks the SRV record up. That it is missing stops nothing: the audits say what it means. */
export async function lookUpPush(group: StepHandle): Promise<void> {
  await group.attempt(pushSpec, async (step) => {
    const lookup = await step.lookup(`_sipfederationtls._tcp.${step.target.domain}`, 'SRV');
    const servers = serversOf(lookup);
    step.value(servers[0] ?? emptyAnswer(lookup));
    step.meaning(`${purpose} ${meaningOf(step, lookup, servers)} ${honest}`);
  });
}

function meaningOf(step: StepHandle, lookup: Lookup, servers: readonly string[]): string {
  if (servers.length > 0) return `It finds this organisation by the record of ${servers.join(' and ')}.`;
  if (lookup.rcode === undefined) return 'Whether its record is there could not be found out.';
  return step.target.location === 'inside'
    ? 'The record it would find this organisation by is not here; inside it need not be.'
    : 'The record it would find this organisation by is missing.';
}

function emptyAnswer({ rcode, failure }: Lookup): string {
  return rcode !== undefined && rcode !== 'NOERROR' ? rcode : (failure?.code ?? 'no records');
}

/** "0 0 5061 sip.contoso.com" as "sip.contoso.com:5061". */
function serversOf({ answers }: Lookup): readonly string[] {
  return answers.flatMap(({ type, data }) => {
    const [, , port, target] = data.split(/\s+/);
    if (type !== 'SRV' || port === undefined || target === undefined || target === '.') return [];
    return [`${target.replace(/\.$/, '')}:${port}`];
  });
}
