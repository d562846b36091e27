/** One request for a root document, and what its answer says: the document, or where to go on. [MS-OCDISCWS 3.1.5.2] */
import { failed } from '../../shared/failure.js';
import { linkOf, type AutodiscoverDocument } from '../../shared/protocol/autodiscover.js';
import { accepts } from '../../shared/protocol/mediaType.js';
import { doubtClause } from '../../shared/session/tlsDoubt.js';
import type { Reply, StepHandle } from '../engine/api.js';
import { headerOf, hostOf, meaningOfStranger, noteAnswer, unexpectedStatus } from './answers.js';
import { learn, learnLink, readDocument, type LearnedLink } from './documents.js';

/** One answer of a root address: the document, or an address to go on at. */
export type RootAnswer =
  | { readonly leads: 'on'; readonly document: AutodiscoverDocument; readonly reply: Reply }
  | { readonly leads: 'elsewhere'; readonly link: LearnedLink };

export const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];

/** Where the root requests are described. */
export const rootDocumentSpec = { doc: 'MS-OCDISCWS', section: '3.1.5.2' } as const;

/**
 * Asks one address for the root document.
 * @throws FailureError for any answer that neither is a root document nor sends on
 */
export async function askRoot(step: StepHandle, url: string, accept: string): Promise<RootAnswer> {
  const reply = await step.exchange({
    method: 'GET',
    url,
    headers: [['Accept', accept]],
    expect: [200, ...redirectStatuses],
    understood: 'any',
    urgent: true,
  });
  noteAnswer(step, reply);
  return readRoot(step, reply, accept);
}

/** Reads an answer to such a request. @throws FailureError as askRoot() */
export function readRoot(step: StepHandle, reply: Reply, accept: string): RootAnswer {
  if (redirectStatuses.includes(reply.status)) return answerOfLocation(step, reply);
  if (reply.status !== 200) {
    const isTooOld = reply.status === 406 && accept === accepts.json;
    if (isTooOld) step.fact('server-version', 'Lync Server 2010');
    step.meaning(
      isTooOld
        ? 'The server knows no JSON: that is Lync Server 2010, which has neither UCWA nor OAuth.'
        : meaningOfStranger(reply),
    );
    throw unexpectedStatus(reply, `The root document was asked for at ${reply.url}`);
  }
  const document = readDocument(step, reply, 'root', accept);
  const redirect = learnLink(document, 'redirect', reply);
  if (redirect !== undefined) {
    step.fact('redirect-to', redirect.url);
    step.value('200 redirect');
    step.meaning(`The server sends clients on to ${hostOf(redirect.url)}.`);
    return { leads: 'elsewhere', link: redirect };
  }
  describeRoot(step, document, reply);
  return { leads: 'on', document, reply };
}

function answerOfLocation(step: StepHandle, reply: Reply): RootAnswer {
  const location = headerOf(reply, 'Location')?.trim() ?? '';
  if (location === '') {
    throw failed(
      'parse',
      'missing_header',
      `${hostOf(reply.url)} answered ${reply.status} without saying where to go (Location).`,
    );
  }
  const link = learn(location, 'Location', reply);
  step.fact('redirect-to', link.url);
  step.value(`${reply.status} to ${hostOf(link.url)}`);
  step.meaning(
    hostOf(link.url) === hostOf(reply.url)
      ? 'The web site sends clients to another address on the same host.'
      : `The web site sends clients on to ${hostOf(link.url)}.`,
  );
  return { leads: 'elsewhere', link };
}

function describeRoot(step: StepHandle, document: AutodiscoverDocument, reply: Reply): void {
  const version = versionOf(document, reply);
  if (version !== undefined) step.fact('server-version', version);
  const location = document.accessLocation;
  step.value(location === undefined ? '200' : `200 ${location}`);
  if (document.form === 'ucwa-json' || document.form === 'ucwa-xml') {
    step.meaning('The server names where to ask for the user with a token, as web apps do.');
    return;
  }
  const seen =
    location === undefined
      ? 'The server does not say whether it takes us for inside or outside'
      : `The server takes us for ${location.toLowerCase() === 'internal' ? 'inside the company network' : 'outside'}`;
  const unsafe = reply.url.startsWith('https:') && !reply.secure;
  step.meaning(
    `${seen} and names where to ask for the user.${
      !unsafe
        ? ''
        : (reply.doubt ?? 'certificate') === 'certificate'
          ? ' Its certificate does not validate, so clients would not use this answer.'
          : ` It comes from a server ${doubtClause(reply.doubt)}, and clients of today would not use it.`
    }`,
  );
}

function versionOf(document: AutodiscoverDocument, reply: Reply): string | undefined {
  if (document.form !== 'autodiscover-xml') return undefined;
  if (linkOf(document, 'OAuth') === undefined) return undefined;
  // Skype for Business Server 2015 brought both headers.
  const is2015 =
    headerOf(reply, 'client-request-id') !== undefined || headerOf(reply, 'X-MS-Correlation-Id') !== undefined;
  return is2015 ? 'Skype for Business Server 2015 or later' : 'Lync Server 2013 or later';
}
