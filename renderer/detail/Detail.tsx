/** The selected row, tab by tab. The chosen tab stays when the row changes, if the new row has it or its like. */
import { useMemo, type ReactNode } from 'react';
import type { Judgement } from '../../shared/audits/audit.js';
import type { Session, Step } from '../../shared/session/model.js';
import { tabElementId, Tabs } from '../common/Tabs.js';
import type { BlameIndex } from '../state/blame.js';
import { SettingsPane } from '../sip/SettingsPane.js';
import { settingsOf } from '../sip/settings.js';
import { SignInPane } from '../sip/SignInPane.js';
import { SipPane } from '../sip/SipPane.js';
import { recordIdsOf, stepIdOf, type Row } from '../state/rows.js';
import type { Status } from '../state/status.js';
import { useViewStore } from '../state/viewStore.js';
import { Certificates } from './Certificates.js';
import { DnsPane } from './DnsPane.js';
import { MessagePane } from './MessagePane.js';
import { Overview } from './Overview.js';
import { tabFor, tabsOf } from './tabs.js';
import { Timing } from './Timing.js';

interface DetailProps {
  readonly session: Session;
  readonly judgement: Judgement | null;
  readonly row: Row;
  readonly status: Status;
  readonly index: BlameIndex;
  readonly step: Step | undefined;
  readonly lastOfStep: boolean;
  readonly nowMs: number;
}

export function Detail({ session, judgement, row, status, index, step, lastOfStep, nowMs }: DetailProps): ReactNode {
  const wanted = useViewStore((state) => state.tab);
  const requestMode = useViewStore((state) => state.requestMode);
  const responseMode = useViewStore((state) => state.responseMode);
  const jump = useViewStore((state) => state.jump);
  const tab = tabFor(row, wanted);
  const ofConnection = index.blames.get('connection' in row ? (row.connection?.id ?? '') : row.id);
  const blames = useMemo(() => recordIdsOf(row).flatMap((id) => index.blames.get(id) ?? []), [row, index]);
  const jumped = jump !== null && blames.some((blame) => blame.key === jump.key) ? jump.count : null;
  const running = session.outcome === 'running';
  const panel = (): ReactNode => {
    if (tab === 'overview') {
      return (
        <Overview
          session={session}
          judgement={judgement}
          row={row}
          status={status}
          step={step}
          lastOfStep={lastOfStep}
          blames={blames}
          expectedReason={index.expected.get(row.id)}
        />
      );
    }
    if (tab === 'timing')
      return <Timing session={session} row={row} nowMs={nowMs} failed={status === 'failed'} blames={blames} />;
    if (row.kind === 'lookup') {
      return <DnsPane key={row.id} lookup={row.lookup} side={tab === 'query' ? 'query' : 'answer'} blames={blames} />;
    }
    if (tab === 'certificates') {
      const { connection } = row;
      return (
        <Certificates
          key={connection?.id ?? row.id}
          session={session}
          connection={connection}
          blames={ofConnection ?? []}
        />
      );
    }
    if (row.kind === 'connection') return null;
    if (tab === 'sign-in' && row.kind === 'sip') return <SignInPane key={row.id} session={session} row={row} />;
    if (tab === 'settings' && row.kind === 'sip') {
      const own = session.steps.find(({ id }) => id === stepIdOf(row));
      return <SettingsPane key={row.id} settings={settingsOf(row, own)} />;
    }
    const side = tab === 'request' ? 'request' : 'response';
    if (row.kind === 'sip') {
      return (
        <SipPane
          key={row.id + side}
          row={row}
          side={side}
          mode={side === 'request' ? requestMode : responseMode}
          blames={blames}
          jump={jumped}
          running={running}
        />
      );
    }
    return (
      <MessagePane
        exchange={row.exchange}
        number={row.number}
        side={side}
        mode={side === 'request' ? requestMode : responseMode}
        blames={blames}
        jump={jumped}
        running={running}
      />
    );
  };
  return (
    <section className="detail" id="detail" aria-label={`Row ${row.number}`}>
      <Tabs
        label={`Row ${row.number}`}
        tabs={tabsOf(row)}
        value={tab}
        onChange={(id) => useViewStore.setState({ tab: id })}
        panelId="detail-panel"
      />
      <div id="detail-panel" className="panel" role="tabpanel" aria-labelledby={tabElementId('detail-panel', tab)}>
        {panel()}
      </div>
    </section>
  );
}
