/** One token: of the organisation's AD FS for the password, of OrgID for the password or for that token. docs/protocol/online.md, steps 2 and 3. */
import { failed } from '../../shared/failure.js';
import {
  parseTokenAnswer,
  type IssuedToken,
  type TokenFault,
  type TokenRefusal,
} from '../../shared/protocol/orgIdAnswer.js';
import {
  orgIdRelyingParty,
  orgIdRequest,
  stsRequest,
  trustMediaType,
  trustVersionOf,
  type TrustProof,
} from '../../shared/protocol/orgIdRequest.js';
import { mediaTypeOf } from '../../shared/protocol/mediaType.js';
import type { Reply, StepHandle } from '../engine/api.js';
import { headerOf, hostOf, meaningOfStranger, noteAnswer, unexpectedStatus } from './answers.js';
import type { Walk } from './context.js';
import { trustSecure, type LearnedLink } from './documents.js';

/** The user name where it is one of the online service (user@domain), else the sign-in address. */
export function loginOf(userName: string | undefined, sipAddress: string): string {
  return userName !== undefined && /^[^\s@\\]+@[^\s@\\]+$/.test(userName) ? userName : sipAddress;
}

/**
 * A token of the AD FS, for the password. One use of it.
 * @param url trusted
 * @throws FailureError credential/credential_refused; protocol/no_common_binding; protocol/unexpected_status
 */
export async function askSts(step: StepHandle, walk: Walk, url: string): Promise<IssuedToken> {
  const version = trustVersionOf(url);
  const proof = await passwordProof(step, walk, url);
  const body = stsRequest({ version, endpoint: url, appliesTo: orgIdRelyingParty, ...fresh(walk), proof });
  const reply = await post(step, url, body);
  if (reply.status === 404 || reply.status === 503) {
    step.fact('token-refusal', 'not-published');
    step.meaning(
      'The sign-in server of the organisation does not offer this way of signing in here. Its address usernamemixed has to be enabled, also on the proxy in front of it.',
    );
    throw unexpectedStatus(reply, 'A token was asked for with user name and password');
  }
  return readToken(step, walk, reply, hostOf(url), true);
}

/**
 * A token of OrgID, for the password or for a token of the AD FS.
 * @throws FailureError as askSts()
 */
export async function askOrgId(
  step: StepHandle,
  { walk, orgId, appliesTo }: { readonly walk: Walk; readonly orgId: LearnedLink; readonly appliesTo: string },
  home?: IssuedToken,
): Promise<IssuedToken> {
  const url = await trustSecure(step, orgId);
  const proof: TrustProof =
    home === undefined ? await passwordProof(step, walk, url) : { kind: 'token', token: home.token };
  const time = fresh(walk);
  const reply = await post(
    step,
    url,
    orgIdRequest({
      version: '2005',
      endpoint: url,
      appliesTo,
      ...time,
      created: home?.created ?? time.created,
      expires: home?.expires ?? time.expires,
      proof,
    }),
  );
  return readToken(step, walk, reply, hostOf(url), home === undefined);
}

async function passwordProof(step: StepHandle, walk: Walk, url: string): Promise<TrustProof> {
  const { userName, password } = await walk.order.take(step, url);
  step.fact('sign-in-with', 'UsernameToken');
  return { kind: 'password', userName: loginOf(userName, step.target.sipAddress), password };
}

/** A message that is believed for five minutes. */
function fresh(walk: Walk): { readonly messageId: string; readonly created: string; readonly expires: string } {
  const now = walk.run.now();
  const seconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
  return { messageId: walk.run.random.uuid(), created: seconds(now), expires: seconds(now + 5 * 60_000) };
}

async function post(step: StepHandle, url: string, body: string): Promise<Reply> {
  const reply = await step.exchange({
    method: 'POST',
    url,
    headers: [['Content-Type', trustMediaType]],
    body,
    expect: [200],
    understood: 'any',
    carriesCredential: true,
  });
  noteAnswer(step, reply);
  return reply;
}

function readToken(step: StepHandle, walk: Walk, reply: Reply, host: string, byPassword: boolean): IssuedToken {
  const type = mediaTypeOf(headerOf(reply, 'Content-Type'));
  if (!/[/+]xml$/.test(type)) {
    step.meaning(meaningOfStranger(reply));
    throw unexpectedStatus(reply, 'A token was asked for');
  }
  const answer = parseTokenAnswer(reply.text, host);
  if (answer.kind === 'fault') throw refused(step, walk, answer.fault, host, byPassword);
  if (reply.status !== 200) throw unexpectedStatus(reply, 'A token was asked for');
  const { issued } = answer;
  // Usually found by the shape of the message; a token in a form of its own is one all the same.
  step.secret('web-ticket', issued.token);
  if (issued.created !== undefined) step.fact('ticket-not-before', issued.created);
  if (issued.expires !== undefined) step.fact('ticket-not-after', issued.expires);
  step.value(`200 ${issued.tokenName}`);
  step.meaning(`${host} accepted ${byPassword ? 'the password' : 'the token of the organisation'} and gave a token.`);
  return issued;
}

const meanings: Readonly<Record<TokenRefusal, string>> = {
  'wrong-password':
    'This user name and this password do not belong together. To protect the account from a lock-out, the password is not used again in this walk.',
  'password-expired': 'The password has expired. The user has to change it before anything else.',
  'second-factor':
    'The organisation demands a second factor (MFA). A password in a message can never give one; only a client with modern authentication can sign in.',
  federated:
    'The account signs in at a server of its organisation, and that server is not named. The password was not judged.',
  'unknown-account': 'The online service does not know this account, or it was never set up for it.',
  'not-allowed': 'A rule of the organisation forbids this sign-in, for example because of where it comes from.',
  clock: 'The time in the request is not believed: the clocks of this computer and the server differ too much.',
  other: 'The service gave no token. What it says is in the answer.',
};

function refused(step: StepHandle, walk: Walk, fault: TokenFault, host: string, byPassword: boolean): Error {
  const { refusal, code, text } = fault;
  step.fact('token-refusal', refusal);
  if (code !== '') step.fact('token-code', code);
  step.fact('fault', text === '' ? refusal : text);
  step.value(code === '' ? refusal : (code.split(' ')[0] ?? refusal));
  step.meaning(meanings[refusal]);
  const said = `${host} gave no token${code === '' ? '' : ` (${code})`}: ${text === '' ? 'it gives no reason' : text}`;
  if (byPassword && (refusal === 'wrong-password' || refusal === 'password-expired')) {
    walk.credentials.refused(step);
    return failed('credential', 'credential_refused', said);
  }
  const codes = { 'second-factor': 'no_common_binding', federated: 'no_common_binding' } as const;
  if (refusal === 'second-factor' || refusal === 'federated') return failed('protocol', codes[refusal], said);
  if (refusal === 'unknown-account') return failed('protocol', 'account_not_here', said);
  if (refusal === 'not-allowed') return failed('protocol', 'not_enabled', said);
  return failed('protocol', 'unexpected_document', said);
}
