/** A certificate, or its chain, to take along: PEM to the clipboard, PEM and DER as files. */
import type { ReactNode } from 'react';
import { bytesOf } from '../../shared/session/bytes.js';
import type { CertificateRecord } from '../../shared/session/model.js';
import { download } from '../bridge/webFiles.js';
import { CopyButton } from '../common/CopyButton.js';
import { Icon } from '../common/Icon.js';
import { commonName, pemOf } from './certificateFields.js';

const pemType = 'application/x-pem-file';

function fileNameOf(certificate: CertificateRecord): string {
  const name = certificate.fields === undefined ? 'certificate' : commonName(certificate.fields.subject);
  return name.replace(/[^\w.-]+/g, '_').slice(0, 100);
}

interface SaveProps {
  readonly words: string;
  readonly label: string;
  readonly onSave: () => void;
}

function Save({ words, label, onSave }: SaveProps): ReactNode {
  return (
    <button type="button" className="btn quiet s" aria-label={label} title={label} onClick={onSave}>
      <Icon name="save" />
      {words}
    </button>
  );
}

interface CertificateFilesProps {
  readonly certificate: CertificateRecord;
  readonly chain: readonly CertificateRecord[];
  readonly host: string;
}

export function CertificateFiles({ certificate, chain, host }: CertificateFilesProps): ReactNode {
  const name = fileNameOf(certificate);
  return (
    <div className="cert-files">
      <CopyButton words label="Copy PEM" text={() => pemOf(certificate)} />
      <CopyButton words="Copy DER" label="Copy DER as Base64" text={() => certificate.der} />
      <Save words="PEM" label="PEM: save" onSave={() => download(`${name}.pem`, pemOf(certificate), pemType)} />
      <Save words="DER" label="DER: save" onSave={() => download(`${name}.cer`, bytesOf(certificate.der))} />
      {chain.length > 1 ? (
        <Save
          words="Chain"
          label="Chain as sent: save as PEM"
          onSave={() => download(`${host.replace(/[^\w.-]+/g, '_')}-chain.pem`, chain.map(pemOf).join(''), pemType)}
        />
      ) : null}
    </div>
  );
}
