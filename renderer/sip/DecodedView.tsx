/** A decoded piece of sign-in data: named values with their meaning, part by part, certificates like any other. */
import type { ReactNode } from 'react';
import type { DecodedField, DecodedPart } from '../../shared/protocol/sip/decode/parts.js';
import { base64Of } from '../../shared/session/bytes.js';
import { plural } from '../common/format.js';
import { CertificateCard } from '../detail/CertificateCard.js';

/** Lists longer than this are folded. */
const shownLines = 4;

function Value({ value }: { readonly value: string }): ReactNode {
  const lines = value.split('\n');
  if (lines.length <= shownLines) return value;
  return (
    <details>
      <summary>
        {lines[0]} <span className="dim">and {plural(lines.length - 1, 'other', 'others')}</span>
      </summary>
      {lines.slice(1).join('\n')}
    </details>
  );
}

export function DecodedFields({ fields }: { readonly fields: readonly DecodedField[] }): ReactNode {
  if (fields.length === 0) return null;
  return (
    <dl className="decoded">
      {fields.map((field, index) => (
        <div key={index}>
          <dt>{field.name}</dt>
          <dd className="mono">
            {field.value === '' ? <span className="dim">empty</span> : <Value value={field.value} />}
          </dd>
          <dd className="means">{field.note}</dd>
        </div>
      ))}
    </dl>
  );
}

export function DecodedView({
  part,
  atMs,
  inner = false,
}: {
  readonly part: DecodedPart;
  /** When it was shown, ms since 1970: certificates are judged at that time. */
  readonly atMs: number;
  readonly inner?: boolean;
}): ReactNode {
  const Heading = inner ? 'h5' : 'h4';
  return (
    <section className={`decoded-part ${inner ? 'inner' : ''}`}>
      <Heading>{part.title}</Heading>
      {part.note === undefined || part.note === '' ? null : <p>{part.note}</p>}
      <DecodedFields fields={part.fields} />
      {part.certificates?.map((der, index) => (
        <CertificateCard key={index} der={base64Of(der)} atMs={atMs} />
      ))}
      {part.parts?.map((each, index) => (
        <DecodedView key={index} part={each} atMs={atMs} inner />
      ))}
    </section>
  );
}
