/** What a sign-in is followed with: the address, the strip of choices under it, and the fields that these open. */
import type { ReactNode, RefObject } from 'react';
import { Choice } from './Choice.js';
import { useFormStore, usesPassword, type FormProblem, type FormValues } from './form.js';
import { PlaceChoice } from './PlaceChoice.js';
import { mend, useRefused } from './refused.js';
import { Refusal } from './TextField.js';

const set = (part: Partial<FormValues>): void => useFormStore.setState(part);

interface SignInFieldsProps {
  readonly form: FormValues;
  /** What is wrong, once somebody tried to start. */
  readonly shown: FormProblem | undefined;
  readonly address: RefObject<HTMLInputElement | null>;
  readonly passwordField: RefObject<HTMLInputElement | null>;
}

export function SignInFields({ form, shown, address, passwordField }: SignInFieldsProps): ReactNode {
  const { lab } = form;
  const refusedAddress = useRefused('sipAddress');
  const refusedName = useRefused('userName');
  const refusedUrls = useRefused('discoveryUrls');
  const addressProblem = shown?.field === 'address' ? shown.text : refusedAddress;
  const urlsProblem = shown?.field === 'urls' ? shown.text : refusedUrls;
  return (
    <>
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
    </>
  );
}
