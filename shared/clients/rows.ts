/**
 * "Which of my clients can sign in from here?": one row a client, read from the record alone. Pure: the same session
 * gives the same rows live, saved and reopened. docs/protocol/clients.md.
 */
import type { Judgement } from '../audits/audit.js';
import type { Session } from '../session/model.js';
import { reachedBy } from './discovery.js';
import { findingFor } from './explained.js';
import type { ClientRow, ClientVerdict, Need } from './model.js';
import { clientProfiles, type ClientProfile } from './profiles.js';
import { recordOf, sentence, type ClientRecord } from './record.js';
import { serviceFor } from './service.js';
import { signInFor } from './signIn.js';
import { onlyOldVersions, tlsFor } from './tls.js';

/** The rows, with the findings that explain them. */
export function rowsOf(session: Session, judgement: Pick<Judgement, 'findings'>): readonly ClientRow[] {
  const { client = 'all', meeting } = session.target;
  if (meeting !== undefined) return [];
  const record = recordOf(session);
  const wanted = clientProfiles.filter(({ kind }) => client === 'all' || kind === client);
  return wanted.map((profile) => rowOf(profile, record, judgement));
}

function rowOf(profile: ClientProfile, record: ClientRecord, judgement: Pick<Judgement, 'findings'>): ClientRow {
  const needs = needsIn(profile, record);
  const { verdict, stopped } = verdictOf(needs);
  const finding =
    stopped === undefined || verdict !== 'cannot' ? undefined : findingFor(stopped, record.session, judgement);
  return {
    client: profile.kind,
    name: profile.name,
    products: profile.products,
    verdict,
    needs,
    ...(stopped === undefined ? {} : { stoppedAt: stopped.id }),
    sentence: sentenceOf(profile, verdict, stopped, needs),
    ...(finding === undefined ? {} : { findingId: finding.id }),
  };
}

function needsIn(profile: ClientProfile, record: ClientRecord): readonly Need[] {
  const { name, root, side } = reachedBy(profile, record);
  const tls = tlsFor(profile, side, record);
  const signIn = signInFor(profile, side, record);
  const service = serviceFor(profile, side, record);
  // This program speaks TLS 1.2 and later: where older clients get on, it cannot follow them.
  if (root.state === 'failed' && tls.state === 'ok' && onlyOldVersions(profile, side, record)) {
    const why = 'The server takes only versions of TLS that this program does not speak itself.';
    const open = ({ evidence, ...rest }: Need): Need => ({
      ...rest,
      state: 'not-known',
      why,
      ...(evidence === undefined ? {} : { evidence }),
    });
    return [name, open(root), tls, open(signIn), open(service)];
  }
  return [name, root, tls, signIn, service];
}

function verdictOf(needs: readonly Need[]): { readonly verdict: ClientVerdict; readonly stopped?: Need } {
  // A service that the version does not have is missed whatever else is broken.
  const absent = needs.find(({ state }) => state === 'not-offered');
  if (absent !== undefined) return { verdict: 'not-offered', stopped: absent };
  const failed = needs.find(({ state }) => state === 'failed');
  if (failed !== undefined) return { verdict: 'cannot', stopped: failed };
  const open = needs.filter(({ state }) => state === 'not-known');
  // That a server was not come to says less than why the walk did not go there.
  const stopped = open.find(({ id }) => id !== 'tls') ?? open[0];
  return stopped === undefined ? { verdict: 'can' } : { verdict: 'not-known', stopped };
}

function sentenceOf(
  { name, untestable }: ClientProfile,
  verdict: ClientVerdict,
  stopped: Need | undefined,
  needs: readonly Need[],
): string {
  const why = stopped?.why ?? '';
  const client = `the ${name.replace(/^(Web|Desk) /, (word) => word.toLowerCase())}`;
  switch (verdict) {
    case 'can':
      return [sentence(`${client} can sign in from here`), ...needs.flatMap(({ note }) => note ?? []), untestable ?? '']
        .join(' ')
        .trim();
    case 'cannot':
      return sentence(`${client} cannot sign in from here. ${why}`);
    case 'not-offered':
      return sentence(`this server has no service for ${client}. ${why}`);
    case 'not-known':
      return sentence(`whether ${client} can sign in is not known. ${why}`);
  }
}
