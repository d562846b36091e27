/** What a test of each service asks and which answers are good. docs/protocol/service-tests.md. [Lync Server 2013 web services; MS-OCDISCWS 2.2.5.5] */
import type { AutodiscoverDocument } from '../../../shared/protocol/autodiscover.js';
import { accepts } from '../../../shared/protocol/mediaType.js';
import { servicePurposes } from '../../../shared/session/serviceStates.js';
import type { Side } from '../../../shared/session/model.js';
import { isOnline } from '../documents.js';

export interface ServiceTest {
  /** "AuthBroker": as in servicePurposes. */
  readonly service: string;
  readonly side: Side;
  readonly url: string;
  readonly accept: string;
  readonly good: readonly number[];
  /** Completes "This is …". */
  readonly purpose: string;
  /** What named the address. */
  readonly from: string;
  /** Where it is, for a further address of a service that is tested already: its row says which one it is. */
  readonly further?: string;
}

interface Known {
  readonly good: readonly number[];
  readonly accept?: string;
}

const anything = '*/*';
const moved = [301, 302, 303, 307] as const;
const page: Known = { good: [200, ...moved] };
/** A service that is asked for without a sign-in answers, challenges, or says that GET is not its method. */
const service: Known = { good: [200, 400, 401, 405] };

/** By the token of the user document without its side. */
const linked: Readonly<Record<string, Known>> = {
  Autodiscover: { good: [200], accept: accepts.autodiscoverXml },
  AuthBroker: service,
  WebScheduler: { good: [200, 401, ...moved] },
  CertProvisioning: service,
  Mcx: service,
  Ucwa: { good: [401] },
  XFrame: { good: [200] },
};

/** The tokens that are tested. */
export const linkedServices = Object.keys(linked);

/** Services that no link names: they lie on the host of the web services. */
const onHost: readonly (Known & {
  readonly service: string;
  readonly paths: Readonly<Partial<Record<Side, string>>>;
})[] = [
  { service: 'AddressBook', paths: both('/abs/handler'), good: [200, 401] },
  { service: 'AddressBookQuery', paths: both('/groupexpansion/service.svc/mex'), good: [200] },
  { service: 'GroupExpansion', paths: both('/groupexpansion/service.svc'), good: [200, 401] },
  { service: 'Meet', paths: both('/meet'), ...page },
  { service: 'DialIn', paths: both('/dialin'), ...page },
  {
    service: 'DeviceUpdates',
    paths: { internal: '/RequestHandler/ucdevice.upx', external: '/RequestHandlerExt/ucdevice.upx' },
    good: [...service.good, 403],
  },
  { service: 'LocationInformation', paths: { internal: '/locationinformation/liservice.svc' }, ...service },
  { service: 'ResponseGroups', paths: { internal: '/RgsClients/AgentService.svc' }, ...service },
];

function both(path: string): Readonly<Record<Side, string>> {
  return { internal: path, external: path };
}

/** Where it answers outside, it is published by mistake. */
export const controlPanel = 'ControlPanel';

/** Most tests of one document. */
const most = 60;

/** One test a service and side of the user document, and those of the web services' host. */
export function testsOf(document: AutodiscoverDocument): readonly ServiceTest[] {
  const tests = document.links.flatMap(({ token, href }): readonly ServiceTest[] => {
    const [, where = '', sent = ''] = /^(internal|external)\/(\w+)$/i.exec(token) ?? [];
    const name = linkedServices.find((one) => one.toLowerCase() === sent.toLowerCase());
    const known = name === undefined ? undefined : linked[name];
    if (name === undefined || known === undefined || !/^https:/i.test(href) || !URL.canParse(href)) return [];
    const side: Side = where.toLowerCase() === 'internal' ? 'internal' : 'external';
    const test = testOf(name, side, new URL(href).href, known, 'the user document');
    // The online service keeps what lies besides elsewhere.
    const isBase = name === 'Autodiscover' && !isOnline(test.url);
    return isBase ? [test, ...besides(test)] : [test];
  });
  return withoutRepeats(tests, []).slice(0, most);
}

function besides({ url, side }: ServiceTest): readonly ServiceTest[] {
  const at = (path: string): string => new URL(path, url).href;
  const from = 'the host in the user document';
  const panel: Known = side === 'external' ? { good: [403, 404, 410] } : { good: [200, 401, ...moved] };
  return [
    ...onHost.flatMap((known) => {
      const path = known.paths[side];
      return path === undefined ? [] : [testOf(known.service, side, at(path), known, from)];
    }),
    testOf(controlPanel, side, at('/cscp/'), panel, from),
  ];
}

/** Settings of the registrar that name a service, in lower case. [in-band provisioning of Lync Server 2013] */
const settings: Readonly<Record<string, readonly [service: string, side: Side]>> = {
  absinternalserverurl: ['AddressBook', 'internal'],
  absexternalserverurl: ['AddressBook', 'external'],
  dlxinternalurl: ['GroupExpansion', 'internal'],
  dlxexternalurl: ['GroupExpansion', 'external'],
  lisinternalurl: ['LocationInformation', 'internal'],
  updatesserverinternalurl: ['DeviceUpdates', 'internal'],
  updatesserverexternalurl: ['DeviceUpdates', 'external'],
  responsegroupserviceinternalurl: ['ResponseGroups', 'internal'],
  responsegroupserviceexternalurl: ['ResponseGroups', 'external'],
  cwainternaluri: ['DialIn', 'internal'],
  cwaexternaluri: ['DialIn', 'external'],
};

/** Tests of addresses that only the registrar's settings name. */
export function testsOfSettings(
  entries: readonly { readonly name: string; readonly value: string }[],
  done: readonly ServiceTest[],
): readonly ServiceTest[] {
  const tests = entries.flatMap(({ name, value }): readonly ServiceTest[] => {
    const key = name.toLowerCase();
    const place = Object.hasOwn(settings, key) ? settings[key] : undefined;
    if (place === undefined || !/^https:/i.test(value) || !URL.canParse(value)) return [];
    const [token, side] = place;
    const known = onHost.find((one) => one.service === token);
    return known === undefined
      ? []
      : [testOf(token, side, new URL(value).href, known, 'the settings of the registrar')];
  });
  const more = withoutRepeats(tests, done).slice(0, most);
  return more.map((test, index) =>
    [...done, ...more.slice(0, index)].some(({ service, side }) => service === test.service && side === test.side)
      ? { ...test, further: placeIn(test.url) }
      : test,
  );
}

/** "dialin.contoso.com/path": an address in the title of a row. */
function placeIn(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`.replace(/\/+$/, '');
}

/** IIS paths ignore case and a slash at the end. */
function withoutRepeats(tests: readonly ServiceTest[], done: readonly ServiceTest[]): readonly ServiceTest[] {
  const key = ({ side, url }: ServiceTest): string => `${side} ${url.toLowerCase().replace(/\/+$/, '')}`;
  const seen = new Set(done.map(key));
  return tests.filter((test) => {
    const isNew = !seen.has(key(test));
    seen.add(key(test));
    return isNew;
  });
}

/** Why the user document names no address of a service; undefined where it does. */
export function whyNotNamed(
  document: AutodiscoverDocument,
  side: Side,
  name: string,
  isOld: boolean,
): string | undefined {
  const has = (where: string, token: string): boolean =>
    document.links.some((link) => link.token.toLowerCase() === `${where}/${token}`.toLowerCase());
  if (has(side, name)) return undefined;
  if (has(side === 'internal' ? 'external' : 'internal', name))
    return 'the user document names it for the other side only';
  if (isOld) {
    return name === 'CertProvisioning'
      ? 'the user document of this version does not name it; the registrar does'
      : 'not offered by this version';
  }
  return name === 'Mcx' && has(side, 'Ucwa')
    ? 'not offered by this version: Mcx ended with Skype for Business Server 2015'
    : 'the user document does not name it';
}

function testOf(name: string, side: Side, url: string, { good, accept = anything }: Known, from: string): ServiceTest {
  const means = servicePurposes[name] ?? name;
  const purpose = name === controlPanel && side === 'external' ? `${means}, which must not answer outside` : means;
  return { service: name, side, url, accept, good, purpose, from };
}
