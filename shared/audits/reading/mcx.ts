/** What a walk saw of the mobility service of Lync 2010 clients (Mcx): where documents name it, and whether the server should have it. */
import { mcxLinksOf, type McxLinks } from '../../protocol/mcxLinks.js';
import { factsOf } from '../../session/facts.js';
import { headerValue } from '../../session/headers.js';
import type { Connection, Step, StepKind } from '../../session/model.js';
import { hostOf, isOnlineHost } from './addresses.js';
import { externalWebHosts } from './published.js';
import type { Survey } from './survey.js';

/** A user document with the services of the home pool. */
export interface NamedServices {
  readonly step: Step;
  /** Hosts of its links. */
  readonly hosts: readonly string[];
  /** undefined where it names no Mcx. */
  readonly mcx: McxLinks | undefined;
}

/** The user documents of servers on premises that name services of a side. */
export function namedServices(survey: Survey): readonly NamedServices[] {
  return survey.session.steps.flatMap((step): readonly NamedServices[] => {
    if ((step.kind !== 'web-ticket.user' && step.kind !== 'oauth.user') || step.outcome !== 'ok') return [];
    const links = factsOf(step, 'link').map((link) => {
      const space = link.indexOf(' ');
      return { token: link.slice(0, space), href: link.slice(space + 1) };
    });
    const sided = links.filter(({ token }) => /^(internal|external)\//i.test(token));
    const hosts = [...new Set(sided.map(({ href }) => hostOf(href)))].filter((host) => host !== '');
    if (sided.length === 0 || hosts.some(isOnlineHost)) return [];
    return [{ step, hosts, mcx: mcxLinksOf(links) }];
  });
}

/** Hosts that only a document's Mcx links for outside name although they are internal ones. */
export function internalMcxHosts(survey: Survey): ReadonlySet<string> {
  const exposed = namedServices(survey).filter(({ mcx }) => mcx?.exposed === 'internal');
  return new Set(exposed.map(({ mcx }) => hostOf(mcx?.external ?? mcx?.internal ?? '')));
}

/** A phone inside takes the published address, as the tests of that service do: the way leads out and back in. */
export function isHairpin(survey: Survey, { stepId, host }: Connection): boolean {
  const step = survey.stepOf(stepId);
  const isTest =
    (step?.kind === 'service.test' || step?.kind === 'tls.handshake') && survey.sideOf(stepId) === 'internal';
  if (!isTest && step?.kind.startsWith('mcx.') !== true) return false;
  return survey.session.target.location === 'inside' && externalWebHosts(survey).includes(host.toLowerCase());
}

/** Steps of the group that asked for Mcx, of these kinds. */
export function mcxSteps(survey: Survey, ...kinds: readonly StepKind[]): readonly Step[] {
  return survey.session.steps.filter(({ kind, id }) => kinds.includes(kind) && survey.isOwn(id));
}

/**
 * What shows that the server is one of those that have Mcx, 2010 to 2015, in words; undefined where it is later or not
 * known: 2015 may run on the Windows Server that 2019 needs.
 */
export function showsMcxVersion(survey: Survey): string | undefined {
  const products = survey.session.steps.flatMap((step) => factsOf(step, 'sip-server-header'));
  const versions = products.map((product) => Number(/^RTC\/(\d+)/i.exec(product)?.[1] ?? 0)).filter((one) => one > 0);
  if (versions.length > 0) {
    return versions.every((one) => one >= 4 && one <= 6) ? `${products[0] ?? ''} at the registrar` : undefined;
  }
  const sites = survey.sightings.flatMap(({ response, host }) => {
    if (response === undefined || isOnlineHost(host)) return [];
    const server = headerValue(response, 'Server') ?? '';
    const isFrontEnd = headerValue(response, 'X-MS-Server-Fqdn') !== undefined;
    const version = Number(/^Microsoft-IIS\/(\d+)/i.exec(server)?.[1] ?? 0);
    return isFrontEnd && version > 0 ? [{ server, version }] : [];
  });
  return sites.length > 0 && sites.every(({ version }) => version < 10) ? sites[0]?.server : undefined;
}
