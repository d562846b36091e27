/** What the walk learned of the servers: which documents named which hosts and services. Read from facts alone. */
import { headerValue } from '../../shared/session/headers.js';
import { factOf, factsOf } from '../../shared/session/facts.js';
import type { Exchange, Session, Side, Step } from '../../shared/session/model.js';

export interface LearnedLink {
  /** Undefined for tokens without a side. */
  readonly side: Side | undefined;
  readonly service: string;
  readonly href: string;
  /** The step that named it. */
  readonly stepId: string;
}

export interface SipPlace {
  /** "sip.contoso.com:443" */
  readonly place: string;
  readonly stepId: string;
}

export interface Learned {
  /** Of the user documents; where there is none, what was picked of one. */
  readonly links: readonly LearnedLink[];
  /** Where clients go for SIP. */
  readonly sip: Readonly<Record<Side, SipPlace | undefined>>;
  /** Name of the home pool itself, "pool01.contoso.local". */
  readonly poolName: SipPlace | undefined;
  /** Web services of the home pool, and those that discovery led to first. */
  readonly home: Readonly<Record<Side, string | undefined>>;
  readonly first: Readonly<Record<Side, string | undefined>>;
}

/** Most links that are read: an answer may hold as many as fit into it. */
const mostLinks = 400;

/** "web01.contoso.com" or with a port that is not the scheme's; undefined where it is no address. */
export function hostOf(href: string): string | undefined {
  return URL.canParse(href) ? new URL(href).host || undefined : undefined;
}

/** Side and service of a token: "External/Ucwa". */
export function sided(token: string): { readonly side: Side | undefined; readonly service: string } {
  const [, where, service] = /^(internal|external)\/(.+)$/i.exec(token) ?? [];
  if (where === undefined || service === undefined) return { side: undefined, service: token };
  return { side: where.toLowerCase() === 'internal' ? 'internal' : 'external', service };
}

/** "Token rest": at the first blank. */
export function split(fact: string): readonly [first: string, rest: string] {
  const at = fact.indexOf(' ');
  return at < 0 ? [fact, ''] : [fact.slice(0, at), fact.slice(at + 1)];
}

export function learnedOf(session: Session): Learned {
  const documents = session.steps.filter((step) => factOf(step, 'document') === 'user');
  const domains = session.steps.filter((step) => factOf(step, 'document') === 'domain');
  const links = documents.flatMap(linksOf).slice(0, mostLinks);
  const picked = links.length > 0 ? [] : session.steps.filter(({ kind }) => kind === 'services').flatMap(pickedOf);
  const known = [...links, ...picked.slice(0, mostLinks)];
  const bySip = (from: readonly Step[], name: string): SipPlace | undefined => {
    for (const step of from.toReversed()) {
      const place = factsOf(step, 'sip-server').find((fact) => split(fact)[0] === name);
      if (place !== undefined) return { place: split(place)[1], stepId: step.id };
    }
    return undefined;
  };
  const sip = (side: Side): SipPlace | undefined => {
    const name = side === 'internal' ? 'SipClientInternalAccess' : 'SipClientExternalAccess';
    return bySip(documents, name) ?? bySip(picked.length > 0 ? session.steps : [], name) ?? bySip(domains, name);
  };
  const home = (side: Side): string | undefined =>
    webHost(known, side) ?? redirectedTo(session, side) ?? applicationHost(session, side);
  const first = (side: Side): string | undefined => firstHost(session, side) ?? webHost(domains.flatMap(linksOf), side);
  return {
    links: known,
    sip: { internal: sip('internal'), external: sip('external') },
    poolName: bySip(documents, 'SipServerInternalAccess') ?? bySip(documents, 'SipClientInternalAccess'),
    home: { internal: home('internal'), external: home('external') },
    first: { internal: first('internal'), external: first('external') },
  };
}

function linksOf(step: Step): readonly LearnedLink[] {
  return factsOf(step, 'link').map((fact) => {
    const [token, href] = split(fact);
    return { ...sided(token), href, stepId: step.id };
  });
}

/** What a client would pick carries no side any more: it is the one the answer took it to be on. */
function pickedOf(step: Step): readonly LearnedLink[] {
  const place = factOf(step, 'access-location')?.toLowerCase();
  const side: Side | undefined = place === 'internal' ? 'internal' : place === 'external' ? 'external' : step.side;
  return factsOf(step, 'service').map((fact) => {
    const [service, href] = split(fact);
    return { side, service, href, stepId: step.id };
  });
}

function webHost(links: readonly LearnedLink[], side: Side): string | undefined {
  const own = links.filter((link) => link.side === side);
  const main = own.findLast(({ service }) => service.toLowerCase() === 'autodiscover') ?? own[0];
  return main === undefined ? undefined : hostOf(main.href);
}

/** Where a signed-in user was sent on to. */
function redirectedTo({ steps }: Session, side: Side): string | undefined {
  const sent = steps.findLast(
    (step) => step.side === side && /\.user$/.test(step.kind) && factOf(step, 'redirect-to') !== undefined,
  );
  return sent === undefined ? undefined : hostOf(factOf(sent, 'redirect-to') ?? '');
}

/** Where the guest of a meeting has its application: the pool of the organizer. */
function applicationHost({ steps, exchanges, target }: Session, side: Side): string | undefined {
  if (target.meeting === undefined) return undefined;
  const step = steps.findLast((each) => each.side === side && each.kind === 'ucwa.create');
  const asked = exchanges.find(({ stepId }) => stepId === step?.id);
  return asked === undefined ? undefined : hostOf(asked.request.url);
}

/** The host that the first root document of a side names for users. */
function firstHost(session: Session, side: Side): string | undefined {
  for (const step of session.steps) {
    if (step.side !== side || !step.kind.startsWith('root')) continue;
    const link = factsOf(step, 'link').find((fact) => /^user$/i.test(split(fact)[0]));
    const host = link === undefined ? undefined : hostOf(split(link)[1]);
    if (host !== undefined) return host;
  }
  return undefined;
}

/** The server that says it answered, as it names itself. */
export function serverOf({ response }: Exchange): string | undefined {
  const name = response === undefined ? undefined : headerValue(response, 'X-MS-Server-Fqdn')?.trim().toLowerCase();
  return name === undefined || name === '' || name.length > 255 ? undefined : name;
}
