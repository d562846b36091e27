/** A deployment with plain names and direct calls of its web applications, one connection or many. */
import { createOnlineDirectory, createWebApplications } from '../../../lab/web/index.js';
import type {
  Deployment,
  LabConnection,
  LabResponse,
  LabUser,
  Pool,
  ServerVersion,
  Site,
  WebApplications,
  WebPolicy,
} from '../../../lab/types.js';

const pool = (id: string, label: string): Pool => ({
  id,
  fqdn: `${label}.corp.contoso.net`,
  internalWebFqdn: `${label}-int.contoso.net`,
  externalWebFqdn: `${label}.contoso.com`,
  frontEnds: [`${label}-fe1.corp.contoso.net`],
});

export const director = pool('director', 'dir');
export const pool1 = pool('pool1', 'web1');
export const pool2 = pool('pool2', 'web2');

export const lena: LabUser = {
  sipAddress: 'lena@contoso.com',
  userName: 'CONTOSO\\lenae',
  upn: 'lena@contoso.com',
  password: 'pass@word1',
  home: 'pool1',
  expect: 'pass',
};
export const tom: LabUser = {
  ...lena,
  sipAddress: 'tom@contoso.com',
  userName: 'CONTOSO\\tomk',
  upn: 'tom.k@corp.contoso.net',
  password: 'Grün&Blau+7%',
  home: 'pool2',
};
export const online: LabUser = {
  ...lena,
  sipAddress: 'olga@contoso.com',
  userName: 'CONTOSO\\olga',
  upn: 'olga@contoso.com',
  home: 'online',
};
export const disabled: LabUser = {
  ...lena,
  sipAddress: 'dan@contoso.com',
  userName: 'CONTOSO\\dan',
  upn: 'dan@contoso.com',
  home: null,
};
export const lost: LabUser = {
  ...lena,
  sipAddress: 'lost@contoso.com',
  userName: 'CONTOSO\\lost',
  upn: 'lost@contoso.com',
  home: 'pool9',
};

export const deploymentOf = (version: ServerVersion): Deployment => ({
  id:
    version === '2010'
      ? 'lync2010'
      : version === '2013'
        ? 'lync2013'
        : version === '2015'
          ? 'sfb2015'
          : version === '2019'
            ? 'sfb2019'
            : 'sfbse',
  title: 'test',
  version,
  sipDomain: 'contoso.com',
  netbiosDomain: 'CONTOSO',
  adDnsDomain: 'corp.contoso.net',
  director,
  pools: [pool1, pool2],
  accessEdgeFqdn: 'sip.contoso.com',
  users: [lena, tom, online, disabled, lost],
});

export const healthy: WebPolicy = {
  linksScheme: 'https',
  windowsAuth: 'negotiate+ntlm',
  usernameTokenAuth: true,
  grants: ['urn:microsoft.rtc:windows', 'urn:microsoft.rtc:anonmeeting', 'password'],
  redirectLoop: false,
  tokensAccepted: true,
  ticketsShared: true,
  mobility: true,
};

export interface Sent {
  readonly method?: string;
  readonly pool?: Pool;
  readonly site?: Site;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Buffer;
  readonly connection?: LabConnection;
  /** How a POST says how long it is; default is Content-Length. */
  readonly announced?: 'nothing' | 'chunks';
}

export interface Lab {
  readonly clock: { now: number };
  send(url: string, sent?: Sent): Promise<LabResponse>;
  connect(serverCertificate?: Buffer): LabConnection;
}

export function startLab(
  version: ServerVersion = '2015',
  policy: Partial<WebPolicy> = {},
  create: typeof createWebApplications = createWebApplications,
): Lab {
  const clock = { now: Date.UTC(2016, 1, 1, 12, 0, 0) };
  const applications: WebApplications = create(
    deploymentOf(version),
    { ...healthy, ...policy },
    { now: () => clock.now },
  );
  let connections = 0;
  const connect = (serverCertificate?: Buffer): LabConnection => ({
    id: ++connections,
    state: new Map(),
    ...(serverCertificate === undefined ? {} : { serverCertificate }),
  });
  return {
    clock,
    connect,
    send: (url, sent = {}) => {
      const body = Buffer.from(sent.body ?? '');
      const method = sent.method ?? (sent.body === undefined ? 'GET' : 'POST');
      const target = sent.pool ?? poolOf(new URL(url).hostname);
      return applications({
        method,
        url: new URL(url),
        headers: [
          ['Host', new URL(url).host],
          ...(method === 'POST' ? lengthOf(body, sent.announced) : []),
          ...(sent.headers ?? []),
        ],
        body,
        site: sent.site ?? (new URL(url).hostname.includes('-int.') ? 'internal' : 'external'),
        pool: target,
        frontEnd: target.frontEnds[0] ?? '',
        connection: sent.connection ?? connect(),
      });
    },
  };
}

function lengthOf(body: Buffer, announced: Sent['announced']): readonly (readonly [string, string])[] {
  if (announced === undefined) return [['Content-Length', String(body.length)]];
  return announced === 'chunks' ? [['Transfer-Encoding', 'chunked']] : [];
}

export const startOnline = (): Lab =>
  startLab('2019', {}, (_deployment, _policy, environment) => createOnlineDirectory(environment));

function poolOf(host: string): Pool {
  return (
    [pool1, pool2].find(({ internalWebFqdn, externalWebFqdn }) => [internalWebFqdn, externalWebFqdn].includes(host)) ??
    director
  );
}

export const headers = (response: LabResponse, name: string): string[] =>
  response.headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);

export const header = (response: LabResponse, name: string): string | undefined => headers(response, name)[0];

export const text = (response: LabResponse): string => response.body.toString('utf8');

export const accept = {
  xml: ['Accept', 'application/vnd.microsoft.rtc.autodiscover+xml;v=1'],
  json: ['Accept', 'application/vnd.microsoft.rtc.autodiscover+json;v=1'],
  ucwaJson: ['Accept', 'application/json'],
  ucwaXml: ['Accept', 'application/xml'],
} as const;

export const service = '/Autodiscover/AutodiscoverService.svc';
