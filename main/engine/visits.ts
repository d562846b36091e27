/** TLS connections for their own sake, recorded like any other. */
import type { Connection } from '../../shared/session/model.js';
import type { ConnectionRecord } from '../net/network.js';
import type { Visit, VisitSpec } from './api.js';
import type { RunContext } from './context.js';

/** Makes one and records it. Throws FailureError only when the walk was cancelled. */
export async function visit(context: RunContext, stepId: string, spec: VisitSpec): Promise<Visit> {
  const { network, recorder, signal } = context;
  // A server that is too old for the first attempt is asked twice; the one that counts is the one given back.
  const made = new Map<ConnectionRecord, Connection>();
  const { record, answer } = await network.visit(
    spec,
    {
      lookup: (lookup) => recorder.lookup({ ...lookup, id: recorder.id('l'), stepId }),
      connection: (first) => {
        const id = recorder.id('c');
        const tell = (now: ConnectionRecord): void => {
          const connection: Connection = { id, stepId, ...now };
          made.set(now, connection);
          recorder.connection(connection);
        };
        tell(first);
        return tell;
      },
    },
    signal,
  );
  const connection = made.get(record);
  if (connection === undefined) throw new Error('a visit ends with a record that was told');
  return { connection, ...(answer === undefined ? {} : { answer }) };
}
