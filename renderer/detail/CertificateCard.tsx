/** One certificate from its bytes, outside of any connection: client certificates, and those inside TLS-DSK. */
import { useEffect, useState, type ReactNode } from 'react';
import type { Base64, CertificateRecord } from '../../shared/session/model.js';
import { plural, utcDay } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import { CertificateFiles } from './CertificateFiles.js';
import { commonName, datesOf, type JudgedField } from './certificateFields.js';
import { Judged, Prints } from './Certificates.js';
import { Extensions } from './Extensions.js';

interface CertificateCardProps {
  readonly der: Base64;
  /** The time it is judged at, ms since 1970. */
  readonly atMs: number;
  readonly open?: boolean;
}

export function CertificateCard({ der, atMs, open: openAtFirst = false }: CertificateCardProps): ReactNode {
  const record = useRecord(der);
  const [open, setOpen] = useState(openAtFirst);
  if (record === null) return <p className="dim">Reading the certificate</p>;
  const { fields } = record;
  const name = fields === undefined ? 'A certificate that cannot be read' : commonName(fields.subject);
  return (
    <section className="cert-card" aria-label={`Certificate of ${name}`}>
      <button type="button" className="fold-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? 'chev-d' : 'chev-r'} className="sm" />
        <strong>{name}</strong>
        {fields === undefined ? null : <span className="dim">issued by {commonName(fields.issuer)}</span>}
      </button>
      {open ? (
        <div>
          <Judged label="Fields" fields={judged(record, atMs)} />
          {fields !== undefined && fields.subjectAltNames.length > 0 ? (
            <p>
              {plural(fields.subjectAltNames.length, 'name', 'names')} in it:{' '}
              <span className="mono">{fields.subjectAltNames.join(', ')}</span>
            </p>
          ) : null}
          <CertificateFiles certificate={record} chain={[record]} host={name} />
          <Prints certificate={record} />
          <Extensions der={der} />
        </div>
      ) : null}
    </section>
  );
}

/** null while it is read. */
function useRecord(der: Base64): CertificateRecord | null {
  const [read, setRead] = useState<CertificateRecord | null>(null);
  useEffect(() => {
    let wanted = true;
    void import('./certificateText.js').then(
      async ({ recordOfDer }) => {
        const record = await recordOfDer(der);
        if (wanted) setRead(record);
      },
      () => {
        if (wanted) setRead({ der });
      },
    );
    return () => {
      wanted = false;
    };
  }, [der]);
  return read?.der === der ? read : null;
}

/** Dates, use and key. No name and no trust: there is no host it would have to be good for. */
function judged(record: CertificateRecord, atMs: number): readonly JudgedField[] {
  const { fields } = record;
  if (fields === undefined) {
    return [{ name: 'Certificate', status: 'warning', value: 'It cannot be read', why: 'The DER is kept: save it.' }];
  }
  const dates = datesOf(record, atMs);
  const uses = fields.extendedKeyUsages;
  return [
    ...(dates === undefined
      ? []
      : [
          {
            name: 'Dates',
            status: dates.status,
            value: dates.words,
            why: `${utcDay(fields.notBefore)} to ${utcDay(fields.notAfter)}`,
            lifetime: dates,
          },
        ]),
    { name: 'Use', status: 'passed', value: uses.length === 0 ? 'Any use' : uses.join(', ') },
    { name: 'Key, signature', status: 'passed', value: `${fields.publicKey}, ${fields.signatureAlgorithm}` },
  ];
}
