/** Says to screen readers what changes: ended steps, one a second at most, and the verdict once. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Judgement } from '../../shared/audits/audit.js';
import type { Session } from '../../shared/session/model.js';
import { plural } from '../common/format.js';

const gapMs = 1000;

interface AnnouncerProps {
  readonly session: Session | null;
  readonly judgement: Judgement | null;
}

/** The newest thing worth saying; '' when there is none. */
function sayingOf(session: Session | null, judgement: Judgement | null): string {
  if (session === null) return '';
  if (session.outcome === 'cancelled') return 'The walk was stopped.';
  if (session.outcome === 'completed')
    return judgement === null
      ? ''
      : `${judgement.headline}. ${plural(judgement.findings.length, 'finding', 'findings')}.`;
  const ended = session.steps.filter((step) => step.endedMs !== undefined && step.kind !== 'walk');
  const last = ended.reduce<(typeof ended)[number] | undefined>(
    (latest, step) => (latest === undefined || (step.endedMs ?? 0) >= (latest.endedMs ?? 0) ? step : latest),
    undefined,
  );
  if (last === undefined) return '';
  const words = {
    ok: 'done',
    failed: 'failed',
    skipped: 'skipped',
    cancelled: 'cancelled',
    running: 'running',
  } as const;
  return `${last.title}: ${words[last.outcome]}${last.value === undefined ? '' : `, ${last.value}`}`;
}

export function Announcer({ session, judgement }: AnnouncerProps): ReactNode {
  const [said, setSaid] = useState('');
  const lastAt = useRef(0);
  const saying = sayingOf(session, judgement);
  useEffect(() => {
    // What was said of a walk that is left is not said again with the next one.
    const wait = saying === '' ? 0 : Math.max(0, gapMs - (performance.now() - lastAt.current));
    const timer = setTimeout(() => {
      lastAt.current = performance.now();
      setSaid(saying);
    }, wait);
    return () => clearTimeout(timer);
  }, [saying]);
  return (
    <p className="vh" aria-live="polite">
      {session === null ? '' : said}
    </p>
  );
}
