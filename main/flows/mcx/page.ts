/** The page that the Mcx service shows to anybody: 200 means that it is up. docs/protocol/mcx.md, step 2. [Test-CsMcxP2PIM; Lync Server 2010 mobility] */
import { failed, FailureError } from '../../../shared/failure.js';
import type { McxLinks } from '../../../shared/protocol/mcxLinks.js';
import type { Side } from '../../../shared/session/model.js';
import type { Reply, StepHandle, StepSpec } from '../../engine/api.js';
import { hostOf, noteAnswer, unexpectedStatus } from '../answers.js';
import { isNetworkFailure } from '../context.js';

export const pageSpec = {
  kind: 'mcx.page',
  title: 'Ask for the page of the mobility service',
  spec: { doc: 'MS-OCDISCWS', section: '2.2.5.5' },
} as const satisfies StepSpec;

/**
 * Asks for the page without a sign-in.
 * @returns the address, trusted
 * @throws FailureError trust/insecure_link, protocol/unexpected_status, or what the network did
 */
export async function askForPage(
  step: StepHandle,
  link: { readonly token: string; readonly href: string },
  exposed: McxLinks['exposed'],
  side: Side,
): Promise<string> {
  const url = await trusted(step, link);
  let reply: Reply;
  try {
    reply = await step.exchange({ method: 'GET', url, headers: [['Accept', '*/*']], expect: [200], understood: 'any' });
  } catch (error) {
    if (error instanceof FailureError && isNetworkFailure(error.failure)) {
      step.meaning(meaningOfNoAnswer(hostOf(url), exposed, side));
    }
    throw error;
  }
  noteAnswer(step, reply);
  if (reply.status !== 200) {
    step.meaning(meaningOfStatus(reply));
    throw unexpectedStatus(reply, 'The page of the mobility service was asked for');
  }
  step.meaning(
    /\.svc/i.test(reply.text)
      ? 'The page of the service came: its application runs.'
      : 'A page came, though not the one of a Windows service. Its metadata tell what answers here.',
  );
  return url;
}

/** The address of a link, https only: a ticket goes there later. */
async function trusted(step: StepHandle, link: { readonly token: string; readonly href: string }): Promise<string> {
  if (!/^https:\/\//i.test(link.href)) {
    step.meaning('A ticket must never travel over plain HTTP, so clients stop here.');
    throw failed(
      'trust',
      'insecure_link',
      `Link ${link.token} leads to ${link.href.slice(0, 200)}, which is not https.`,
    );
  }
  const learned = { field: `Link ${link.token}`, from: 'the user document', secure: true } as const;
  return (await step.trust(link.href, learned)).href;
}

function meaningOfNoAnswer(host: string, exposed: McxLinks['exposed'], side: Side): string {
  if (exposed === 'internal') {
    return side === 'internal'
      ? `${host} is an internal name and does not answer here.`
      : `${host} is an internal name, which the server hands out to clients outside, too. They cannot reach it.`;
  }
  return side === 'internal'
    ? `Phones on the company Wi-Fi use this published address as well. Their way leads out of the network and back in to the reverse proxy; here it does not get there.`
    : 'A phone outside would get no answer here.';
}

/** What a status says about an application in IIS, or about what stands before it. */
export function meaningOfStatus({ status }: Reply): string {
  switch (status) {
    case 401:
    case 407:
      return 'Something wants a sign-in before it shows a page that is for everybody. A reverse proxy that asks first does this; phones cannot answer it.';
    case 403:
      return 'The page is forbidden: a reverse proxy does not publish /Mcx, or the web site refuses it.';
    case 404:
      return 'There is no such page: Mcx is not installed on the server that answered, or the reverse proxy does not publish /Mcx.';
    case 500:
      return 'The application is there and does not start: parts of IIS or ASP.NET that it needs are missing or broken.';
    case 502:
    case 503:
    case 504:
      return 'The application pool of Mcx is stopped or just restarting, or the server behind the proxy cannot be reached.';
    default:
      return 'This is not how the mobility service answers.';
  }
}
