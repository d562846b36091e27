/** Totals by diagnosis: how many targets have it, and for how many it is the root cause. */
import type { ReactNode } from 'react';
import type { SweepTotals } from '../../shared/sweep/model.js';
import { count, plural } from '../common/format.js';
import { Empty } from '../common/Empty.js';
import { StatusIcon } from '../common/StatusIcon.js';
import { useSweepStore } from './sweepStore.js';

const statuses = { error: 'failed', warning: 'warning', info: 'passed' } as const;

export function DiagnosisTable({ totals }: { readonly totals: SweepTotals }): ReactNode {
  if (totals.byFinding.length === 0) {
    return <Empty icon="pass" title="Nothing was found" text="No target has an error or a warning so far." />;
  }
  return (
    <div className="grid" tabIndex={0}>
      <table className="sweep-table">
        <thead>
          <tr>
            <th scope="col">Diagnosis</th>
            <th scope="col" className="num">
              Targets
            </th>
            <th scope="col" className="num">
              As root cause
            </th>
            <th scope="col">
              <span className="vh">Share</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {totals.byFinding.map(({ id, severity, title, targets, asRootCause }) => (
            <tr key={id}>
              <td>
                <span className="sweep-diagnosis">
                  <StatusIcon status={statuses[severity]} className="sm" />
                  <button
                    type="button"
                    className="link cut"
                    title={`Show the ${plural(targets, 'target', 'targets')} with it`}
                    onClick={() =>
                      useSweepStore.setState({ tab: 'targets', findingId: id, verdict: 'all', filterText: '' })
                    }
                  >
                    {title}
                  </button>
                  <code className="dimmer">{id}</code>
                </span>
              </td>
              <td className="num">{count(targets)}</td>
              <td className="num">{asRootCause === 0 ? '' : count(asRootCause)}</td>
              <td className="share" aria-hidden>
                <meter min={0} max={totals.total} value={targets} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
