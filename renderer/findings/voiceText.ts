/** The three voices of the verdict card: who they speak to, and their words as text to send on. */
import type { Judgement, Statement } from '../../shared/audits/audit.js';

export type Voice = 'user' | 'helpdesk' | 'admin';

export const voices: readonly { readonly value: Voice; readonly label: string; readonly copy: string }[] = [
  { value: 'user', label: 'User', copy: 'Copy for the user' },
  { value: 'helpdesk', label: 'Helpdesk', copy: 'Copy for the helpdesk' },
  { value: 'admin', label: 'Server admin', copy: 'Copy for the server admin' },
];

/** The sentences of a voice; none where there is nothing to say. */
export function statementsOf({ caller, helpdesk, admin }: Judgement, voice: Voice): readonly Statement[] {
  if (voice === 'user') return [caller];
  return voice === 'helpdesk' ? helpdesk : admin.sentences;
}

/** What the copy button of a voice gives: the sentences as one paragraph, below them the commands. */
export function voiceText(judgement: Judgement, voice: Voice): string {
  const paragraph = statementsOf(judgement, voice)
    .map(({ text }) => text)
    .join(' ');
  const commands = voice === 'admin' ? judgement.admin.commands : [];
  return `${[paragraph, commands.join('\n')].filter((text) => text !== '').join('\n\n')}\n`;
}
