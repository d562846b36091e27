/** Names that the servers publish for outside: external web services and the Access Edge, as their documents say. */
import { factsOf } from '../../session/facts.js';
import { hostOf, isOnlineHost } from './addresses.js';
import type { Survey } from './survey.js';

/** Hosts of links for outside clients: External/… of any document, and every link of a document on the published side. */
export function externalWebHosts(survey: Survey): readonly string[] {
  const hosts = survey.session.steps.flatMap((step) => {
    const isExternal = factsOf(step, 'access-location').some((place) => place.toLowerCase() === 'external');
    return factsOf(step, 'link').flatMap((link) => {
      const space = link.indexOf(' ');
      const token = link.slice(0, space);
      const isOutside = /^External\//i.test(token) || (isExternal && !/^Internal\//i.test(token));
      return isOutside ? [hostOf(link.slice(space + 1))] : [];
    });
  });
  return [...new Set(hosts)].filter((host) => host !== '' && !isOnlineHost(host));
}

export interface SipServer {
  readonly host: string;
  readonly port: number | undefined;
  readonly stepId: string;
}

/** Where the documents send outside clients for SIP. */
export function accessEdges(survey: Survey): readonly SipServer[] {
  return survey.session.steps.flatMap((step) =>
    factsOf(step, 'sip-server').flatMap((server): SipServer[] => {
      const match = /^SipClientExternalAccess\s+(\S+?)(?::(\d+))?$/i.exec(server);
      const host = match?.[1]?.toLowerCase();
      if (host === undefined || isOnlineHost(host)) return [];
      return [{ host, port: match?.[2] === undefined ? undefined : Number(match[2]), stepId: step.id }];
    }),
  );
}

export interface SrvRecord {
  readonly name: string;
  readonly port: number;
  readonly target: string;
  readonly lookupId: string;
}

/** SRV records for SIP that were found, with their target in lower case and without the root's dot. */
export function sipServices(survey: Survey): readonly SrvRecord[] {
  return survey.session.lookups.flatMap((lookup) =>
    lookup.query.type !== 'SRV'
      ? []
      : lookup.answers.flatMap((record): SrvRecord[] => {
          const [, , port, target] = record.data.split(/\s+/);
          if (record.type !== 'SRV' || target === undefined || target === '.') return [];
          return [
            {
              name: lookup.query.name.toLowerCase(),
              port: Number(port),
              target: target.toLowerCase().replace(/\.$/, ''),
              lookupId: lookup.id,
            },
          ];
        }),
  );
}
