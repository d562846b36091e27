/** Choices that few walks need: sign-in method, registrar, resolver, connect-to, authorities, trusted hosts, proxy, limit, secrets. */
import { useState, type ReactNode } from 'react';
import type { SignInMethod, SipAuth } from '../../shared/session/model.js';
import { pickFile } from '../bridge/webFiles.js';
import { Icon } from '../common/Icon.js';
import { ClientField } from './ClientField.js';
import { mend, useRefused } from './refused.js';
import { Refusal, TextField } from './TextField.js';
import { readAuthority, useFormStore, type FormProblem, type FormValues } from './form.js';

const set = (part: Partial<FormValues>): void => useFormStore.setState(part);

const methods: readonly { readonly value: SignInMethod; readonly label: string }[] = [
  { value: 'auto', label: 'Web ticket, then OAuth' },
  { value: 'web-ticket', label: 'Web ticket only' },
  { value: 'oauth', label: 'OAuth only' },
  { value: 'modern', label: 'Modern authentication (a sign-in page)' },
  { value: 'online', label: 'Online (password to Microsoft 365)' },
];

const registrar: readonly { readonly value: FormValues['sip']; readonly label: string }[] = [
  { value: 'auto', label: 'Yes, and out again' },
  { value: 'none', label: 'No, discovery and web only' },
];

const schemes: readonly { readonly value: SipAuth; readonly label: string }[] = [
  { value: 'auto', label: 'Every way it offers' },
  { value: 'ntlm', label: 'User name and password (NTLM)' },
  { value: 'tls-dsk', label: 'Client certificate (TLS-DSK)' },
  { value: 'kerberos', label: 'Kerberos: offer shown only' },
];

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly children: ReactNode;
}

function Field({ id, label, hint, children }: FieldProps): ReactNode {
  return (
    <div className="adv-field">
      <label className="lab" htmlFor={id}>
        {label}
      </label>
      {children}
      {hint === undefined ? null : (
        <small id={`${id}-hint`} className="hint">
          {hint}
        </small>
      )}
    </div>
  );
}

function Authorities({ form }: { readonly form: FormValues }): ReactNode {
  const [problem, setProblem] = useState<string | null>(null);
  const refused = useRefused('authorities');
  const add = async (): Promise<void> => {
    const file = await pickFile('.pem,.crt,.cer,.txt');
    if (file === null) return;
    const authority = readAuthority(file.name, await file.text());
    if (typeof authority === 'string') setProblem(authority);
    else {
      setProblem(null);
      mend('authorities');
      set({ authorities: [...form.authorities, authority] });
    }
  };
  return (
    <div className="adv-field">
      <span className="lab" id="authorities">
        Trust these authorities too
      </span>
      <div className="files" role="group" aria-labelledby="authorities">
        {form.authorities.map((authority, index) => (
          <span key={index} className="chip file">
            {authority.name}
            <button
              type="button"
              className="btn icon s"
              aria-label={`Remove ${authority.name}`}
              onClick={() => {
                mend('authorities');
                set({ authorities: form.authorities.filter((_each, at) => at !== index) });
              }}
            >
              <Icon name="x" className="sm" />
            </button>
          </span>
        ))}
        <button type="button" className="btn s" onClick={() => void add()}>
          Add a PEM file…
        </button>
      </div>
      {problem === null && refused === undefined ? null : (
        <Refusal id="authorities-problem" text={problem ?? refused ?? ''} />
      )}
    </div>
  );
}

/** Whether the walk goes on to the SIP registrar, where that is, and with which way to sign in. */
function Registrar({ form }: { readonly form: FormValues }): ReactNode {
  const inLab = form.lab !== null;
  return (
    <>
      <Field id="sip" label="Sign in at the registrar (SIP)">
        <select
          id="sip"
          className="select"
          value={form.sip}
          onChange={(event) => {
            mend('sipServer');
            set({ sip: event.target.value === 'none' ? 'none' : 'auto' });
          }}
        >
          {registrar.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      {form.sip === 'none' ? null : (
        <>
          <Field id="sip-auth" label="Way to sign in there">
            <select
              id="sip-auth"
              className="select"
              value={form.sipAuth}
              onChange={(event) =>
                set({ sipAuth: schemes.find(({ value }) => value === event.target.value)?.value ?? 'auto' })
              }
            >
              {schemes.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </Field>
          {inLab ? null : (
            <TextField
              id="sip-server"
              label="Registrar"
              hint="HOST:PORT. Empty: as discovery says"
              placeholder="sip.company.com:443"
              field="sipServer"
              value={form.sipServer}
              onChange={(sipServer) => set({ sipServer })}
            />
          )}
        </>
      )}
    </>
  );
}

function Method({ form }: { readonly form: FormValues }): ReactNode {
  return (
    <Field id="signin" label="Sign in with">
      <select
        id="signin"
        className="select"
        value={form.signIn}
        onChange={(event) =>
          set({ signIn: methods.find((method) => method.value === event.target.value)?.value ?? 'auto' })
        }
      >
        {methods.map((method) => (
          <option key={method.value} value={method.value}>
            {method.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

interface AdvancedProps {
  readonly form: FormValues;
  readonly problem: FormProblem | undefined;
}

export function Advanced({ form, problem }: AdvancedProps): ReactNode {
  const inLab = form.lab !== null;
  const isMeeting = form.mode === 'meeting';
  const badTime = problem?.field === 'timeoutSeconds';
  return (
    <section className="advanced" aria-label="More choices">
      <div className="adv-grid">
        {isMeeting ? null : <Method form={form} />}
        <Field id="timeout" label="Give up a wait after, seconds" {...(badTime ? { hint: problem.text } : {})}>
          <input
            id="timeout"
            className="input"
            inputMode="decimal"
            value={form.timeoutSeconds}
            aria-invalid={badTime}
            aria-describedby={badTime ? 'timeout-hint' : undefined}
            onChange={(event) => set({ timeoutSeconds: event.target.value })}
          />
        </Field>
        {isMeeting ? null : <ClientField value={form.client} />}
        {isMeeting ? null : <Registrar form={form} />}
        {inLab ? null : (
          <>
            <TextField
              id="resolver"
              label="DNS resolver"
              hint="Empty: the system’s own"
              placeholder="192.0.2.53:53"
              field="resolver"
              value={form.resolver}
              onChange={(resolver) => set({ resolver })}
            />
            <TextField
              id="proxy"
              label="Proxy"
              hint="auto, none or http://proxy.company.com:8080"
              field="proxy"
              value={form.proxy}
              onChange={(proxy) => set({ proxy })}
            />
            <TextField
              id="connect"
              label="Connect elsewhere"
              hint="HOST:PORT:ADDR:PORT, one a line, as in curl"
              rows={2}
              field="connectTo"
              value={form.connectTo}
              onChange={(connectTo) => set({ connectTo })}
            />
          </>
        )}
        <TextField
          id="trusted"
          label="These hosts are mine"
          hint="One a line. No question is asked for them"
          rows={2}
          field="trustedHosts"
          value={form.trustedHosts}
          onChange={(trustedHosts) => set({ trustedHosts })}
        />
        {inLab ? null : <Authorities form={form} />}
      </div>
      <label className="tick">
        <input
          type="checkbox"
          checked={form.keepSecrets}
          onChange={(event) => set({ keepSecrets: event.target.checked })}
          aria-describedby="keep-warning"
        />
        Keep secrets readable in the recording
      </label>
      <p id="keep-warning" className={`msg ${form.keepSecrets ? '' : 'dim'}`}>
        <Icon name={form.keepSecrets ? 'warn' : 'lock'} {...(form.keepSecrets ? { className: 'warn' } : {})} />
        <span>
          {form.keepSecrets
            ? 'Whoever gets the file can read the password, tickets and tokens, and sign in with them.'
            : 'Passwords, tickets and tokens are hidden before anything is kept.'}
        </span>
      </p>
    </section>
  );
}
