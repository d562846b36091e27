/**
 * The same walk as plain curl commands, one after the other, as an administrator would type them: root, domain, the
 * challenge, MEX (both ways), a web ticket with NTLM, the user document, the OAuth grant and the document again, and
 * all of it at the home pool. Names go by --connect-to; curl asks no name server here.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { LabDescription } from './labProcess.js';

const run = promisify(execFile);
const xmlType = 'Accept: application/vnd.microsoft.rtc.autodiscover+xml;v=1';

/** Which curl there is, or undefined. */
export async function curlVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await run('curl', ['--version']);
    return /NTLM/.test(stdout) ? stdout.split(' ').slice(0, 2).join(' ') : undefined;
  } catch {
    return undefined;
  }
}

/** Walks; resolves to the number of commands, throws where an answer is not what the protocol says. */
export async function curlWalk(lab: LabDescription): Promise<number> {
  const user = lab.users[0];
  if (user === undefined) throw new Error('the lab has no users');
  let commands = 0;
  const curl = async (...args: readonly string[]): Promise<string> => {
    commands += 1;
    const rules = lab.connectTo.flatMap((rule) => ['--connect-to', rule]);
    const { stdout } = await run('curl', ['-sSi', '--noproxy', '*', '--cacert', lab.caFile, ...rules, ...args]);
    return stdout;
  };
  const query = `sipuri=${encodeURIComponent(user.sipAddress)}`;
  let root = await curl('-H', xmlType, `https://lyncdiscover.${lab.domain}/?${query}`);
  await curl('-H', xmlType, `http://lyncdiscover.${lab.domain}/?${query}`);
  await curl('-H', 'Accept: application/json', `https://lyncdiscover.${lab.domain}/?${query}`);
  await curl('-H', xmlType, linkIn(root, 'Domain'));
  for (let hop = 0; hop < 3; hop += 1) {
    const userUrl = linkIn(root, 'User');
    const challenge = await curl('-H', xmlType, userUrl);
    const service = /^X-MS-WebTicketURL: *(\S+)/im.exec(challenge)?.[1] ?? fail('no X-MS-WebTicketURL', challenge);
    await curl(`${service}/mex`);
    await curl('-H', 'Content-Type: application/soap+xml', '-d', transferGet(service), `${service}/mex`);
    const issue = [
      '-H',
      'Content-Type: text/xml',
      '-H',
      'SOAPAction: "http://docs.oasis-open.org/ws-sx/ws-trust/200512/RST/Issue"',
    ];
    const answer = await curl(
      '--ntlm',
      '-u',
      `${user.userName}:${user.password}`,
      ...issue,
      '-d',
      request(userUrl, user.sipAddress),
      service,
    );
    const assertion = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(answer)?.[0] ?? fail('no assertion', answer);
    const ticket = Buffer.from(assertion).toString('base64');
    const document = await curl('-H', xmlType, '-H', `X-MS-WebTicket: opaque=${ticket}`, userUrl);
    const redirect = /token="Redirect"\s+href="([^"]+)"/.exec(document)?.[1];
    if (redirect === undefined) {
      await oauth(linkIn(root, 'OAuth'), user, curl);
      return commands;
    }
    root = await curl('-H', xmlType, redirect.replaceAll('&amp;', '&'));
  }
  throw new Error('the user has no home');
}

async function oauth(
  url: string,
  user: LabDescription['users'][number],
  curl: (...args: readonly string[]) => Promise<string>,
): Promise<void> {
  const challenge = await curl('-H', 'Accept: application/json', url);
  const href = /MsRtcOAuth href="([^"]+)"/i.exec(challenge)?.[1] ?? fail('no MsRtcOAuth challenge', challenge);
  const fields = { grant_type: 'password', username: user.userName, password: user.password };
  const token = await curl('-d', new URLSearchParams(fields).toString(), href);
  const access = /"access_token"\s*:\s*"([^"]+)"/.exec(token)?.[1] ?? fail('no token', token);
  for (const accept of [xmlType, 'Accept: application/json']) {
    const document = await curl('-H', accept, '-H', `Authorization: Bearer ${access.replaceAll('\\/', '/')}`, url);
    if (!/ 200 /.test(document.split('\n')[0] ?? '')) fail('no user document', document);
  }
}

function linkIn(document: string, token: string): string {
  const href = new RegExp(`token="${token}"\\s+href="([^"]+)"`).exec(document)?.[1];
  return href?.replaceAll('&amp;', '&') ?? fail(`no link ${token}`, document);
}

function fail(what: string, answer: string): never {
  throw new Error(`${what} in:\n${answer.slice(0, 2000)}`);
}

const transferGet = (service: string): string =>
  '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>' +
  '<a:Action s:mustUnderstand="1">http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>' +
  '<a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo>' +
  `<a:To s:mustUnderstand="1">${service}</a:To></s:Header><s:Body/></s:Envelope>`;

const request = (appliesTo: string, sipAddress: string): string =>
  '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
  '<wst:RequestSecurityToken xmlns:wst="http://docs.oasis-open.org/ws-sx/ws-trust/200512" Context="9b3f0c51-0d5c-4e41-9c57-1f0a6a3c2d11">' +
  '<wst:TokenType>http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV1.1</wst:TokenType>' +
  '<wst:RequestType>http://schemas.xmlsoap.org/ws/2005/02/trust/Issue</wst:RequestType>' +
  '<wsp:AppliesTo xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy"><wsa:EndpointReference xmlns:wsa="http://www.w3.org/2005/08/addressing">' +
  `<wsa:Address>${appliesTo.replaceAll('&', '&amp;')}</wsa:Address></wsa:EndpointReference></wsp:AppliesTo>` +
  '<wst:Claims Dialect="urn:component:Microsoft.Rtc.WebAuthentication.2010:authclaims"><auth:ClaimType xmlns:auth="http://schemas.xmlsoap.org/ws/2006/12/authorization"' +
  ` Uri="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/uri" Optional="false"><auth:Value>sip:${sipAddress}</auth:Value></auth:ClaimType></wst:Claims>` +
  `<wst:Entropy><wst:BinarySecret>${randomBytes(32).toString('base64')}</wst:BinarySecret></wst:Entropy>` +
  '<wst:KeyType>http://docs.oasis-open.org/ws-sx/ws-trust/200512/SymmetricKey</wst:KeyType>' +
  '</wst:RequestSecurityToken></s:Body></s:Envelope>';
