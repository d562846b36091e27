/** What a sweep is asked: the list, from where, how many at a time. */
import { useMemo, useRef, useState, type FormEvent, type ReactNode } from 'react';
import type { Location } from '../../shared/session/model.js';
import { pickFile } from '../bridge/webFiles.js';
import { plural } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import { Choice } from '../start/Choice.js';
import { useWalkStore } from '../state/walkStore.js';
import { startSweep } from './sweepActions.js';
import { factsOfList, sweepProblem } from './sweepForm.js';
import { useSweepStore, type SweepForm } from './sweepStore.js';

const set = (part: Partial<SweepForm>): void =>
  useSweepStore.setState((state) => ({ form: { ...state.form, ...part } }));

/** Larger lists belong on the command line, in shards. */
const largestFile = 5_000_000;

const places: readonly { readonly value: Location; readonly label: string }[] = [
  { value: 'outside', label: 'Outside the companies' },
  { value: 'inside', label: 'Inside the company' },
  { value: 'unknown', label: 'Not known' },
];

function ListNote({ list }: { readonly list: string }): ReactNode {
  const { targets, bad, badCount, repeated } = useMemo(() => factsOfList(list), [list]);
  if (list.trim() === '') {
    return (
      <>
        A sign-in address or a domain a line. A line that begins with # is a comment; of a table the first column
        counts.
      </>
    );
  }
  const parts = [
    plural(targets, 'target', 'targets'),
    ...(repeated === 0 ? [] : [`${plural(repeated, 'line', 'lines')} repeated and left out`]),
    ...(badCount === 0 ? [] : [`${plural(badCount, 'line', 'lines')} that cannot be read: ${bad.join(' ')}`]),
  ];
  return <>{parts.join('; ')}</>;
}

export function SweepFormView(): ReactNode {
  const form = useSweepStore((state) => state.form);
  const catalogue = useWalkStore((state) => state.catalogue);
  const [tried, setTried] = useState(false);
  const [unread, setUnread] = useState<string | null>(null);
  const list = useRef<HTMLTextAreaElement>(null);
  const problem = tried ? sweepProblem(form) : undefined;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    const wrong = sweepProblem(form);
    if (wrong === undefined) void startSweep();
    else if (wrong.field === 'list') list.current?.focus();
  };
  const load = async (): Promise<void> => {
    const file = await pickFile('.txt,.csv,.tsv');
    if (file === null) return;
    if (file.size > largestFile) {
      setUnread(`${file.name} is larger than 5 MB. The command line takes such lists: lyncscope sweep.`);
      return;
    }
    setUnread(null);
    set({ list: await file.text() });
  };
  const labs = (catalogue?.deployments ?? []).map(({ id, title }) => ({ value: id, label: title }));

  return (
    <main className="start sweep-start">
      <div className="start-main" tabIndex={-1}>
        <section aria-labelledby="sweep-question">
          <h1 id="sweep-question">Which domains do you want to check?</h1>
          <form onSubmit={submit} noValidate>
            <div className={`composer ${problem?.field === 'list' ? 'bad' : ''}`}>
              <textarea
                ref={list}
                className="sweep-list mono"
                aria-label="Sign-in addresses or domains, one a line"
                placeholder={'contoso.com\nlenea@fabrikam.com'}
                spellCheck={false}
                autoCapitalize="off"
                rows={9}
                value={form.list}
                aria-invalid={problem?.field === 'list'}
                aria-describedby="list-note"
                onChange={(event) => set({ list: event.target.value })}
              />
              <div className="opts">
                <Choice
                  label="This computer is"
                  value={form.location}
                  icon={form.location === 'inside' ? 'in' : form.location === 'outside' ? 'out' : 'info'}
                  options={places}
                  onChange={(location) => set({ location })}
                />
                <Choice
                  label="Ask in"
                  value={form.lab}
                  options={[{ value: '', label: 'The real network' }, ...labs]}
                  onChange={(lab) => set({ lab })}
                />
                <Choice
                  label="Walks at a time"
                  value={form.concurrency}
                  options={['1', '2', '4', '6', '8', '12', '16', '24', '32'].map((value) => ({ value, label: value }))}
                  onChange={(concurrency) => set({ concurrency })}
                />
              </div>
            </div>
            <p className="under" id="list-note" role={problem?.field === 'list' ? 'alert' : undefined}>
              <Icon name={problem?.field === 'list' ? 'fail' : 'info'} className="sm" />
              <span>{problem?.field === 'list' ? problem.text : <ListNote list={form.list} />}</span>
            </p>
            {unread === null ? null : (
              <p className="msg" role="alert">
                <Icon name="fail" className="fail" label="Wrong" />
                <span>{unread}</span>
              </p>
            )}
            <div className="sweep-more">
              <label>
                <input
                  type="checkbox"
                  checked={form.endpoints}
                  onChange={(event) => set({ endpoints: event.target.checked })}
                />
                Look at every certificate and TLS version (needed for the calendar)
              </label>
              {form.lab === '' ? (
                <label>
                  <span>DNS resolver</span>
                  <input
                    className="input mono"
                    placeholder="the system’s own"
                    spellCheck={false}
                    value={form.resolver}
                    onChange={(event) => set({ resolver: event.target.value })}
                  />
                </label>
              ) : null}
            </div>
            <div className="sweep-acts">
              <button type="submit" className="btn primary">
                Start the sweep
              </button>
              <button type="button" className="btn" onClick={() => void load()}>
                <Icon name="folder" />
                Load a list…
              </button>
            </div>
          </form>
        </section>
      </div>
      <aside className="plan" aria-label="What a sweep does">
        <h2>What happens</h2>
        <p>Each target is walked like a single one, without a password, and kept as a session of its own.</p>
        <ol>
          <li className="ph" data-n="1">
            <strong>Discovery</strong>
            <p className="dim">DNS names, root documents, redirects, and which ways to sign in are offered.</p>
          </li>
          <li className="ph" data-n="2">
            <strong>Certificates</strong>
            <p className="dim">Every endpoint found: names, dates, chains, TLS versions.</p>
          </li>
          <li className="ph" data-n="3">
            <strong>Judgement</strong>
            <p className="dim">
              One line a target with its root cause, totals by diagnosis, a calendar of certificates.
            </p>
          </li>
        </ol>
        <ul className="wont">
          <li>
            <Icon name="lock" />
            <span>No password is asked for or sent, so nobody’s account can be locked.</span>
          </li>
          <li>
            <Icon name="info" />
            <span>
              For thousands of targets use the command line: lyncscope sweep, with shards for several machines.
            </span>
          </li>
        </ul>
      </aside>
    </main>
  );
}
