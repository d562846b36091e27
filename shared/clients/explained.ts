/** Which finding explains what keeps a client out: the one whose evidence is that of the need. */
import type { Evidence, Finding, Judgement } from '../audits/audit.js';
import type { Session } from '../session/model.js';
import type { Need } from './model.js';

/** Undefined where no finding speaks of it. Names and roots stop everything: there the root cause explains them all. */
export function findingFor(
  need: Need,
  session: Session,
  { findings }: Pick<Judgement, 'findings'>,
): Finding | undefined {
  const telling = findings.filter(
    ({ severity, id }) => severity !== 'info' || (need.id === 'service' && id !== asideId),
  );
  const { evidence } = need;
  if (evidence !== undefined) {
    const here = traitsOf(evidence, session);
    // A certificate is told of its server; anything else of what was asked for.
    const traits = need.id === 'tls' ? (['step', 'host'] as const) : (['step', 'url', 'group'] as const);
    for (const trait of traits) {
      const wanted = here[trait];
      if (wanted === undefined) continue;
      // What was answered over HTTP shows that TLS stood.
      const speaks = (one: Evidence): boolean => trait !== 'host' || one.exchangeId === undefined;
      const found = telling.find((each) =>
        each.evidence.some((one) => speaks(one) && traitsOf(one, session)[trait] === wanted),
      );
      if (found !== undefined) return found;
    }
  }
  return need.id === 'name' || need.id === 'root' ? telling.find(({ severity }) => severity === 'error') : undefined;
}

/** Its evidence lies on answers of every kind. */
const asideId = 'server-name-disclosed';

interface Traits {
  readonly step?: string | undefined;
  /** The group the step stands in; none right under the walk. */
  readonly group?: string | undefined;
  /** Without its query. */
  readonly url?: string | undefined;
  readonly host?: string | undefined;
}

function traitsOf({ stepId, exchangeId, lookupId, connectionId, sipMessageId }: Evidence, session: Session): Traits {
  const exchange = session.exchanges.find(({ id }) => id === exchangeId);
  const lookup = session.lookups.find(({ id }) => id === lookupId);
  const byId = (wanted: string | undefined) => session.connections.find((each) => each.id === wanted);
  const message = session.sipMessages.find(({ id }) => id === sipMessageId);
  const id = stepId ?? exchange?.stepId ?? lookup?.stepId ?? message?.stepId ?? byId(connectionId)?.stepId;
  const shown = connectionId ?? exchange?.connectionId;
  const connection =
    byId(shown) ?? (stepId === undefined ? undefined : session.connections.find((each) => each.stepId === stepId));
  const step = session.steps.find((each) => each.id === id);
  const group = session.steps.find((each) => each.id === step?.parentId);
  return {
    step: id,
    group: group?.parentId === undefined ? undefined : group.id,
    url: exchange?.request.url.replace(/[?#].*$/, '').toLowerCase(),
    host: connection === undefined ? undefined : `${connection.host}:${connection.port}`.toLowerCase(),
  };
}
