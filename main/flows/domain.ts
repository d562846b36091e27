/** The domain document: anonymous, and proof that Autodiscover works before anybody signs in. docs/protocol/discovery.md, step 7. [MS-OCDISCWS 3.1.5.3] */
import { accepts } from '../../shared/protocol/mediaType.js';
import { meaningOfStranger, noteAnswer, unexpectedStatus } from './answers.js';
import type { Place } from './context.js';
import { learnLink, readDocument } from './documents.js';
import type { EndpointList } from './endpointList.js';
import type { Root } from './redirects.js';

export const domainSpec = {
  kind: 'domain',
  title: 'Ask for the domain document',
  spec: { doc: 'MS-OCDISCWS', section: '3.1.5.3' },
} as const;

/** Asks for it; nothing later depends on the answer. */
export async function askForDomain({ step, side }: Place, root: Root, endpoints: EndpointList): Promise<void> {
  const link = learnLink(root.document, 'Domain', root.reply);
  if (link === undefined) {
    step.skip({ ...domainSpec, side }, 'the root document has no Domain link');
    return;
  }
  await step.attempt({ ...domainSpec, side }, async (asking) => {
    const url = await asking.trust(link.url, { reply: link.reply, field: link.field });
    const reply = await asking.exchange({
      method: 'GET',
      url: url.href,
      headers: [['Accept', accepts.autodiscoverXml]],
      expect: [200],
      understood: 'any',
    });
    noteAnswer(asking, reply);
    if (reply.status !== 200) {
      asking.meaning(meaningOfStranger(reply));
      throw unexpectedStatus(reply, `The domain document was asked for at ${url.href}`);
    }
    const document = readDocument(asking, reply, 'domain', accepts.autodiscoverXml);
    if (reply.secure) endpoints.learnDocument(document, side);
    const pool = document.sipServers.find(({ name }) => name.toLowerCase() === 'sipserverinternalaccess')?.host;
    asking.meaning(
      `Autodiscover works without a sign-in.${pool === undefined ? '' : ` The pool that answers is ${pool}.`}`,
    );
  });
}
