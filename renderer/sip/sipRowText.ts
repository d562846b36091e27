/** What a row of SIP says: the request, what it is for, and the answer with its meaning. */
import { parseChallenges, parameterOf } from '../../shared/protocol/challenge.js';
import { sipHeader, sipHeaders } from '../../shared/protocol/sip/message.js';
import type { SipMessage } from '../../shared/session/model.js';
import { failureWords, type Asked } from '../exchange/words.js';
import type { SipRow } from '../state/rows.js';
import { finalAnswer, isFromServer, statusOfAnswer, wantsAnswer } from '../state/sipTransactions.js';
import type { Status } from '../state/status.js';

/** "REGISTER", "← NOTIFY" for what the server sends. */
export function sipKind(row: SipRow): string {
  const { request } = row;
  const method = request?.start.kind === 'request' ? request.start.method : 'SIP';
  return isFromServer(row) ? `← ${method}` : method;
}

/** Address and purpose: "sip:contoso.com, NTLM, proof of the password". */
export function sipAsked({ request, connection }: SipRow): Asked {
  if (request?.start.kind !== 'request') {
    return { before: 'from ', bright: connection?.host ?? 'the server', after: ', nobody asked' };
  }
  const [, scheme = '', address = ''] = /^(sips?:|tel:)?(.*)$/is.exec(request.start.uri) ?? [];
  const purpose = purposeOf(request);
  return { before: scheme, bright: address, after: purpose === undefined ? '' : `  ${purpose}` };
}

const events: Readonly<Record<string, string>> = {
  'vnd-microsoft-provisioning-v2': 'settings',
  'vnd-microsoft-provisioning': 'settings, old form',
  'vnd-microsoft-roaming-contacts': 'contact list',
  'vnd-microsoft-roaming-self': 'own presence',
  'vnd-microsoft-roaming-acl': 'who may see presence',
  presence: 'presence',
};

/** What a request is for, as far as its header fields tell: REGISTERs look alike otherwise. */
export function purposeOf(message: SipMessage): string | undefined {
  const method = message.start.kind === 'request' ? message.start.method.toUpperCase() : '';
  if (method !== 'REGISTER') {
    const event = sipHeader(message, 'Event');
    return event === undefined ? undefined : (events[event.split(';')[0]?.trim().toLowerCase() ?? ''] ?? event);
  }
  const how = credentialOf(message);
  if (sipHeader(message, 'Expires')?.trim() === '0') return how === undefined ? 'sign out' : `sign out, ${how}`;
  return how ?? 'no sign-in yet';
}

/** "NTLM, empty token", "TLS-DSK, handshake", "NTLM, proof of the password", "NTLM, signed". */
function credentialOf(message: SipMessage): string | undefined {
  const [credential] = parseChallenges([
    ...sipHeaders(message, 'Authorization'),
    ...sipHeaders(message, 'Proxy-Authorization'),
  ]);
  if (credential === undefined) return undefined;
  const data = parameterOf(credential, 'gssapi-data');
  const { scheme } = credential;
  if (data === undefined) return `${scheme}, signed`;
  if (data === '') return `${scheme}, empty token`;
  const scale = scheme.toUpperCase();
  return `${scheme}, ${scale === 'TLS-DSK' ? 'handshake' : scale === 'NTLM' ? 'proof of the password' : 'token'}`;
}

/** "401 Unauthorized, as expected" */
export function sipAnswer(row: SipRow, status: Status): string {
  const { request } = row;
  const answer = finalAnswer(row);
  const failure = request?.failure ?? answer?.failure;
  if (failure !== undefined) return failureWords(failure.code);
  if (answer === undefined) {
    if (request !== undefined && !wantsAnswer(request)) return 'No answer is due';
    if (isFromServer(row)) return 'Not answered';
    const provisional = row.answers.at(-1);
    if (provisional !== undefined) return statusLine(provisional);
    return status === 'running' ? 'Waiting for answer' : 'No answer';
  }
  return `${statusLine(answer)}${afterStatus(row, answer)}`;
}

function statusLine({ start }: SipMessage): string {
  return start.kind === 'response' ? `${start.status} ${start.reason}`.trim() : start.method;
}

/** What the status means here. */
function afterStatus(row: SipRow, answer: SipMessage): string {
  const { request } = row;
  if (answer.signature?.state === 'wrong') return ', wrong signature';
  if (answer.signature?.state === 'missing') return ', not signed';
  const status = statusOfAnswer(answer);
  if (status >= 300) {
    const code = /^\s*(\d{1,6})/.exec(sipHeader(answer, 'ms-diagnostics') ?? '')?.[1];
    if (request?.expectedStatuses?.includes(status) === true) {
      return status < 400 ? ', home server' : ', as expected';
    }
    return code === undefined ? '' : ` (${code})`;
  }
  if (request?.start.kind !== 'request' || request.start.method.toUpperCase() !== 'REGISTER') return '';
  return sipHeader(request, 'Expires')?.trim() === '0' ? ', signed out' : ', registered';
}
