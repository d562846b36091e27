/** What a test of each service asks and which answers are good. docs/protocol/service-tests.md. [Lync Server 2013 web services; MS-OCDISCWS 2.2.5.5] */
import type { AutodiscoverDocument } from '../../../shared/protocol/autodiscover.js';
import { accepts } from '../../../shared/protocol/mediaType.js';
import type { Side } from '../../../shared/session/model.js';
import { isOnline } from '../documents.js';

export interface ServiceTest {
  /** "AuthBroker": the token of the user document without its side. */
  readonly service: string;
  readonly side: Side;
  readonly url: string;
  readonly accept: string;
  readonly good: readonly number[];
  /** What a good answer means; what it is for. */
  readonly purpose: string;
}

interface Known {
  readonly good: readonly number[];
  readonly purpose: string;
  readonly accept?: string;
}

const anything = '*/*';
const moved = [301, 302, 303, 307] as const;

/** By token in lower case. A service page asked for without a sign-in answers, challenges, or says that GET is not its method. */
const linked: Readonly<Record<string, Known>> = {
  autodiscover: { good: [200], purpose: 'the directory that every client begins at', accept: accepts.autodiscoverXml },
  authbroker: { good: [200, 400, 401, 405], purpose: 'the sign-in of web apps on behalf of a user (Reach)' },
  webscheduler: { good: [200, 401, ...moved], purpose: 'the web page to schedule meetings with' },
  certprovisioning: { good: [200, 400, 401, 405], purpose: 'client certificates for the registrar' },
  mcx: { good: [200, 400, 401, 405], purpose: 'mobile clients of Lync 2010' },
  ucwa: { good: [401], purpose: 'web and mobile apps; without a token it must ask for one' },
  xframe: { good: [200], purpose: 'the page that web apps of other sites load' },
};

/** Services that no link names: they lie on the host of the web services. */
const onHost: readonly (Known & { readonly service: string; readonly path: string })[] = [
  { service: 'AddressBook', path: '/abs/handler', good: [200, 401], purpose: 'address book files' },
  {
    service: 'GroupExpansion',
    path: '/groupexpansion/service.svc',
    good: [200, 401],
    purpose: 'group expansion and the web query of the address book',
  },
  { service: 'Meet', path: '/meet', good: [200, ...moved], purpose: 'the page that meeting links lead to' },
  { service: 'DialIn', path: '/dialin', good: [200, ...moved], purpose: 'the page with dial-in numbers' },
];

/** Where it answers outside, it is published by mistake. */
export const controlPanel = 'ControlPanel';

/** Most tests of one document. */
const most = 40;

/** One test a service and side of the user document, and those of the web services' host. */
export function testsOf(document: AutodiscoverDocument): readonly ServiceTest[] {
  const tests = document.links.flatMap(({ token, href }): readonly ServiceTest[] => {
    const [, where = '', service = ''] = /^(internal|external)\/(\w+)$/i.exec(token) ?? [];
    const known = linked[service.toLowerCase()];
    if (known === undefined || !/^https:/i.test(href) || !URL.canParse(href)) return [];
    const side: Side = where.toLowerCase() === 'internal' ? 'internal' : 'external';
    const test = testOf(service, side, new URL(href).href, known);
    // The online service keeps what lies besides elsewhere.
    const isBase = service.toLowerCase() === 'autodiscover' && !isOnline(test.url);
    return isBase ? [test, ...besides(test)] : [test];
  });
  return tests
    .filter((test, index) => tests.findIndex(({ url, side }) => url === test.url && side === test.side) === index)
    .slice(0, most);
}

function besides({ url, side }: ServiceTest): readonly ServiceTest[] {
  const at = (path: string): string => new URL(path, url).href;
  const panel: Known =
    side === 'external'
      ? { good: [403, 404, 410], purpose: 'the control panel of the administrators, which must not answer outside' }
      : { good: [200, 401, ...moved], purpose: 'the control panel of the administrators' };
  return [
    ...onHost.map((known) => testOf(known.service, side, at(known.path), known)),
    testOf(controlPanel, side, at('/cscp/'), panel),
  ];
}

function testOf(service: string, side: Side, url: string, { good, purpose, accept = anything }: Known): ServiceTest {
  return { service, side, url, accept, good, purpose };
}
