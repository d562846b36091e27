/** In-band provisioning as a table: what it is about, the setting in plain words, its value, and as it was sent. */
import { useMemo, useState, type ReactNode } from 'react';
import type { ProvisioningRow } from '../../shared/protocol/sip/provisioning.js';
import { Empty } from '../common/Empty.js';
import { count, plural } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import type { Settings } from './settings.js';

/** "yes" beside true: what a person asks. */
function valueWords(value: string): string {
  if (/^true$/i.test(value)) return 'yes';
  if (/^false$/i.test(value)) return 'no';
  return value === '' ? 'empty' : value;
}

function byTopic(rows: readonly ProvisioningRow[]): readonly (readonly [string, readonly ProvisioningRow[]])[] {
  const topics = new Map<string, ProvisioningRow[]>();
  for (const row of rows) topics.set(row.topic, [...(topics.get(row.topic) ?? []), row]);
  return [...topics];
}

export function SettingsPane({ settings }: { readonly settings: Settings }): ReactNode {
  const [wanted, setWanted] = useState('');
  const { rows, groups, trouble } = settings;
  const shown = useMemo(() => {
    const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
    return rows.filter((row) => {
      const text = `${row.topic} ${row.label} ${row.value} ${row.source}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }, [rows, wanted]);
  if (rows.length === 0) {
    return <Empty icon="doc" title="No settings" text={trouble ?? 'The registrar gave this user none.'} />;
  }
  return (
    <div className="settings">
      <div className="sub">
        <h3>Settings of this user</h3>
        <span className="cut">
          {plural(rows.length, 'setting', 'settings')} in {plural(groups.length, 'group', 'groups')}, as the registrar
          gives them to a client
        </span>
        <span className="grow" />
        <div className="field soft filter">
          <Icon name="filter" className="sm dimmer" />
          <input
            aria-label="Filter settings"
            placeholder="Filter settings"
            spellCheck={false}
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
          />
        </div>
      </div>
      <div className="table-wrap grow" tabIndex={0} role="group" aria-label="Settings">
        <table className="plain settings-table">
          <thead>
            <tr>
              <th scope="col">What it means</th>
              <th scope="col">Value</th>
              <th scope="col">Group</th>
              <th scope="col">Name</th>
            </tr>
          </thead>
          {byTopic(shown).map(([topic, each]) => (
            <tbody key={topic}>
              <tr className="settings-topic">
                <th scope="rowgroup" colSpan={4}>
                  {topic} <span className="dim num">{count(each.length)}</span>
                </th>
              </tr>
              {each.map((row, index) => (
                <SettingRow key={index} row={row} />
              ))}
            </tbody>
          ))}
        </table>
        {shown.length === 0 ? <p className="dim none">No setting has all of these words.</p> : null}
      </div>
    </div>
  );
}

function SettingRow({ row }: { readonly row: ProvisioningRow }): ReactNode {
  const slash = row.source.indexOf('/');
  const name = row.source.slice(slash + 1);
  const words = valueWords(row.value);
  return (
    <tr>
      <td>{row.label === name ? <span className="dim">not described here</span> : row.label}</td>
      <td className={words === row.value ? 'mono' : ''}>
        {words === 'empty' ? <span className="dim">empty</span> : words}
        {words === row.value || words === 'empty' ? null : <span className="dim mono"> {row.value}</span>}
      </td>
      <td className="mono">{row.source.slice(0, Math.max(0, slash))}</td>
      <td className="mono">{name}</td>
    </tr>
  );
}
