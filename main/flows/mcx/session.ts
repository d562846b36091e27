/** Whether a load balancer keeps the requests of one Mcx session at one server, as Mcx needs. docs/protocol/front-ends.md. */
import { cookieHeader, keptCookies, type Cookies } from '../../../shared/protocol/cookies.js';
import { doubtReason, type TlsDoubt } from '../../../shared/session/tlsDoubt.js';
import { frontEndFact, frontEndsOf, serverNameIn, type FrontEndAnswer } from '../../../shared/protocol/frontEnds.js';
import type { Reply, StepHandle } from '../../engine/api.js';
import { headerOf, headersOf, hostOf } from '../answers.js';
import type { Place, Walk } from '../context.js';

/** Dealt out at random over two servers, all of them meet the same one in 1 of 8 tries; dealt out in turn, in none. */
const requests = 4;
const waitMs = 5000;

/**
 * Asks the Mcx address several times as one client would, with the cookies it is given.
 * @param url address of the Mcx service, trusted
 */
export async function keepToOneServer(walk: Walk, place: Place, url: string): Promise<void> {
  const { step: above, side } = place;
  const title = `Ask ${hostOf(url)} ${requests} times as one phone would`;
  const spec = { kind: 'mcx.session', side, title } as const;
  await above.attempt(spec, async (step) => {
    const answers: FrontEndAnswer[] = [];
    let cookies: Cookies = new Map();
    let isSecure = true;
    let doubt: TlsDoubt | undefined;
    // 1. A phone comes over a new connection each time, and gives back the cookies it got.
    while (answers.length < requests && isSecure && !walk.run.root.signal.aborted) {
      const reply = await ask(step, url, cookies);
      const server = serverNameIn(headerOf(reply, 'X-MS-Server-Fqdn'));
      answers.push({
        server,
        address: undefined,
        status: reply.status,
        failure: undefined,
        isSecure: reply.secure,
      });
      ({ secure: isSecure, doubt } = reply);
      cookies = keptCookies(cookies, headersOf(reply, 'Set-Cookie'), new URL(url));
    }
    note(step, answers, cookies, doubt);
  });
}

async function ask(step: StepHandle, url: string, cookies: Cookies): Promise<Reply> {
  const line = step.pin(url, { isNew: true });
  const cookie = cookieHeader(cookies);
  try {
    return await line.exchange(step, {
      method: 'GET',
      url,
      headers: [['Accept', '*/*'], ...(cookie === undefined ? [] : [['Cookie', cookie] as const])],
      expect: [200, 400, 401, 405],
      understood: 'any',
      waitMs: Math.min(step.target.timeoutMs, waitMs),
      // A cookie may be worth as much as a ticket.
      carriesCredential: cookie !== undefined,
    });
  } finally {
    await line.close();
  }
}

/** 2. Mcx keeps its session at one server: requests that reach another one fail there. */
function note(
  step: StepHandle,
  answers: readonly FrontEndAnswer[],
  cookies: Cookies,
  doubt: TlsDoubt | undefined,
): void {
  const servers = frontEndsOf(answers);
  for (const server of servers) step.fact('front-end', frontEndFact(server));
  for (const name of cookies.keys()) step.fact('affinity-cookie', name);
  const named = servers.flatMap(({ server }) => server ?? []);
  const given = cookies.size === 0 ? 'No answer gave a cookie' : `Cookies sent back: ${[...cookies.keys()].join(', ')}`;
  step.value(
    named.length === 1 ? '1 server' : named.length === 0 ? 'no server gave its name' : `${named.length} servers`,
  );
  step.meaning(`${given}. ${meaningOf(named, answers.length, doubt)}`);
}

function meaningOf(named: readonly string[], asked: number, doubt: TlsDoubt | undefined): string {
  if (asked < requests) return `${doubtReason(doubt)} So nothing more was asked.`;
  if (named.length === 0) return 'The answers name no server, so whether it was one does not show.';
  if (named.length === 1) return `All ${asked} requests reached ${named.join('')}, as Mcx needs it.`;
  return `${asked} requests reached ${named.length} servers, but the session of a phone lives on one of them only.`;
}
