/** The end of `check` and `judge`: the same text, the same object, the same exit status. */
import { judge } from '../shared/audits/judge.js';
import { cardText, clientsText, findingsText, reportOf } from '../shared/report.js';
import type { Session } from '../shared/session/model.js';
import { exitStatus, print, type Io } from './io.js';
import { harmless } from './terminal.js';

/** Prints what a session means and answers the exit status. */
export function printReport(session: Session, json: boolean, io: Io): number {
  const judgement = judge(session);
  if (json) {
    print(io, JSON.stringify(reportOf(session, judgement)));
  } else {
    const width = Math.min(Math.max(io.stdout.columns ?? 100, 40), 100);
    print(io);
    for (const line of findingsText(judgement, session, width).trimEnd().split('\n')) {
      print(io, coloured(harmless(line), io));
    }
    const clients = clientsText(session, judgement, width).trimEnd();
    if (clients !== '') print(io);
    for (const line of clients === '' ? [] : clients.split('\n')) print(io, harmless(line));
    print(io);
    for (const line of cardText(judgement, width).trimEnd().split('\n')) print(io, harmless(line));
  }
  return judgement.verdict === 'fail' ? exitStatus.findings : exitStatus.clean;
}

/** The severity a line begins with shows from afar. */
function coloured(line: string, io: Io): string {
  if (line.startsWith('ERROR  ')) return io.style.bad(line);
  if (line.startsWith('WARNING  ')) return io.style.warn(line);
  return line.startsWith('INFO  ') ? io.style.strong(line) : line;
}
