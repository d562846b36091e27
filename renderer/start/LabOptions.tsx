/** "Try the practice lab": a simulated deployment on this computer, its user, and what is broken in it. */
import { useState, type ReactNode } from 'react';
import type { LabCatalogue } from '../../shared/ipc.js';
import { explanationOf } from '../../shared/audits/explain.js';
import { Icon } from '../common/Icon.js';
import { labOf, useFormStore, type FormValues } from './form.js';

interface LabOptionsProps {
  readonly form: FormValues;
  readonly lab: NonNullable<FormValues['lab']>;
  readonly catalogue: LabCatalogue;
}

function expectWords(expect: string): string {
  if (expect === 'pass') return 'signs in';
  return (explanationOf(expect)?.failureTitle ?? expect).replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase());
}

export function LabOptions({ form, lab, catalogue }: LabOptionsProps): ReactNode {
  const deployment = catalogue.deployments.find((each) => each.id === lab.deployment);
  const isMeeting = form.mode === 'meeting';
  const [search, setSearch] = useState('');
  const faults = catalogue.faults
    .filter((fault) => fault.deployments.includes(lab.deployment))
    .filter(({ id, joins }) => isMeeting || joins !== true || lab.faults.includes(id))
    .toSorted((a, b) => a.title.localeCompare(b.title, 'en'));
  const words = search.toLowerCase().split(/\s+/);
  // What is chosen stays in sight, so that nothing is broken unseen.
  const shown = faults.filter(
    ({ id, title }) => lab.faults.includes(id) || words.every((word) => `${title} ${id}`.toLowerCase().includes(word)),
  );
  const setLab = (part: Partial<NonNullable<FormValues['lab']>>): void =>
    useFormStore.setState({ lab: { ...lab, ...part } });
  const elsewhere = faults.filter(
    (fault) => lab.faults.includes(fault.id) && fault.from === 'inside' && form.location !== 'inside',
  );
  return (
    <section className="lab" aria-label="Practice lab">
      <div className="lab-head">
        <Icon name="lab" />
        <h2>Practice lab</h2>
        <p>
          A simulated deployment on this computer, with users and passwords of its own. Nothing leaves the computer.
        </p>
        <button type="button" className="btn quiet s" onClick={() => useFormStore.setState({ lab: null })}>
          Leave the lab
        </button>
      </div>
      <div className="adv-grid">
        <div className="adv-field">
          <label className="lab" htmlFor="deployment">
            Deployment
          </label>
          <select
            id="deployment"
            className="select"
            value={lab.deployment}
            onChange={(event) => useFormStore.setState({ lab: labOf(catalogue, event.target.value) })}
          >
            {catalogue.deployments.map((each) => (
              <option key={each.id} value={each.id}>
                {each.title}
              </option>
            ))}
          </select>
        </div>
        {isMeeting ? null : (
          <div className="adv-field">
            <label className="lab" htmlFor="lab-user">
              User
            </label>
            <select
              id="lab-user"
              className="select"
              value={lab.sipAddress}
              onChange={(event) => setLab({ sipAddress: event.target.value })}
            >
              {deployment?.users.map((user) => (
                <option key={user.sipAddress} value={user.sipAddress}>
                  {user.sipAddress}: {expectWords(user.expect)}
                </option>
              ))}
            </select>
          </div>
        )}
      </div>
      <fieldset className="faults">
        <legend>
          Break it on purpose{' '}
          <span className="dimmer">{lab.faults.length === 0 ? 'nothing chosen' : `${lab.faults.length} chosen`}</span>
        </legend>
        <div className="field fault-search">
          <Icon name="filter" className="sm dimmer" />
          <input
            type="search"
            aria-label="Search faults"
            placeholder="Search faults"
            spellCheck={false}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
        {shown.length === 0 ? <p className="dim">No fault of this deployment fits.</p> : null}
        <div className="fault-list">
          {shown.map((fault) => (
            <label key={fault.id} className="tick">
              <input
                type="checkbox"
                checked={lab.faults.includes(fault.id)}
                onChange={(event) =>
                  setLab({
                    faults: event.target.checked
                      ? [...lab.faults, fault.id]
                      : lab.faults.filter((id) => id !== fault.id),
                  })
                }
              />
              <span>
                {fault.title}
                {fault.from === 'inside' ? <span className="dimmer"> (inside)</span> : null}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {elsewhere.length === 0 ? null : (
        <p className="msg">
          <Icon name="warn" className="warn" />
          <span>This fault shows from inside the company. Choose that this computer is inside to see it.</span>
        </p>
      )}
    </section>
  );
}
