/** "Which of my clients can sign in from here?", with the findings of the same session. */
import type { Judgement } from '../audits/audit.js';
import { judge } from '../audits/judge.js';
import type { Session } from '../session/model.js';
import type { ClientRow } from './model.js';
import { rowsOf } from './rows.js';

/** Of the client that was walked as; else of every client. A walk that joins a meeting has none. */
export function clientsOf(session: Session, judgement: Judgement = judge(session)): readonly ClientRow[] {
  return rowsOf(session, judgement);
}
