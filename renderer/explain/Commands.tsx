/** Commands ready to copy, as typed into the management shell. */
import type { ReactNode } from 'react';
import { CopyButton } from '../common/CopyButton.js';

interface CommandsProps {
  readonly commands: readonly string[];
  readonly label?: string;
}

export function Commands({ commands, label = 'Copy the commands' }: CommandsProps): ReactNode {
  if (commands.length === 0) return null;
  const text = commands.join('\n');
  return (
    <figure className="commands" aria-label="PowerShell">
      <figcaption>
        <span>PowerShell</span>
        <CopyButton words label={label} text={() => `${text}\n`} />
      </figcaption>
      <pre>
        <code>{text}</code>
      </pre>
    </figure>
  );
}
