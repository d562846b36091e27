/** Choices that few walks need: sign-in method, registrar, DNS, connect-to, authorities, trusted hosts, proxy, limit, secrets. */
import { useState, type ReactNode } from 'react';
import type { SignInMethod, SipAuth } from '../../shared/session/model.js';
import { pickFile } from '../bridge/webFiles.js';
import { Icon } from '../common/Icon.js';
import { ClientField } from './ClientField.js';
import { mend, useRefused } from './refused.js';
import { SelectField } from './SelectField.js';
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

const depths: readonly { readonly value: FormValues['dnsDepth']; readonly label: string }[] = [
  { value: 'full', label: 'With the zone’s own servers' },
  { value: 'none', label: 'No, one resolver is enough' },
];

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
  return (
    <>
      <SelectField
        id="sip"
        label="Sign in at the registrar (SIP)"
        options={registrar}
        value={form.sip}
        onChange={(sip) => {
          mend('sipServer');
          set({ sip });
        }}
      />
      {form.sip === 'none' ? null : (
        <>
          <SelectField
            id="sip-auth"
            label="Way to sign in there"
            options={schemes}
            value={form.sipAuth}
            onChange={(sipAuth) => set({ sipAuth })}
          />
          {form.lab !== null ? null : (
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

/** How deep DNS is looked into: whose answers are compared, and whether one of them is outside the company. */
function Names({ form }: { readonly form: FormValues }): ReactNode {
  return (
    <>
      <SelectField
        id="dns-depth"
        label="Compare what DNS says"
        hint="Finds records that are stale, or differ from server to server"
        options={depths}
        value={form.dnsDepth}
        onChange={(dnsDepth) => {
          mend('publicResolver');
          set({ dnsDepth });
        }}
      />
      {form.lab !== null || form.dnsDepth === 'none' ? null : (
        <TextField
          id="public-resolver"
          label="And with a public resolver"
          hint="Whoever runs it is told the names of the company’s domain. Empty: none is asked"
          placeholder="203.0.113.53"
          field="publicResolver"
          value={form.publicResolver}
          onChange={(publicResolver) => set({ publicResolver })}
        />
      )}
    </>
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
        {isMeeting ? null : (
          <SelectField
            id="signin"
            label="Sign in with"
            options={methods}
            value={form.signIn}
            onChange={(signIn) => set({ signIn })}
          />
        )}
        <div className="adv-field">
          <label className="lab" htmlFor="timeout">
            Give up a wait after, seconds
          </label>
          <input
            id="timeout"
            className="input"
            inputMode="decimal"
            value={form.timeoutSeconds}
            aria-invalid={badTime}
            aria-describedby={badTime ? 'timeout-problem' : undefined}
            onChange={(event) => set({ timeoutSeconds: event.target.value })}
          />
          {badTime ? <Refusal id="timeout-problem" text={problem.text} /> : null}
        </div>
        {isMeeting ? null : <ClientField value={form.client} />}
        {isMeeting ? null : <Registrar form={form} />}
        {inLab ? null : (
          <TextField
            id="resolver"
            label="DNS resolver"
            hint="Empty: the system’s own"
            placeholder="192.0.2.53:53"
            field="resolver"
            value={form.resolver}
            onChange={(resolver) => set({ resolver })}
          />
        )}
        {isMeeting ? null : <Names form={form} />}
        {inLab ? null : (
          <>
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
