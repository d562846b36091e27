/** What a sign-in is followed with: the address, the strip of choices under it, and the fields that these open. */
import type { ReactNode, RefObject } from 'react';
import { Choice } from './Choice.js';
import { Composer } from './Composer.js';
import { useFormStore, usesPassword, type FormProblem, type FormValues } from './form.js';
import { PlaceChoice } from './PlaceChoice.js';
import { mend, useRefused } from './refused.js';
import { Refusal } from './TextField.js';

const set = (part: Partial<FormValues>): void => useFormStore.setState(part);

type PasswordChoice = readonly { readonly value: FormValues['password']; readonly label: string }[];

const passwords: PasswordChoice = [
  { value: 'none', label: 'Not now' },
  { value: 'ask', label: 'Ask when needed' },
  { value: 'given', label: 'Type now' },
  { value: 'current', label: 'This user' },
];

/** The lab’s users have passwords of their own. */
const labPasswords: PasswordChoice = [
  { value: 'ask', label: 'The lab’s own' },
  { value: 'none', label: 'Without' },
];

interface SignInFieldsProps {
  readonly form: FormValues;
  /** What is wrong, once somebody tried to start. */
  readonly shown: FormProblem | undefined;
  readonly address: RefObject<HTMLInputElement | null>;
  readonly passwordField: RefObject<HTMLInputElement | null>;
}

export function SignInFields({ form, shown, address, passwordField }: SignInFieldsProps): ReactNode {
  const { lab } = form;
  return (
    <>
      <Composer
        id="address"
        label="Sign-in address"
        placeholder="name@company.com"
        action="Walk the sign-in"
        field="sipAddress"
        problem={shown?.field === 'address' ? shown.text : undefined}
        value={lab === null ? form.address : lab.sipAddress}
        readOnly={lab !== null}
        input={address}
        onChange={(typed) => set({ address: typed })}
        strip={
          <>
            <PlaceChoice form={form} />
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
              options={lab === null ? passwords : labPasswords}
              onChange={(password) => set({ password })}
            />
          </>
        }
      />
      {form.find === 'manual' ? <DiscoveryUrls form={form} shown={shown} /> : null}
      {usesPassword(form) ? <Account form={form} shown={shown} passwordField={passwordField} /> : null}
    </>
  );
}

function DiscoveryUrls({ form, shown }: Pick<SignInFieldsProps, 'form' | 'shown'>): ReactNode {
  const refused = useRefused('discoveryUrls');
  const problem = shown?.field === 'urls' ? shown.text : refused;
  const fields = [
    { key: 'internalUrl', id: 'internal-url', label: 'Address inside', host: 'lyncdiscoverinternal' },
    { key: 'externalUrl', id: 'external-url', label: 'Address outside', host: 'lyncdiscover' },
  ] as const;
  return (
    <div className="more-fields" role="group" aria-label="Discovery addresses">
      {fields.map(({ key, id, label, host }) => (
        <div key={key}>
          <label className="lab" htmlFor={id}>
            {label}
          </label>
          <input
            id={id}
            className="input mono"
            placeholder={`https://${host}.company.com/`}
            spellCheck={false}
            value={form[key]}
            aria-invalid={problem !== undefined}
            aria-describedby={problem === undefined ? undefined : 'urls-problem'}
            onChange={(event) => {
              mend('discoveryUrls');
              set({ [key]: event.target.value });
            }}
          />
        </div>
      ))}
      {problem === undefined ? null : <Refusal id="urls-problem" text={problem} />}
    </div>
  );
}

/** Who signs in, and with which password where it is typed now. */
function Account({ form, shown, passwordField }: Omit<SignInFieldsProps, 'address'>): ReactNode {
  const refusedName = useRefused('userName');
  const passwordProblem = shown?.field === 'passwordValue' ? shown.text : undefined;
  return (
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
            aria-invalid={passwordProblem !== undefined}
            aria-describedby={passwordProblem === undefined ? undefined : 'password-problem'}
            onChange={(event) => set({ passwordValue: event.target.value })}
          />
          {passwordProblem === undefined ? null : <Refusal id="password-problem" text={passwordProblem} />}
        </div>
      ) : null}
    </div>
  );
}
