/**
 * The computers every simulated deployment has, named after its domain: a Director and two Enterprise pools.
 * Internal and external web FQDNs differ, as the topology requires (Lync Server 2013, "DNS requirements for web services").
 */
import type { Deployment, DeploymentId, Pool, ServerVersion } from '../types.js';

export interface Topology {
  readonly sipDomain: string;
  readonly adDnsDomain: string;
  readonly netbiosDomain: string;
  readonly director: Pool;
  readonly pools: readonly Pool[];
  readonly accessEdgeFqdn: string;
}

/** Names the computers of a deployment: `web01.<label>.example` outside, `webint01.<label>.internal` inside. */
export function topologyOf(label: string): Topology {
  const sipDomain = `${label}.example`;
  const adDnsDomain = `${label}.internal`;
  return {
    sipDomain,
    adDnsDomain,
    netbiosDomain: label.toUpperCase(),
    director: {
      id: 'director',
      fqdn: `dirpool.${adDnsDomain}`,
      internalWebFqdn: `webint-dir.${adDnsDomain}`,
      externalWebFqdn: `dirweb.${sipDomain}`,
      frontEnds: [`dir01.${adDnsDomain}`],
    },
    pools: [
      {
        id: 'pool01',
        fqdn: `pool01.${adDnsDomain}`,
        internalWebFqdn: `webint01.${adDnsDomain}`,
        externalWebFqdn: `web01.${sipDomain}`,
        frontEnds: [`fe01.${adDnsDomain}`, `fe02.${adDnsDomain}`, `fe03.${adDnsDomain}`],
      },
      {
        id: 'pool02',
        fqdn: `pool02.${adDnsDomain}`,
        internalWebFqdn: `webint02.${adDnsDomain}`,
        externalWebFqdn: `web02.${sipDomain}`,
        frontEnds: [`fe11.${adDnsDomain}`, `fe12.${adDnsDomain}`],
      },
    ],
    accessEdgeFqdn: `sip.${sipDomain}`,
  };
}

/** A person before it is placed in a domain. `upn` is given where it is not the SIP address, as after a rename. */
export interface Person {
  readonly sipName: string;
  readonly samName: string;
  readonly upnName?: string;
  /** The whole of it, where its domain is another one. */
  readonly upn?: string;
  readonly password: string;
  readonly home: string | null;
  readonly secondFactor?: boolean;
  /** Where it does not follow from the home. */
  readonly expect?: string;
}

/** Joins the computers and the people of a deployment. */
export function deploymentOf(parts: {
  readonly id: DeploymentId;
  readonly title: string;
  readonly version: ServerVersion;
  readonly online?: 'all' | 'some';
  readonly people: readonly Person[];
}): Deployment {
  const topology = topologyOf(parts.id);
  return {
    id: parts.id,
    title: parts.title,
    version: parts.version,
    ...topology,
    ...(parts.online === undefined ? {} : { online: parts.online }),
    users: parts.people.map((person) => ({
      sipAddress: `${person.sipName}@${topology.sipDomain}`,
      // Who is online signs in with the user principal name everywhere.
      userName:
        parts.online !== undefined && person.home === 'online'
          ? upnOf(person, topology)
          : `${topology.netbiosDomain}\\${person.samName}`,
      upn: upnOf(person, topology),
      password: person.password,
      home: person.home,
      ...(person.secondFactor === true ? { secondFactor: true } : {}),
      expect: person.expect ?? expectedOf(person.home),
    })),
  };
}

function upnOf({ upn, upnName, sipName }: Person, { sipDomain, adDnsDomain }: Topology): string {
  return upn ?? (upnName === undefined ? `${sipName}@${sipDomain}` : `${upnName}@${adDnsDomain}`);
}

/** What a check of a user finds in a healthy deployment, by where the user is homed. */
export function expectedOf(home: string | null): string {
  if (home === null) return 'auth-user-not-sip-enabled';
  return home === 'online' ? 'hybrid-user-homed-online' : 'pass';
}
