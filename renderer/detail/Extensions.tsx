/** The extensions of a certificate, read from its bytes when they are asked for. */
import { useEffect, useState, type ReactNode } from 'react';
import type { Base64 } from '../../shared/session/model.js';
import { Icon } from '../common/Icon.js';
import type { CertificateText } from './certificateText.js';

type Read = CertificateText | 'reading' | 'unreadable';

export function Extensions({ der }: { readonly der: Base64 }): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <section className="extensions" aria-label="Extensions">
      <button type="button" className="fold-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? 'chev-d' : 'chev-r'} className="sm" />
        Extensions
      </button>
      {open ? <Shown key={der} der={der} /> : null}
    </section>
  );
}

function Shown({ der }: { readonly der: Base64 }): ReactNode {
  const [read, setRead] = useState<Read>('reading');
  useEffect(() => {
    let wanted = true;
    void import('./certificateText.js').then(
      ({ readCertificate }) => {
        if (wanted) setRead(readCertificate(der) ?? 'unreadable');
      },
      () => {
        if (wanted) setRead('unreadable');
      },
    );
    return () => {
      wanted = false;
    };
  }, [der]);
  if (read === 'reading') return <p className="dim">Reading</p>;
  if (read === 'unreadable') return <p className="dim">They cannot be read. The bytes are kept: save the DER.</p>;
  if (read.extensions.length === 0) return <p className="dim">None: a certificate of version {read.version}.</p>;
  return (
    <dl>
      {read.extensions.map(({ name, oid, critical, lines }, at) => (
        <div key={at}>
          <dt>
            {name} <code>{oid}</code>
            {critical ? <span className="badge"> critical</span> : null}
          </dt>
          <dd className="mono">{lines.join('\n')}</dd>
        </div>
      ))}
    </dl>
  );
}
