/** How far each way of signing in at the registrar came: from the recorded facts. */
import type { ReactNode } from 'react';
import { factOf, factsOf, type FactName } from '../../shared/session/facts.js';
import type { Session, Step } from '../../shared/session/model.js';
import { StatusIcon } from '../common/StatusIcon.js';
import type { Status } from '../state/status.js';
import { withDescendants } from '../state/stepTree.js';

const statuses: Readonly<Record<Step['outcome'], Status>> = {
  ok: 'passed',
  failed: 'failed',
  running: 'running',
  skipped: 'skipped',
  cancelled: 'cancelled',
};

const signedOut: Readonly<Record<string, string>> = {
  yes: 'yes, nothing is left behind',
  no: 'no, the server drops it when its time is up',
  sent: 'asked for while stopping, not waited for',
};

const signatures: Readonly<Record<string, string>> = {
  verified: 'verified',
  wrong: 'wrong',
  missing: 'missing',
};

export function RegistrarFacts({ session, step }: { readonly session: Session; readonly step: Step }): ReactNode {
  if (step.kind !== 'registrar' && step.kind !== 'sip.register') return null;
  const within = withDescendants(session.steps, step.id);
  const registrations = session.steps.filter(({ id, kind }) => kind === 'sip.register' && within.has(id));
  if (registrations.length === 0) return null;
  return (
    <section className="registrar-facts" aria-label="At the registrar">
      <h3>At the registrar</h3>
      <div className="table-wrap">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">Way</th>
              <th scope="col">Last answer</th>
              <th scope="col">Server’s signature</th>
              <th scope="col">Registered for</th>
              <th scope="col">Signed out again</th>
              <th scope="col">Sent on to</th>
            </tr>
          </thead>
          <tbody>
            {registrations.map((each) => (
              <Registration key={each.id} session={session} step={each} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Registration({ session, step }: { readonly session: Session; readonly step: Step }): ReactNode {
  const within = withDescendants(session.steps, step.id);
  const inside = session.steps.filter(({ id }) => within.has(id));
  const last = (name: FactName): string | undefined => inside.flatMap((each) => factsOf(each, name)).at(-1);
  const rspauth = last('sip-rspauth');
  const expires = last('sip-expires');
  const left = factOf(step, 'sip-deregistered');
  const answer = step.outcome === 'skipped' ? `not tried: ${step.value?.replace(/^skipped: /, '') ?? ''}` : step.value;
  return (
    <tr>
      <th scope="row">
        <span className="way">
          <StatusIcon status={statuses[step.outcome]} /> {factOf(step, 'sip-scheme') ?? schemeInTitle(step.title)}
        </span>
      </th>
      <td>{answer ?? factsOf(step, 'sip-status').at(-1) ?? 'none'}</td>
      <td>{rspauth === undefined ? '' : (signatures[rspauth] ?? rspauth)}</td>
      <td>{expires === undefined ? '' : secondsWords(Number(expires))}</td>
      <td>{left === undefined ? '' : (signedOut[left] ?? left)}</td>
      <td className="mono">{factsOf(step, 'sip-redirect').at(-1)}</td>
    </tr>
  );
}

const schemeInTitle = (title: string): string => /\bwith (\S+)$/.exec(title)?.[1] ?? title;

/** "7,200 s, 2 h" */
function secondsWords(seconds: number): string {
  if (!Number.isFinite(seconds)) return '';
  const text = `${new Intl.NumberFormat('en-US').format(seconds)} s`;
  if (seconds >= 3600 && seconds % 3600 === 0) return `${text}, ${seconds / 3600} h`;
  return seconds >= 60 && seconds % 60 === 0 ? `${text}, ${seconds / 60} min` : text;
}
