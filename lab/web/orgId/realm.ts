// getuserrealm.srf: where an account signs in, as XML or JSON (web.md 12.2). The federated form is put together from
// what clients read; no full answer of it is published.
import type { FrontRequest } from '../../network/exchange.js';
import type { LabResponse } from '../../types.js';
import { xmlText } from '../xml.js';
import type { OrgIdAuthority } from './authority.js';

/** Answers GET with a query or POST with a form. */
export function answerRealm(authority: OrgIdAuthority, request: FrontRequest): LabResponse {
  const form = new URLSearchParams(request.method === 'POST' ? request.body.toString('utf8') : request.url.search);
  const login = form.get('login')?.trim() ?? '';
  const fields = fieldsOf(authority, login);
  return form.get('xml') === '1'
    ? answer('text/xml; charset=utf-8', writeXml(fields))
    : answer('application/json; charset=utf-8', JSON.stringify(Object.fromEntries(fields.filter(isInJson))));
}

type Field = readonly [name: string, value: string | number | boolean];

function fieldsOf(authority: OrgIdAuthority, login: string): readonly Field[] {
  const realm = authority.realmOf(login);
  const domain = login.slice(login.lastIndexOf('@') + 1);
  const known = (state: number): readonly Field[] => [
    ['State', state],
    ['UserState', 1],
    ['Login', login],
  ];
  if (realm === 'unknown') return [...known(4), ['NameSpaceType', 'Unknown']];
  const brand: readonly Field[] = [
    ['FederationBrandName', `${authority.deployment.netbiosDomain} Corporation`],
    ['CloudInstanceName', 'microsoftonline.com'],
    ['CloudInstanceIssuerUri', 'urn:federation:MicrosoftOnline'],
  ];
  if (realm === 'managed') {
    return [...known(4), ['NameSpaceType', 'Managed'], ['DomainName', domain], ['IsFederatedNS', false], ...brand];
  }
  const { stsUrl } = authority;
  const sts: readonly Field[] =
    stsUrl === undefined
      ? []
      : [
          ['STSAuthURL', stsUrl],
          ['AuthURL', new URL('/adfs/ls/?wa=wsignin1.0', stsUrl).href],
          ['PreferredProtocol', 1],
        ];
  return [
    ...known(3),
    ['NameSpaceType', 'Federated'],
    ['DomainName', domain],
    ['IsFederatedNS', true],
    ...sts,
    ...brand,
  ];
}

const isInJson = ([name]: Field): boolean => name !== 'IsFederatedNS';

function writeXml(fields: readonly Field[]): string {
  const elements = fields.map(([name, value]) => `<${name}>${xmlText(String(value))}</${name}>`).join('');
  return `<RealmInfo Success="true">${elements}</RealmInfo>`;
}

function answer(contentType: string, body: string): LabResponse {
  return {
    status: 200,
    headers: [
      ['Cache-Control', 'no-cache, no-store'],
      ['Content-Type', contentType],
      ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    body: Buffer.from(body, 'utf8'),
  };
}
