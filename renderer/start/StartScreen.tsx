/** The start form: one address, a strip of choices, more where wanted, and beside it what the walk will ask. */
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { Icon } from '../common/Icon.js';
import { openFile, startWalk } from '../state/actions.js';
import { useViewStore } from '../state/viewStore.js';
import { useWalkStore } from '../state/walkStore.js';
import { openSweep } from '../sweep/sweepActions.js';
import { Advanced } from './Advanced.js';
import { Choice } from './Choice.js';
import { formProblem, labOf, requestOf, useFormStore, usesPassword, type FormValues } from './form.js';
import { LabOptions } from './LabOptions.js';
import { Plan } from './Plan.js';
import { isAmongMore, mend, useRefused } from './refused.js';
import { Refusal } from './TextField.js';

const set = (part: Partial<FormValues>): void => useFormStore.setState(part);

const passwordNotes: Readonly<Record<FormValues['password'], string>> = {
  none: 'Most faults show before any password is needed. Steps that need one are left out.',
  ask: 'If a step needs the password, you are asked first and told what it is used for.',
  current:
    'Signs in as the user of this computer, with a Kerberos ticket of the domain in place of a password. It needs the optional package “kerberos”; where that is missing, the steps say “not available, because…”.',
  given: 'The password stays in memory for this walk. It is never saved.',
};

export function StartScreen(): ReactNode {
  const form = useFormStore();
  const catalogue = useWalkStore((state) => state.catalogue);
  const catalogueError = useWalkStore((state) => state.catalogueError);
  const connection = useWalkStore((state) => state.connection);
  const [tried, setTried] = useState(false);
  const address = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const { lab } = form;
  const problem = formProblem(form);
  const refusedField = useViewStore((state) => state.refused?.field);
  const refusedAddress = useRefused('sipAddress');
  const refusedName = useRefused('userName');
  const refusedUrls = useRefused('discoveryUrls');
  const shown = tried ? problem : undefined;
  const addressProblem = shown?.field === 'address' ? shown.text : refusedAddress;
  const urlsProblem = shown?.field === 'urls' ? shown.text : refusedUrls;
  useEffect(() => address.current?.focus(), []);
  useEffect(() => {
    if (refusedField === undefined) return;
    if (isAmongMore(refusedField)) set({ advanced: true });
    // The field is drawn after this.
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.start [aria-invalid="true"]')?.focus());
  }, [refusedField]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (problem !== undefined) {
      if (problem.field === 'address') address.current?.focus();
      if (problem.field === 'passwordValue') passwordField.current?.focus();
      if (problem.field === 'timeoutSeconds') set({ advanced: true });
      return;
    }
    void startWalk(requestOf(form));
    set({ passwordValue: '' });
  };

  return (
    <main className="start">
      <div className="start-main" tabIndex={-1}>
        <section aria-labelledby="question">
          <h1 id="question">Whose sign-in do you want to follow?</h1>
          <form onSubmit={submit} noValidate>
            <div className={`composer ${addressProblem === undefined ? '' : 'bad'}`}>
              <div className="composer-line">
                <input
                  ref={address}
                  aria-label="Sign-in address"
                  placeholder="name@company.com"
                  spellCheck={false}
                  autoComplete="off"
                  autoCapitalize="off"
                  value={lab === null ? form.address : lab.sipAddress}
                  readOnly={lab !== null}
                  aria-invalid={addressProblem !== undefined}
                  aria-describedby={addressProblem === undefined ? undefined : 'address-problem'}
                  onChange={(event) => {
                    mend('sipAddress');
                    set({ address: event.target.value });
                  }}
                />
                <button type="submit" className="btn primary">
                  Walk the sign-in<kbd>Enter</kbd>
                </button>
              </div>
              <div className="opts">
                <Choice
                  label="This computer is"
                  value={form.location}
                  icon={form.location === 'inside' ? 'in' : form.location === 'outside' ? 'out' : 'info'}
                  options={[
                    { value: 'outside', label: 'Outside the company' },
                    { value: 'inside', label: 'Inside the company' },
                    { value: 'unknown', label: 'Not known' },
                  ]}
                  onChange={(location) => set({ location })}
                />
                <Choice
                  label="Find the server"
                  value={form.find}
                  options={[
                    { value: 'automatic', label: 'Automatically' },
                    { value: 'manual', label: 'At typed addresses' },
                  ]}
                  onChange={(find) => set({ find })}
                />
                <Choice
                  label="Password"
                  value={lab !== null && form.password !== 'none' ? 'ask' : form.password}
                  options={
                    lab === null
                      ? [
                          { value: 'none', label: 'Not now' },
                          { value: 'ask', label: 'Ask when needed' },
                          { value: 'given', label: 'Type now' },
                          { value: 'current', label: 'This user' },
                        ]
                      : [
                          { value: 'ask', label: 'The lab’s own' },
                          { value: 'none', label: 'Without' },
                        ]
                  }
                  onChange={(password) => set({ password })}
                />
              </div>
            </div>
            {addressProblem === undefined ? null : <Refusal id="address-problem" text={addressProblem} />}
            {form.find === 'manual' ? (
              <div className="more-fields" role="group" aria-label="Discovery addresses">
                <div>
                  <label className="lab" htmlFor="internal-url">
                    Address inside
                  </label>
                  <input
                    id="internal-url"
                    className="input mono"
                    placeholder="https://lyncdiscoverinternal.company.com/"
                    spellCheck={false}
                    value={form.internalUrl}
                    aria-invalid={urlsProblem !== undefined}
                    aria-describedby={urlsProblem === undefined ? undefined : 'urls-problem'}
                    onChange={(event) => {
                      mend('discoveryUrls');
                      set({ internalUrl: event.target.value });
                    }}
                  />
                </div>
                <div>
                  <label className="lab" htmlFor="external-url">
                    Address outside
                  </label>
                  <input
                    id="external-url"
                    className="input mono"
                    placeholder="https://lyncdiscover.company.com/"
                    spellCheck={false}
                    value={form.externalUrl}
                    aria-invalid={urlsProblem !== undefined}
                    aria-describedby={urlsProblem === undefined ? undefined : 'urls-problem'}
                    onChange={(event) => {
                      mend('discoveryUrls');
                      set({ externalUrl: event.target.value });
                    }}
                  />
                </div>
                {urlsProblem === undefined ? null : <Refusal id="urls-problem" text={urlsProblem} />}
              </div>
            ) : null}
            {usesPassword(form) ? (
              <div className="more-fields" role="group" aria-label="Sign-in">
                <div>
                  <label className="lab" htmlFor="user-name">
                    User name, if it differs from the sign-in address
                  </label>
                  <input
                    id="user-name"
                    className="input"
                    placeholder="COMPANY\name"
                    spellCheck={false}
                    autoComplete="off"
                    value={form.userName}
                    aria-invalid={refusedName !== undefined}
                    aria-describedby={refusedName === undefined ? undefined : 'user-name-problem'}
                    onChange={(event) => {
                      mend('userName');
                      set({ userName: event.target.value });
                    }}
                  />
                  {refusedName === undefined ? null : <Refusal id="user-name-problem" text={refusedName} />}
                </div>
                {form.password === 'given' ? (
                  <div>
                    <label className="lab" htmlFor="password">
                      Password
                    </label>
                    <input
                      ref={passwordField}
                      id="password"
                      className="input"
                      type="password"
                      autoComplete="off"
                      value={form.passwordValue}
                      aria-invalid={shown?.field === 'passwordValue'}
                      aria-describedby={shown?.field === 'passwordValue' ? 'password-problem' : undefined}
                      onChange={(event) => set({ passwordValue: event.target.value })}
                    />
                    {shown?.field === 'passwordValue' ? <Refusal id="password-problem" text={shown.text} /> : null}
                  </div>
                ) : null}
              </div>
            ) : null}
            <p className="under">
              <Icon name="info" className="sm" />
              <span>
                {lab === null ? passwordNotes[form.password] : 'The lab has its own users, passwords and certificates.'}
              </span>
            </p>
            {lab === null || catalogue === null ? null : <LabOptions form={form} lab={lab} catalogue={catalogue} />}
            <button
              type="button"
              className="disclose"
              aria-expanded={form.advanced}
              onClick={() => set({ advanced: !form.advanced })}
            >
              <Icon name={form.advanced ? 'chev-d' : 'chev-r'} className="sm" />
              More choices
            </button>
            {form.advanced ? <Advanced form={form} problem={shown} /> : null}
          </form>
        </section>
        <section className="doors" aria-label="Other ways to begin">
          <button type="button" className="door" onClick={() => void openFile()}>
            <Icon name="folder" />
            Open a saved walk <kbd className="not-mac">Ctrl O</kbd>
            <kbd className="mac">⌘O</kbd>
          </button>
          <button type="button" className="door" onClick={openSweep}>
            <Icon name="rows" />
            Check many domains
          </button>
          {catalogue !== null && lab === null ? (
            <button
              type="button"
              className="door"
              onClick={() =>
                set({
                  lab: labOf(catalogue),
                  password: 'ask',
                  location: form.location === 'unknown' ? 'outside' : form.location,
                })
              }
            >
              <Icon name="lab" />
              Try the practice lab
            </button>
          ) : null}
          {catalogueError === null || connection !== 'connected' ? null : (
            <p className="dim">The practice lab is not there: {catalogueError}</p>
          )}
        </section>
      </div>
      <Plan form={form} />
    </main>
  );
}
