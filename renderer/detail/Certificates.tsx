/** The chain as sent, leaf to root, and every field of the chosen certificate with what it means here. */
import { useState, type ReactNode } from 'react';
import { bytesOf } from '../../shared/session/bytes.js';
import type { CertificateRecord, Connection, Session, TlsHandshake } from '../../shared/session/model.js';
import { download } from '../bridge/webFiles.js';
import { CopyButton } from '../common/CopyButton.js';
import { Empty } from '../common/Empty.js';
import { utcDay } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import { StatusIcon } from '../common/StatusIcon.js';
import { severityIcons } from '../findings/severity.js';
import type { Blame } from '../state/blame.js';
import {
  commonName,
  datesOf,
  isSelfSigned,
  judgedFields,
  nameMatches,
  pemOf,
  type Lifetime,
} from './certificateFields.js';

interface CertificatesProps {
  readonly session: Session;
  readonly connection: Connection | undefined;
  readonly blames: readonly Blame[];
}

function LinkLine(): ReactNode {
  return (
    <div className="link-line">
      <span>signed by</span>
      <svg viewBox="0 0 88 8" preserveAspectRatio="none" aria-hidden focusable="false">
        <path d="M4 4h78M77 .8 82 4l-5 3.2" />
      </svg>
    </div>
  );
}

function roleOf(index: number, certificate: CertificateRecord): string {
  if (index === 0) return 'Server certificate, sent';
  return isSelfSigned(certificate) ? 'Root, sent' : 'Intermediate, sent';
}

/** Whoever signed the last certificate sent, when it was not sent itself. */
function Unsent({ tls }: { readonly tls: TlsHandshake }): ReactNode {
  const last = tls.chain.at(-1);
  if (last?.fields === undefined || isSelfSigned(last)) return null;
  const trusted = tls.verification?.trusted === true;
  const missing = tls.verification !== undefined && /UNABLE_TO|ISSUER/.test(tls.verification.code ?? '');
  return (
    <>
      <LinkLine />
      <div className={`cnode local ${missing ? 'missing' : ''}`}>
        <span className="k">
          {trusted ? 'Found on this computer' : missing ? 'Not sent, not found here' : 'Not sent'}
          <StatusIcon status={trusted ? 'passed' : missing ? 'failed' : 'skipped'} />
        </span>
        <strong className="cut">{commonName(last.fields.issuer)}</strong>
        <small className="cut">{last.fields.issuer}</small>
      </div>
    </>
  );
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

export function Certificates({ session, connection, blames }: CertificatesProps): ReactNode {
  const [chosen, setChosen] = useState(0);
  const tls = connection?.tls;
  if (connection === undefined)
    return <Empty icon="plug" title="No certificate" text="No connection stood, so no server showed one." />;
  if (tls === undefined) {
    return connection.scheme === 'http' ? (
      <Empty
        icon="unlock"
        title="No certificate"
        text="Plain HTTP: nothing proves who answered, and everyone on the way can read it."
      />
    ) : (
      <Empty icon="plug" title="No certificate" text={connection.failure?.message ?? 'The handshake has not begun.'} />
    );
  }
  const at = Math.min(chosen, tls.chain.length - 1);
  const certificate = tls.chain[at];
  if (certificate === undefined) {
    return (
      <Empty
        icon="plug"
        title="The server sent no certificate"
        text={connection.failure?.message ?? 'The handshake ended before one came.'}
      />
    );
  }
  const takenAt = Date.parse(session.startedAt) + tls.startedMs;
  const shown = blames.filter(({ evidence }) => evidence.part === 'tls' || evidence.part === `tls.chain.${at}`);
  return (
    <div className="cert" tabIndex={0} role="group" aria-label="Certificates">
      <figure className="chain" aria-label="Certificate chain, leaf to root">
        {tls.chain.map((each, index) => {
          const dates = datesOf(each, takenAt);
          const leafBad = index === 0 && tls.verification?.nameMatches === false;
          const status = leafBad ? 'failed' : (dates?.status ?? 'warning');
          return (
            <div key={index} className="chain-part">
              {index === 0 ? null : <LinkLine />}
              <button
                type="button"
                className={`cnode ${index === at ? 'sel' : ''}`}
                aria-pressed={index === at}
                onClick={() => setChosen(index)}
              >
                <span className="k">
                  {roleOf(index, each)}
                  <StatusIcon status={status} />
                </span>
                <strong className="cut">
                  {each.fields === undefined ? 'Unreadable certificate' : commonName(each.fields.subject)}
                </strong>
                <small className="cut">
                  {each.fields === undefined
                    ? `${bytesOf(each.der).length} bytes`
                    : `${each.fields.publicKey}, ${utcDay(each.fields.notBefore)} to ${utcDay(each.fields.notAfter)}`}
                </small>
              </button>
            </div>
          );
        })}
        <Unsent tls={tls} />
      </figure>
      <div className="cert-cols">
        <div>
          {shown.map(({ finding, key }) => (
            <p key={key} className={`o-finding ${finding.severity}`}>
              <Icon
                name={severityIcons[finding.severity].icon}
                className={severityIcons[finding.severity].tone}
                label={severityIcons[finding.severity].word}
              />
              <span>
                <strong>{finding.title}</strong> <code>{finding.id}</code>
              </span>
            </p>
          ))}
          <dl aria-label="Fields">
            {judgedFields(certificate, at, tls, takenAt).map((field) => (
              <div key={field.name} className={`judge ${field.status === 'failed' ? 'bad' : ''}`}>
                <dt>
                  <StatusIcon status={field.status} />
                  <span className="k">{field.name}</span>
                </dt>
                <dd>
                  {field.value}
                  {field.lifetime === undefined ? null : <LifetimeBar lifetime={field.lifetime} />}
                  {field.why === undefined ? null : <small>{field.why}</small>}
                </dd>
              </div>
            ))}
          </dl>
        </div>
        <div>
          <div className="sub">
            <h3>Names in it</h3>
            <span>{certificate.fields?.subjectAltNames.length ?? 0}</span>
            <span className="grow" />
            <CopyButton words label="Copy PEM" text={() => pemOf(certificate)} />
            <button
              type="button"
              className="btn quiet s"
              onClick={() => download(`${fileNameOf(certificate)}.pem`, pemOf(certificate), 'application/x-pem-file')}
            >
              <Icon name="save" />
              PEM
            </button>
            <button
              type="button"
              className="btn quiet s"
              onClick={() => download(`${fileNameOf(certificate)}.cer`, bytesOf(certificate.der))}
            >
              <Icon name="save" />
              DER
            </button>
            {tls.chain.length > 1 ? (
              <button
                type="button"
                className="btn quiet s opt-wide"
                onClick={() =>
                  download(`${connection.host}-chain.pem`, tls.chain.map(pemOf).join(''), 'application/x-pem-file')
                }
              >
                <Icon name="save" />
                Chain
              </button>
            ) : null}
          </div>
          <ul className="san">
            {(certificate.fields?.subjectAltNames ?? []).map((name) => {
              const match = at === 0 && nameMatches(name, tls.serverName);
              return (
                <li key={name} className="names">
                  {match ? <StatusIcon status="passed" silent /> : <span className="i" />}
                  <span className="mono">{name.replace(/^DNS:/, '')}</span>
                  {match ? <small>asked for</small> : null}
                </li>
              );
            })}
            {at === 0 && tls.verification?.nameMatches === false ? (
              <li className="names bad">
                <StatusIcon status="failed" silent />
                <span className="mono">{tls.serverName}</span>
                <small>asked for, missing</small>
              </li>
            ) : null}
          </ul>
          {certificate.fields === undefined ? null : (
            <dl className="prints">
              {(
                [
                  ['Subject', certificate.fields.subject],
                  ['Issuer', certificate.fields.issuer],
                  ['Serial', certificate.fields.serialNumber],
                  ['SHA-1', certificate.fields.sha1],
                  ['SHA-256', certificate.fields.sha256],
                ] as const
              ).map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd className="mono">{value}</dd>
                  <dd>
                    <CopyButton label={`Copy ${name}`} text={() => value} />
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </div>
      </div>
    </div>
  );
}

function fileNameOf(certificate: CertificateRecord): string {
  const name = certificate.fields === undefined ? 'certificate' : commonName(certificate.fields.subject);
  return name.replace(/[^\w.-]+/g, '_');
}
