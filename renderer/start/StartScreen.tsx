/** The start form: one address, a strip of choices, more where wanted, and beside it what the walk will ask. */
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { Icon } from '../common/Icon.js';
import { Segments } from '../common/Segments.js';
import { openFile, startWalk } from '../state/actions.js';
import { useViewStore } from '../state/viewStore.js';
import { useWalkStore } from '../state/walkStore.js';
import { openSweep } from '../sweep/sweepActions.js';
import { Advanced } from './Advanced.js';
import { formProblem, labOf, requestOf, useFormStore, type FormValues } from './form.js';
import { LabOptions } from './LabOptions.js';
import { MeetingFields } from './MeetingFields.js';
import { Plan } from './Plan.js';
import { isAmongMore } from './refused.js';
import { SignInFields } from './SignInFields.js';

const set = (part: Partial<FormValues>): void => useFormStore.setState(part);

const passwordNotes: Readonly<Record<FormValues['password'], string>> = {
  none: 'Most faults show before any password is needed. Steps that need one are left out.',
  ask: 'If a step needs the password, you are asked first and told what it is used for.',
  current:
    'Signs in as the user of this computer, with a Kerberos ticket of the domain in place of a password. It needs the optional package “kerberos”; where that is missing, the steps say “not available, because…”.',
  given: 'The password stays in memory for this walk. It is never saved.',
};

const meetingNote =
  'No account and no password is used. The guest is in the meeting for some seconds, then leaves; the others may see the name.';

const walks = [
  { value: 'sign-in', label: 'Follow a sign-in' },
  { value: 'meeting', label: 'Join a meeting' },
] as const;

export function StartScreen(): ReactNode {
  const form = useFormStore();
  const catalogue = useWalkStore((state) => state.catalogue);
  const catalogueError = useWalkStore((state) => state.catalogueError);
  const connection = useWalkStore((state) => state.connection);
  const [tried, setTried] = useState(false);
  const address = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const name = useRef<HTMLInputElement>(null);
  const { lab } = form;
  const isMeeting = form.mode === 'meeting';
  const problem = formProblem(form);
  const refusedField = useViewStore((state) => state.refused?.field);
  const shown = tried ? problem : undefined;
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
      if (problem.field === 'address' || problem.field === 'meeting') address.current?.focus();
      if (problem.field === 'guestName') name.current?.focus();
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
          <h1 id="question">
            {isMeeting ? 'Which meeting do you want to join?' : 'Whose sign-in do you want to follow?'}
          </h1>
          <Segments
            label="What to walk"
            className="walks"
            options={walks}
            value={form.mode}
            onChange={(mode) => {
              setTried(false);
              set({ mode });
            }}
          />
          <form onSubmit={submit} noValidate>
            {isMeeting ? (
              <MeetingFields form={form} shown={shown} address={address} name={name} />
            ) : (
              <SignInFields form={form} shown={shown} address={address} passwordField={passwordField} />
            )}
            <p className="under">
              <Icon name="info" className="sm" />
              <span>
                {isMeeting
                  ? meetingNote
                  : lab === null
                    ? passwordNotes[form.password]
                    : 'The lab has its own users, passwords and certificates.'}
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
