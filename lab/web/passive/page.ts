// /PassiveAuth/PassiveAuth.aspx: sends a browser to AD FS, takes the token it comes back with, leaves a cookie (web.md 5.1
// and 6.3; WS-Federation 1.2, section 13).
import { passivePage } from '../../identity/wsFederation.js';
import { aspNetAnswer, emptyAnswer, type Answer } from '../shell/answer.js';
import { errorPage } from '../shell/errorPages.js';
import type { WebRequest } from '../shell/request.js';
import type { Services } from '../services.js';
import { webOrigin } from '../topology.js';
import { passiveCookie } from './sessions.js';

/** Lower case. */
export const passivePath = passivePage.toLowerCase();

/** Answers any request to the page. */
export async function answerPassive(services: Services, request: WebRequest): Promise<Answer> {
  const { policy, passiveSessions } = services;
  if (!policy.grants.includes('urn:microsoft.rtc:passive') || policy.passive === undefined) return errorPage(404);
  if (!request.secure) return errorPage(403);
  const { hostname } = request.lab.url;
  const realm = `${webOrigin(request.lab.pool, request.lab.site, policy)}${passivePage}`;
  if (request.method === 'POST') {
    const form = new URLSearchParams(request.lab.body.toString('utf8'));
    const sipAddress =
      form.get('wa') === 'wsignin1.0' ? await policy.passive.verify(form.get('wresult') ?? '', realm) : undefined;
    if (sipAddress === undefined) return page(401, 'ID4022: The sign-in was not accepted.');
    const cookie = `${passiveCookie}=${passiveSessions.open(sipAddress, hostname)}; path=/; secure; HttpOnly`;
    return emptyAnswer(302, [
      ['Location', passivePage],
      ['Set-Cookie', cookie],
    ]);
  }
  if (request.method !== 'GET') return errorPage(405, [['Allow', 'GET, POST']]);
  if (passiveSessions.find(request.header('Cookie'), hostname) !== undefined) return page(200, 'You are signed in.');
  return emptyAnswer(302, [['Location', policy.passive.signInUri(realm)]]);
}

function page(status: number, text: string): Answer {
  return aspNetAnswer(
    status,
    'text/html; charset=utf-8',
    `<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>${text}</h1></body></html>`,
    [['Cache-Control', 'no-store']],
  );
}
