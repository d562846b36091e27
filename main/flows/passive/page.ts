/** The page of a passive sign-in: which one it is, and a person who signs in there. docs/protocol/passive.md, steps 1 and 2. */
import { failed, FailureError } from '../../../shared/failure.js';
import { passiveGrant } from '../../../shared/protocol/oauthToken.js';
import { doubtClause, doubtReason } from '../../../shared/session/tlsDoubt.js';
import type { StepHandle } from '../../engine/api.js';
import { hostOf, noteAnswer, reasonOf, unexpectedStatus } from '../answers.js';
import { learn, trustSecure, type LearnedLink } from '../documents.js';
import { errorIn, tokenHeaders, type TokenService } from '../tokenAnswer.js';
import { passiveField } from '../tokenRequest.js';

/**
 * Posts the passive grant without cookies: 400 with ms_rtc_passiveauthuri is the good answer.
 * @throws FailureError protocol/grant_not_allowed, protocol/unexpected_status; parse/malformed_document
 */
export async function askForPage(step: StepHandle, service: TokenService): Promise<LearnedLink> {
  const url = await trustSecure(step, service.link);
  step.fact('sign-in-with', 'passive grant');
  const reply = await step.exchange({
    method: 'POST',
    url,
    headers: tokenHeaders,
    body: passiveGrant,
    expect: [400],
    understood: 'any',
  });
  noteAnswer(step, reply);
  const error = errorIn(reply);
  if (error?.passiveAuthUri !== undefined) {
    step.fact('passive-uri', error.passiveAuthUri.slice(0, 500));
    const page = learn(error.passiveAuthUri, passiveField, reply);
    step.meaning(`As it should: without a sign-in there is no token. Users sign in on a page of ${hostOf(page.url)}.`);
    return page;
  }
  if (error?.error === 'unsupported_grant_type') {
    step.meaning('The server offers the sign-in on a page in its challenge, and refuses it here.');
    const { text } = reasonOf(reply);
    throw failed(
      'protocol',
      'grant_not_allowed',
      `${hostOf(url)} answered ${reply.status} ${error.error}${text === '' ? '' : ` (${text})`}.`,
    );
  }
  step.meaning('The answer does not say where users sign in.');
  throw unexpectedStatus(reply, 'It was asked which page users sign in on');
}

/**
 * Shows the page once the user has agreed to it.
 * @returns value of the Cookie header for the token service
 * @throws FailureError trust/…; credential/unvalidated_tls, credential/no_credential; connect/unknown
 */
export async function signInOnPage(step: StepHandle, service: TokenService, page: LearnedLink): Promise<string> {
  if (!page.reply.secure) {
    step.meaning(`${doubtReason(page.reply.doubt)} So the page it named was not opened.`);
    throw failed(
      'credential',
      'unvalidated_tls',
      `${hostOf(page.reply.url)}, ${doubtClause(page.reply.doubt)}, named the sign-in page. It was not opened.`,
    );
  }
  const url = await trustSecure(step, page);
  const cookiesFor = await trustSecure(step, service.link);
  const host = hostOf(url);
  step.fact('passive-uri', url.slice(0, 500));
  const way = await step.pages.choose({ url, from: hostOf(cookiesFor), hasDeviceCode: false, ownWindow: true });
  if (way !== 'browser') throw notOpened(step, host, way === 'nobody');
  try {
    const cookies = await step.pages.cookiesFrom({
      url,
      cookiesFor,
      mayVisit: (next, from) => mayVisit(step, next, from),
    });
    step.value('signed in');
    step.meaning(
      `Somebody signed in on the page of ${host}. What the page left for ${hostOf(cookiesFor)} is the proof.`,
    );
    return cookies;
  } catch (error) {
    if (error instanceof FailureError && error.failure.code === 'no_credential') {
      step.value('stopped');
      step.meaning(`The sign-in on the page of ${host} did not come to its end, and nobody is asked again.`);
    }
    throw error;
  }
}

/** Another host of the sign-in (AD FS) has to pass the trust check like every learned address. What it is asked is not recorded. */
async function mayVisit(step: StepHandle, address: string, from: string): Promise<boolean> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:') return false;
  try {
    await step.trust(`${url.origin}${url.pathname}`, { field: 'the sign-in page', from, secure: false });
    return true;
  } catch (error) {
    if (error instanceof FailureError) return false;
    throw error;
  }
}

function notOpened(step: StepHandle, host: string, isNobody: boolean): FailureError {
  step.value('not opened');
  step.meaning(
    isNobody
      ? 'The rest needs a person who signs in on a page, and there is nobody here to ask.'
      : `The sign-in page of ${host} was not opened, as was wished. The rest needs it.`,
  );
  return failed(
    'credential',
    'no_credential',
    isNobody
      ? `Nobody can be asked here whether the sign-in page of ${host} may be opened.`
      : `The sign-in page of ${host} was not opened: nobody agreed to it.`,
  );
}
