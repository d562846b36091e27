/** The sign-in data of a request and its answers: what is offered, gssapi-data decoded, the signed string by fields. */
import type { ReactNode } from 'react';
import { parameterOf, parseChallenges, type Challenge } from '../../shared/protocol/challenge.js';
import { decodeGssapiData, decodeSignature } from '../../shared/protocol/sip/decode/gssapiData.js';
import { signatureFields } from '../../shared/protocol/sip/decode/signatureFields.js';
import { sipHeaders } from '../../shared/protocol/sip/message.js';
import { factsOf } from '../../shared/session/facts.js';
import type { Session, SipMessage, Step } from '../../shared/session/model.js';
import { CopyButton } from '../common/CopyButton.js';
import { Empty } from '../common/Empty.js';
import { count } from '../common/format.js';
import { StatusIcon } from '../common/StatusIcon.js';
import { factWord } from '../detail/factNames.js';
import type { SipRow } from '../state/rows.js';
import type { Status } from '../state/status.js';
import { DecodedFields, DecodedView } from './DecodedView.js';
import { startLine } from './startNotes.js';

const credentialFields = ['Authorization', 'Proxy-Authorization'];
const challengeFields = ['WWW-Authenticate', 'Proxy-Authenticate'];
const infoFields = ['Authentication-Info', 'Proxy-Authentication-Info'];

const read = (message: SipMessage, names: readonly string[]): readonly Challenge[] =>
  parseChallenges(names.flatMap((name) => sipHeaders(message, name)));

interface SignInPaneProps {
  readonly session: Session;
  readonly row: SipRow;
}

export function SignInPane({ session, row }: SignInPaneProps): ReactNode {
  const messages = [...(row.request === undefined ? [] : [row.request]), ...row.answers].filter(
    (message) => message.signature !== undefined || hasData(message),
  );
  if (messages.length === 0) {
    return (
      <Empty
        icon="lock"
        title="No sign-in data"
        text="The request names nobody who signs in, and the answer neither offers a way nor bears a signature."
      />
    );
  }
  return (
    <div className="sign-in" tabIndex={0} role="group" aria-label="Sign-in data">
      {messages.map((message) => (
        <section key={message.id} aria-label={startLine(message)}>
          <h3>
            <span className="dim">{message.direction === 'sent' ? 'Sent' : 'Received'}</span> {startLine(message)}
          </h3>
          <OfMessage session={session} message={message} />
        </section>
      ))}
    </div>
  );
}

function hasData(message: SipMessage): boolean {
  return [credentialFields, challengeFields, infoFields].some((names) => read(message, names).length > 0);
}

function OfMessage({ session, message }: { readonly session: Session; readonly message: SipMessage }): ReactNode {
  const credentials = read(message, credentialFields);
  const challenges = read(message, challengeFields);
  const offers = challenges.filter((each) => parameterOf(each, 'gssapi-data') === undefined);
  const withData = [...credentials, ...challenges].filter((each) => parameterOf(each, 'gssapi-data') !== undefined);
  return (
    <>
      {offers.length === 0 ? null : <Offers offers={offers} />}
      {withData.map((each, index) => (
        <Data key={index} session={session} message={message} challenge={each} />
      ))}
      <Signature message={message} challenge={[...credentials, ...read(message, infoFields)][0]} />
    </>
  );
}

const schemeWords: Readonly<Record<string, string>> = {
  NTLM: 'With user name and password.',
  KERBEROS: 'With the sign-in of a computer that is in the domain.',
  'TLS-DSK': 'With a client certificate that the pool gives out.',
};

function Offers({ offers }: { readonly offers: readonly Challenge[] }): ReactNode {
  return (
    <section className="decoded-part">
      <h4>Ways to sign in that are offered</h4>
      <div className="table-wrap">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">Scheme</th>
              <th scope="col">For the server</th>
              <th scope="col">Version</th>
              <th scope="col">Certificates from</th>
              <th scope="col">What it means</th>
            </tr>
          </thead>
          <tbody>
            {offers.map((offer, index) => (
              <tr key={index}>
                <th scope="row">{offer.scheme}</th>
                <td className="mono">{parameterOf(offer, 'targetname')}</td>
                <td>{parameterOf(offer, 'version') ?? '2, as none is named'}</td>
                <td className="mono">{parameterOf(offer, 'sts-uri')}</td>
                <td>{schemeWords[offer.scheme.toUpperCase()]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface DataProps {
  readonly session: Session;
  readonly message: SipMessage;
  readonly challenge: Challenge;
}

function Data({ session, message, challenge }: DataProps): ReactNode {
  const data = decodeGssapiData(parameterOf(challenge, 'gssapi-data') ?? '');
  const title = `gssapi-data of ${challenge.scheme}`;
  switch (data.kind) {
    case 'decoded':
      return <DecodedView part={data.part} atMs={Date.parse(session.startedAt) + message.atMs} />;
    case 'empty':
      return (
        <section className="decoded-part">
          <h4>{title}: empty</h4>
          <p>The client chooses {challenge.scheme} and waits for the server to begin.</p>
        </section>
      );
    case 'masked':
      return (
        <section className="decoded-part">
          <h4>{title}: hidden</h4>
          <p>
            About {count(data.length)} bytes, hidden in the recording: they prove the password. What was read of them
            before:
          </p>
          <Kept step={session.steps.find(({ id }) => id === message.stepId)} />
        </section>
      );
    case 'unknown':
      return (
        <section className="decoded-part">
          <h4>{title}: not readable</h4>
          <p>{data.why}</p>
        </section>
      );
  }
}

const keptFacts = ['sign-in-with', 'ntlm-user', 'ntlm-mic', 'channel-binding', 'credential-use'] as const;

/** What the recorder kept of a hidden message. */
function Kept({ step }: { readonly step: Step | undefined }): ReactNode {
  if (step === undefined) return null;
  const fields = keptFacts.flatMap((name) => factsOf(step, name).map((value) => ({ name: factWord(name), value })));
  return fields.length === 0 ? <p className="dim">Nothing.</p> : <DecodedFields fields={fields} />;
}

type State = NonNullable<SipMessage['signature']>['state'];

const states: Readonly<Record<State, readonly [Status, string, string]>> = {
  made: [
    'passed',
    'Made here',
    'With the key of this sign-in. The server checks it and drops the message if it is wrong.',
  ],
  verified: [
    'passed',
    'Verified',
    'The answer comes from the server that took the sign-in, and nobody changed it on the way.',
  ],
  wrong: [
    'failed',
    'Wrong',
    'It does not belong to this string: something on the way changed the answer, or another server signed it.',
  ],
  missing: [
    'warning',
    'Missing',
    'A server of this family signs what it answers after a sign-in. Nobody knows who answered.',
  ],
};

interface SignatureProps {
  readonly message: SipMessage;
  readonly challenge: Challenge | undefined;
}

function Signature({ message, challenge }: SignatureProps): ReactNode {
  const { signature } = message;
  if (signature === undefined) return null;
  const [status, word, meaning] = states[signature.state];
  const { layout, fields } = signatureFields(signature.text);
  const value =
    challenge === undefined ? undefined : (parameterOf(challenge, 'response') ?? parameterOf(challenge, 'rspauth'));
  const decoded = value === undefined ? undefined : decodeSignature(challenge?.scheme ?? '', value);
  return (
    <section className="decoded-part" aria-label="Signature">
      <h4>
        Signature: <StatusIcon status={status} silent /> {word}
      </h4>
      <p>{meaning}</p>
      <p className="signed-text mono">
        {signature.text}
        <CopyButton label="Copy the signed string" text={() => signature.text} />
      </p>
      <p className="dim">
        {layout === 'unknown'
          ? 'It has another number of fields than any version of the protocol.'
          : `The string as it was built, of ${layout}. Field by field:`}
      </p>
      <DecodedFields
        fields={fields.map((field) => ({ ...field, value: field.value === '' ? '' : `<${field.value}>` }))}
      />
      {value?.includes('*') === true ? (
        <p className="dim">The signature itself is hidden: with the string it would help to guess the password.</p>
      ) : null}
      {decoded === undefined ? null : <DecodedFields fields={decoded.fields} />}
    </section>
  );
}
