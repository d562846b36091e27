/** What the user document lists, picked as a client at this place would. docs/protocol/user-document.md. [Understanding Autodiscover in Lync Server 2013; MS-OCDISCWS 2.2.5.5] */
import { pickServices, pickSipServers, type AutodiscoverDocument } from '../../shared/protocol/autodiscover.js';
import type { Place } from './context.js';

export const servicesSpec = { kind: 'services', title: "Read the services of the user's home pool" } as const;

/** Records the services and SIP servers that AccessLocation leads to. */
export async function readServices({ step, side }: Place, document: AutodiscoverDocument): Promise<void> {
  await step.attempt({ ...servicesSpec, side }, async (reading) => {
    const services = pickServices(document);
    const servers = pickSipServers(document);
    if (document.accessLocation !== undefined) reading.fact('access-location', document.accessLocation);
    for (const { name, host, port } of servers) {
      reading.fact('sip-server', `${name} ${host}${port === undefined ? '' : `:${port}`}`);
    }
    for (const { token, href } of services) reading.fact('service', `${token} ${href}`);
    reading.value(`${services.length} ${services.length === 1 ? 'service' : 'services'}`);
    const first = servers[0];
    const place = document.accessLocation?.toLowerCase();
    reading.meaning(
      `${
        place === undefined
          ? 'The server does not say where it takes us to be, so internal addresses go first.'
          : `The server takes us for ${place === 'internal' ? 'inside' : 'outside'}, so these are the ${place} addresses.`
      }${first === undefined ? '' : ` SIP sign-in would go to ${first.host}${first.port === undefined ? '' : `:${first.port}`}.`}`,
    );
  });
}
