/** The chain drawn leaf to root; a node is chosen by a click. */
import type { ReactNode } from 'react';
import type { CertificateRecord } from '../../shared/session/model.js';
import { StatusIcon } from '../common/StatusIcon.js';
import type { ChainNode, ChainRow } from './chainNodes.js';

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

const looks = { sent: '', found: 'local', missing: 'local missing' } as const;

interface NodeProps {
  readonly node: ChainNode;
  readonly chosen: boolean;
  readonly onChoose: (certificate: CertificateRecord) => void;
}

function Node({ node, chosen, onChoose }: NodeProps): ReactNode {
  const { certificate } = node;
  const inside = (
    <>
      <span className="k">
        {node.role}
        <StatusIcon status={node.status} />
      </span>
      <strong className="cut">{node.name}</strong>
      <small className="cut">{node.text}</small>
    </>
  );
  const className = `cnode ${looks[node.look]} ${chosen ? 'sel' : ''}`;
  if (certificate === undefined) return <div className={className}>{inside}</div>;
  return (
    <button type="button" className={className} aria-pressed={chosen} onClick={() => onChoose(certificate)}>
      {inside}
    </button>
  );
}

interface ChainPictureProps {
  readonly rows: readonly ChainRow[];
  readonly chosen: CertificateRecord;
  readonly onChoose: (certificate: CertificateRecord) => void;
}

export function ChainPicture({ rows, chosen, onChoose }: ChainPictureProps): ReactNode {
  return (
    <div className="chains">
      {rows.map((row) => (
        <figure key={row.title} aria-label={row.title}>
          <figcaption>{row.title}</figcaption>
          <div className="chain">
            {row.nodes.map((node, at) => (
              <div key={at} className="chain-part">
                {at === 0 ? null : <LinkLine />}
                <Node node={node} chosen={node.certificate?.der === chosen.der} onChoose={onChoose} />
              </div>
            ))}
          </div>
        </figure>
      ))}
    </div>
  );
}
