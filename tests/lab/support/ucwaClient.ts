/** A small client of UCWA for tests, its requests and what it reads in answers, in process and without a network. */
import { readFileSync } from 'node:fs';
import { DOMParser, type Element } from '@xmldom/xmldom';
import fc from 'fast-check';
import type { LabResponse, ServerVersion, WebPolicy } from '../../../lab/types.js';
import { createSharedState, createWebApplications, type SharedState } from '../../../lab/web/index.js';
import { lena, startLab, text, type Lab } from '../../unit/lab-web/harness.js';

export const web = 'https://web1.contoso.com';
export const applications = `${web}/ucwa/oauth/v1/applications`;
export const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/ucwa/${name}`, import.meta.url), 'utf8').replace(/^.*\n/, '');

export interface Observed {
  readonly lab: Lab;
  readonly state: SharedState;
}

export function observe(version: ServerVersion = '2015', policy: Partial<WebPolicy> = {}): Observed {
  let state: SharedState | undefined;
  const lab = startLab(version, policy, (deployment, withPolicy, environment) => {
    state = createSharedState(environment);
    return createWebApplications(deployment, withPolicy, environment, state);
  });
  if (state === undefined) throw new Error('the lab did not start');
  return { lab, state };
}

export async function grant(lab: Lab, fields: Readonly<Record<string, string>>): Promise<LabResponse> {
  return lab.send(`${web}/WebTicket/oauthtoken`, {
    body: new URLSearchParams(fields).toString(),
    headers: [['Content-Type', 'application/x-www-form-urlencoded']],
  });
}

export async function tokenOf(lab: Lab, user = lena): Promise<string> {
  const answer = await grant(lab, { grant_type: 'password', username: user.userName, password: user.password });
  return (JSON.parse(text(answer)) as { access_token: string }).access_token;
}

export interface Call {
  readonly method?: string;
  readonly body?: string | object;
  readonly type?: string;
  readonly accept?: string;
  readonly headers?: readonly (readonly [string, string])[];
}

/** A client that holds one token. */
export function clientWith(lab: Lab, token: string): (path: string, call?: Call) => Promise<LabResponse> {
  return (path, call = {}) =>
    lab.send(/^https?:/.test(path) ? path : web + path, {
      ...(call.method === undefined ? {} : { method: call.method }),
      ...(call.body === undefined
        ? {}
        : { body: typeof call.body === 'string' ? call.body : JSON.stringify(call.body) }),
      headers: [
        ['Authorization', `Bearer ${token}`],
        ['Accept', call.accept ?? 'application/json'],
        ...(call.body === undefined ? [] : [['Content-Type', call.type ?? 'application/json'] as const]),
        ...(call.headers ?? []),
      ],
    });
}

export interface Resource {
  readonly _links?: Readonly<Record<string, { readonly href: string } | undefined>>;
  readonly _embedded: Readonly<Record<string, Resource>>;
  readonly [property: string]: unknown;
}
export const resource = (answer: LabResponse): Resource => JSON.parse(text(answer)) as Resource;
export const link = (of: Resource | undefined, rel: string): string => of?._links?.[rel]?.href ?? `no link ${rel}`;
export const refusal = (answer: LabResponse): readonly unknown[] => {
  const { code, subcode } = JSON.parse(text(answer)) as { code: string; subcode?: string };
  return [answer.status, code, subcode];
};

export const asked = {
  UserAgent: 'UCWA Samples',
  EndpointId: 'a917c6f4-976c-4cf3-847d-cdfffa28ccdf',
  Culture: 'en-US',
};
export const xmlAsked =
  '<?xml version="1.0" encoding="utf-8"?>\n<input xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"><property name="culture">en-us</property><property name="endpointId">123456</property><property name="userAgent">ContosoApp/1.0 (Windows Phone OS 7.5)</property></input>';

export async function signedIn(version?: ServerVersion, policy?: Partial<WebPolicy>) {
  const { lab, state } = observe(version, policy);
  const send = clientWith(lab, await tokenOf(lab));
  const created = await send(applications, { body: asked });
  const application = resource(created);
  return { lab, state, send, created, application, self: link(application, 'self') };
}

/** The text with ids, the user and what is drawn anew replaced by those of the published sample. */
export function likeSample(body: string, self: string, id: string, etag: string, token: string): string {
  return body
    .replaceAll(self, `/ucwa/oauth/v1/applications/${id}`)
    .replaceAll('lena@contoso.com', 'lenea@contoso.com')
    .replaceAll(/"name":"Lena"/g, '"name":"Lene Aaling"')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}(?=(?:"|">)[: p])/g, token)
    .replaceAll(/("etag":"|"etag">)\d+/g, `$1${etag}`);
}

/** The text with a piece taken out somewhere. */
export const cutOf = (whole: string): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(whole.length), fc.nat(20)).map(([from, length]) => whole.slice(0, from) + whole.slice(from + length));

/** What an XML text says, without white space and the order of attributes. */
export function outline(xml: string): unknown {
  const read = (element: Element): unknown => [
    element.localName,
    Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
    [...element.childNodes].some((node) => node.nodeType === 1)
      ? [...element.childNodes].filter((node) => node.nodeType === 1).map((node) => read(node as Element))
      : (element.textContent ?? '').trim(),
  ];
  const root = new DOMParser().parseFromString(xml.trim(), 'text/xml').documentElement;
  return root === null ? null : read(root);
}
