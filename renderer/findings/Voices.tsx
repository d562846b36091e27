/** The verdict in three voices: one sentence for the user, one paragraph for the helpdesk, one block for the server admin. */
import type { ReactNode } from 'react';
import { create } from 'zustand';
import type { Judgement } from '../../shared/audits/audit.js';
import type { Session } from '../../shared/session/model.js';
import { CopyButton } from '../common/CopyButton.js';
import { Segments } from '../common/Segments.js';
import { Commands } from '../explain/Commands.js';
import { Sentence } from './Sentence.js';
import { statementsOf, voices, voiceText, type Voice } from './voiceText.js';

/** Whoever reads one walk for somebody reads the next for the same person. */
const useVoice = create<{ readonly voice: Voice }>()(() => ({ voice: 'helpdesk' }));

interface VoicesProps {
  readonly session: Session;
  readonly judgement: Judgement;
  /** A button at the end of the bar. */
  readonly end?: ReactNode;
}

export function Voices({ session, judgement, end }: VoicesProps): ReactNode {
  const voice = useVoice((state) => state.voice);
  const statements = statementsOf(judgement, voice);
  const copy = voices.find(({ value }) => value === voice)?.copy ?? 'Copy';
  return (
    <section className="voices" aria-label="What to tell whom">
      <div className="bar">
        <Segments
          label="Told to"
          options={voices}
          value={voice}
          onChange={(value) => useVoice.setState({ voice: value })}
        />
        <span className="grow" />
        {statements.length === 0 ? null : (
          <CopyButton key={voice} words="Copy" label={copy} text={() => voiceText(judgement, voice)} />
        )}
        {end}
      </div>
      <div className="voice" tabIndex={0} role="group" aria-label={copy.replace('Copy for', 'For')}>
        <p>
          {statements.length === 0 ? 'There is nothing to change on the servers.' : null}
          {statements.map((statement, index) => (
            <span key={index}>
              {index === 0 ? '' : ' '}
              <Sentence session={session} judgement={judgement} statement={statement} />
            </span>
          ))}
        </p>
        {voice === 'admin' ? <Commands commands={judgement.admin.commands} /> : null}
      </div>
    </section>
  );
}
