/** The resources of UCWA: the tree on the left, what is known of the chosen one on the right. */
import { useState, type ReactNode } from 'react';
import type { Session } from '../../shared/session/model.js';
import { Empty } from '../common/Empty.js';
import { Icon } from '../common/Icon.js';
import { rowOfRecord, rowsOf } from '../state/rows.js';
import { selectRow } from '../state/selection.js';
import type { ResourceNode, ResourceTree } from './resources.js';
import { ResourceTreeView } from './ResourceTreeView.js';
import { stateWords } from './resourceWords.js';

interface ResourceViewProps {
  readonly session: Session;
  readonly tree: ResourceTree;
}

export function ResourceView({ session, tree }: ResourceViewProps): ReactNode {
  const [chosenId, setChosenId] = useState('0');
  const chosen = find(tree.roots, chosenId) ?? tree.roots[0];
  if (chosen === undefined) return <Nothing session={session} />;
  const go = (node: ResourceNode): void => {
    if (node.exchangeId !== undefined) selectRow(session, node.exchangeId);
  };
  return (
    <div className="resources">
      <div className="rs-tree">
        <ResourceTreeView roots={tree.roots} chosenId={chosen.id} onChoose={setChosenId} onGo={go} />
        {tree.isCut ? (
          <p className="rs-cut">The answers name more than {tree.count} resources. These are the first.</p>
        ) : null}
      </div>
      <ResourcePanel session={session} node={chosen} onGo={go} />
    </div>
  );
}

function Nothing({ session }: { readonly session: Session }): ReactNode {
  const group = session.steps.find(({ kind }) => kind === 'ucwa');
  const text =
    session.outcome === 'running'
      ? 'They show here as soon as an application is created.'
      : group?.value !== undefined && group.outcome !== 'failed'
        ? `No application was created: ${group.value}.`
        : 'No application was created in this walk. One with a password, and with all services, creates and reads one.';
  return <Empty icon="plug" title="No UCWA resources" text={text} />;
}

interface ResourcePanelProps {
  readonly session: Session;
  readonly node: ResourceNode;
  readonly onGo: (node: ResourceNode) => void;
}

function ResourcePanel({ session, node, onGo }: ResourcePanelProps): ReactNode {
  const row = rowOfRecord(rowsOf(session), node.exchangeId);
  return (
    <section className="rs-panel" aria-label={`Resource ${node.rel}`} tabIndex={0}>
      <h3>{node.rel}</h3>
      <p className="dim">
        {stateWords(node)}
        {node.form === undefined ? '' : `, as ${node.form}`}
        {node.note === undefined ? '' : `. ${node.note}`}
      </p>
      {node.href === '' ? null : <p className="mono rs-href">{node.href}</p>}
      {row === undefined ? null : (
        <button type="button" className="btn s" onClick={() => onGo(node)}>
          <Icon name="rows" className="sm" />
          Show exchange {row.number}
        </button>
      )}
      {node.properties.length === 0 ? null : (
        <table className="rs-props">
          <caption className="vh">Properties of {node.rel}</caption>
          <thead>
            <tr>
              <th scope="col">Property</th>
              <th scope="col">Value</th>
            </tr>
          </thead>
          <tbody>
            {node.properties.map(([name, value], at) => (
              <tr key={at}>
                <th scope="row">{name}</th>
                <td className="mono">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function find(nodes: readonly ResourceNode[], id: string): ResourceNode | undefined {
  for (const node of nodes) {
    if (node.id === id) return node;
    if (id.startsWith(`${node.id}.`)) return find(node.children, id);
  }
  return undefined;
}
