/** A sentence of the verdict; a click, or Enter, leads to its proof. */
import type { ReactNode } from 'react';
import type { Judgement, Statement } from '../../shared/audits/audit.js';
import type { Session } from '../../shared/session/model.js';
import { goToProof, proofNumbers } from './proofs.js';

interface SentenceProps {
  readonly session: Session;
  readonly judgement: Judgement;
  readonly statement: Statement;
}

export function Sentence({ session, judgement, statement: { text, evidence } }: SentenceProps): ReactNode {
  const [first] = evidence;
  if (first === undefined) return <span>{text}</span>;
  const numbers = proofNumbers(session, evidence);
  return (
    <a
      className="say"
      href="#detail"
      title={numbers === '' ? 'Show what it rests on' : `Proof: ${numbers}`}
      onClick={(event) => {
        event.preventDefault();
        goToProof(session, judgement, first);
      }}
    >
      {text}
    </a>
  );
}
