/** The chain as sent and as built, and of the chosen certificate everything: fields, names, extensions, revocation, bytes. */
import { useState, type ReactNode } from 'react';
import type { CertificateRecord, Connection, Session } from '../../shared/session/model.js';
import { CopyButton } from '../common/CopyButton.js';
import { Empty } from '../common/Empty.js';
import { count } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import { StatusIcon } from '../common/StatusIcon.js';
import { severityIcons } from '../findings/severity.js';
import type { Blame } from '../state/blame.js';
import { rowsOf } from '../state/rows.js';
import { selectRow } from '../state/selection.js';
import { CertificateFiles } from './CertificateFiles.js';
import { judgedFields, type JudgedField, type Lifetime } from './certificateFields.js';
import { chainRows, revokedIn, studied } from './chainNodes.js';
import { ChainPicture } from './ChainPicture.js';
import { endpointFields, revocationFields } from './endpointFacts.js';
import { Extensions } from './Extensions.js';
import { NameList } from './NameList.js';

interface CertificatesProps {
  readonly session: Session;
  readonly connection: Connection | undefined;
  readonly blames: readonly Blame[];
}

function LifetimeBar({ lifetime }: { readonly lifetime: Lifetime }): ReactNode {
  const used = Math.round(Math.min(1, Math.max(0, lifetime.usedShare)) * 1000);
  return (
    <svg className="life" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden focusable="false">
      <rect className="all" width="1000" height="8" />
      <rect className="used" width={used} height="8" />
      <rect className={lifetime.status === 'passed' ? 'left' : 'now'} x={used} width={1000 - used} height="8" />
    </svg>
  );
}

interface JudgedProps {
  readonly session: Session;
  readonly label: string;
  readonly fields: readonly JudgedField[];
}

function Judged({ session, label, fields }: JudgedProps): ReactNode {
  if (fields.length === 0) return null;
  return (
    <dl aria-label={label}>
      {fields.map((field, at) => (
        <div key={at} className={`judge ${field.status === 'failed' ? 'bad' : ''}`}>
          <dt>
            <StatusIcon status={field.status} />
            <span className="k">{field.name}</span>
          </dt>
          <dd>
            {field.value}
            {field.exchangeId === undefined ? null : <Shown session={session} exchangeId={field.exchangeId} />}
            {field.lifetime === undefined ? null : <LifetimeBar lifetime={field.lifetime} />}
            {field.why === undefined ? null : <small>{field.why}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The row of the exchange that shows it, as a chip. */
function Shown({ session, exchangeId }: { readonly session: Session; readonly exchangeId: string }): ReactNode {
  const row = rowsOf(session).find(({ id }) => id === exchangeId);
  if (row === undefined) return null;
  return (
    <button
      type="button"
      className="chip one"
      aria-label={`Exchange ${row.number}`}
      onClick={() => selectRow(session, exchangeId)}
    >
      <b>{row.number}</b>
    </button>
  );
}

function Blames({ blames }: { readonly blames: readonly Blame[] }): ReactNode {
  return blames.map(({ finding, key }) => {
    const { icon, tone, word } = severityIcons[finding.severity];
    return (
      <p key={key} className={`o-finding ${finding.severity}`}>
        <Icon name={icon} className={tone} label={word} />
        <span>
          <strong>{finding.title}</strong> <code>{finding.id}</code>
        </span>
      </p>
    );
  });
}

function Prints({ certificate }: { readonly certificate: CertificateRecord }): ReactNode {
  const { fields } = certificate;
  if (fields === undefined) return null;
  const lines: readonly (readonly [string, string])[] = [
    ['Subject', fields.subject],
    ['Issuer', fields.issuer],
    ['Serial', fields.serialNumber],
    ['Not before', fields.notBefore],
    ['Not after', fields.notAfter],
    ['Key', fields.publicKey],
    ['Signature', fields.signatureAlgorithm],
    ['SHA-1', fields.sha1],
    ['SHA-256', fields.sha256],
  ];
  return (
    <dl className="prints" aria-label="As it stands in the certificate">
      {lines.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="mono">{value}</dd>
          <dd>
            <CopyButton label={`Copy ${name}`} text={() => value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function WithoutTls({ connection }: { readonly connection: Connection | undefined }): ReactNode {
  if (connection === undefined)
    return <Empty icon="plug" title="No certificate" text="No connection stood, so no server showed one." />;
  if (connection.scheme === 'http') {
    return (
      <Empty
        icon="unlock"
        title="No certificate"
        text="Plain HTTP: nothing proves who answered, and everyone on the way can read it."
      />
    );
  }
  return (
    <Empty icon="plug" title="No certificate" text={connection.failure?.message ?? 'The handshake has not begun.'} />
  );
}

export function Certificates({ session, connection, blames }: CertificatesProps): ReactNode {
  const [picked, setPicked] = useState<CertificateRecord | null>(null);
  const tls = connection?.tls;
  if (connection === undefined || tls === undefined) return <WithoutTls connection={connection} />;
  const certificate = picked ?? tls.chain[0];
  if (certificate === undefined) {
    const offers = endpointFields(session, connection, tls);
    return (
      <div className="cert" tabIndex={0} role="group" aria-label="Certificates">
        <Empty
          icon="plug"
          title="The server sent no certificate"
          text={connection.failure?.message ?? 'The handshake ended before one came.'}
        />
        <h3 className="cert-part">The endpoint</h3>
        <Judged session={session} label="The endpoint" fields={offers} />
      </div>
    );
  }
  const source = studied(session, connection);
  const { built } = source.tls ?? tls;
  const takenAt = Date.parse(session.startedAt) + tls.startedMs;
  const sentAt = tls.chain.findIndex(({ der }) => der === certificate.der);
  const builtAt = built?.path.findIndex(({ certificate: each }) => each.der === certificate.der) ?? -1;
  const isLeaf = sentAt === 0;
  const names = certificate.fields?.subjectAltNames ?? [];
  return (
    <div className="cert" tabIndex={0} role="group" aria-label="Certificates">
      <ChainPicture
        rows={chainRows(tls, built, takenAt, revokedIn(source.tls))}
        chosen={certificate}
        onChoose={setPicked}
      />
      <div className="cert-cols">
        <div>
          <Blames
            blames={blames.filter(({ evidence: { part } }) => part === 'tls' || part === `tls.chain.${sentAt}`)}
          />
          <Judged
            session={session}
            label="Fields"
            fields={[
              ...judgedFields(certificate, isLeaf ? 0 : Math.max(1, sentAt), tls, takenAt, built),
              ...revocationFields(source.tls ?? tls, builtAt),
            ]}
          />
          {isLeaf ? (
            <>
              <h3 className="cert-part">The endpoint</h3>
              <Judged session={session} label="The endpoint" fields={endpointFields(session, connection, tls)} />
            </>
          ) : null}
          {source.id === connection.id ? null : (
            <p className="cert-note">
              {source.tls?.revocation === undefined
                ? 'The chain was built'
                : 'The chain was built, and revocation asked,'}{' '}
              on another connection that showed the same certificate.
            </p>
          )}
        </div>
        <div>
          <CertificateFiles certificate={certificate} chain={tls.chain} host={connection.host} />
          <div className="sub">
            <h3>Names in it</h3>
            <span>{count(names.length)}</span>
          </div>
          <NameList
            key={certificate.der}
            names={names}
            wanted={isLeaf ? tls.serverName : undefined}
            covered={tls.verification?.nameMatches}
          />
          <Prints certificate={certificate} />
          <Extensions der={certificate.der} />
        </div>
      </div>
    </div>
  );
}
