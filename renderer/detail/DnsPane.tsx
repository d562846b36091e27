/** One half of a lookup: the message decoded on the left, its bytes on the right. */
import { useMemo, type ReactNode } from 'react';
import { bytesOf } from '../../shared/session/bytes.js';
import type { Base64, Lookup } from '../../shared/session/model.js';
import { HexView } from '../body/HexView.js';
import { Empty } from '../common/Empty.js';
import { count } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import { severityIcons } from '../findings/severity.js';
import type { Blame } from '../state/blame.js';
import { readDnsMessage, type DnsEntry } from './dnsMessage.js';
import { resolverWords } from './resolverWords.js';

interface DnsPaneProps {
  readonly lookup: Lookup;
  readonly side: 'query' | 'answer';
  readonly blames: readonly Blame[];
}

function emptyWords(lookup: Lookup, side: 'query' | 'answer'): { readonly title: string; readonly text: string } {
  if (lookup.via === 'system') {
    return {
      title: 'The operating system was asked',
      text: 'It answers from its hosts file, its cache or its own resolver, and shows no bytes. The same name asked raw is another row.',
    };
  }
  if (side === 'query') return { title: 'Nothing was sent', text: lookup.failure?.message ?? 'No query was made.' };
  return { title: 'No answer came', text: lookup.failure?.message ?? 'The resolver has not answered yet.' };
}

function Entries({ entries }: { readonly entries: readonly DnsEntry[] }): ReactNode {
  return (
    <table className="dns">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Type</th>
          <th scope="col">TTL, s</th>
          <th scope="col">Data</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, index) => (
          <tr key={index}>
            <td>{entry.name}</td>
            <td>{entry.type}</td>
            <td>{entry.ttlSeconds === undefined ? '' : count(entry.ttlSeconds)}</td>
            <td>{entry.data ?? ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Decoded from the recorded bytes; where the system answered, from what it gave. */
function Decoded({ lookup, bytes }: { readonly lookup: Lookup; readonly bytes: Uint8Array | undefined }): ReactNode {
  const message = useMemo(() => (bytes === undefined ? undefined : readDnsMessage(bytes)), [bytes]);
  if (message === undefined) {
    return (
      <section>
        <h3>Answer</h3>
        {bytes === undefined ? null : <p className="dim">The bytes are no DNS message.</p>}
        <Entries entries={lookup.answers} />
      </section>
    );
  }
  return (
    <>
      <p className="dns-head">
        <b>{message.rcode}</b>{' '}
        <span className="dim">
          id {message.id}, {message.flags.join(', ')}
        </span>
      </p>
      {message.sections.map((section) => (
        <section key={section.title}>
          <h3>{section.title}</h3>
          <Entries entries={section.entries} />
        </section>
      ))}
    </>
  );
}

/** "Answered by 192.0.2.53:53, a name server of the zone itself" */
function whoWords(lookup: Lookup, side: 'query' | 'answer'): string {
  if (lookup.via === 'system') return 'Answered by the operating system, as programs see it';
  const who = [lookup.resolver, resolverWords(lookup)].filter((each) => each !== undefined).join(', ');
  return `${side === 'query' ? 'Asked of' : 'Answered by'} ${who === '' ? 'the resolver' : who}`;
}

const none: ReadonlySet<number> = new Set();

function useBytes(base64: Base64 | undefined): Uint8Array | undefined {
  return useMemo(() => (base64 === undefined ? undefined : bytesOf(base64)), [base64]);
}

export function DnsPane({ lookup, side, blames }: DnsPaneProps): ReactNode {
  const bytes = useBytes(side === 'query' ? lookup.queryBytes : lookup.answerBytes);
  if (bytes === undefined && !(side === 'answer' && lookup.answers.length > 0)) {
    const { title, text } = emptyWords(lookup, side);
    return <Empty icon="doc" title={title} text={text} />;
  }
  return (
    <div className="message">
      <div className="split even">
        <div
          className="dns-pane"
          tabIndex={0}
          role="group"
          aria-label={`${side === 'query' ? 'Query' : 'Answer'}, decoded`}
        >
          <p className="dns-who">{whoWords(lookup, side)}</p>
          {side === 'answer'
            ? blames.map(({ finding, key }) => (
                <p key={key} className={`o-finding ${finding.severity}`}>
                  <Icon
                    name={severityIcons[finding.severity].icon}
                    className={severityIcons[finding.severity].tone}
                    label={severityIcons[finding.severity].word}
                  />
                  <span>
                    {finding.title} <code>{finding.id}</code>
                  </span>
                </p>
              ))
            : null}
          <Decoded lookup={lookup} bytes={bytes} />
        </div>
        <div>
          {bytes === undefined ? (
            <Empty icon="doc" {...emptyWords(lookup, side)} />
          ) : (
            <HexView
              key={`${lookup.id} ${side}`}
              label={`${side === 'query' ? 'Query' : 'Answer'}, hexadecimal`}
              bytes={bytes}
              masked={[]}
              chunks={none}
              evidence={[]}
              selection={null}
              jump={null}
            />
          )}
        </div>
      </div>
    </div>
  );
}
