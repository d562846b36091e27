/** The page through which web apps of other sites call UCWA. docs/protocol/ucwa.md, "XFrame". [skype-docs UCWA, xframe_ref, CrossDomainCommunication] */
import { mediaTypeOf } from '../../../shared/protocol/mediaType.js';
import { failed } from '../../../shared/failure.js';
import type { StepHandle } from '../../engine/api.js';
import { headerOf, hostOf, noteAnswer, unexpectedStatus } from '../answers.js';
import { learnLink, trustSecure } from '../documents.js';
import type { UcwaRoot } from './discovery.js';

const title = 'Ask for the page for web apps (XFrame)';

/** Whether the page can be had. Only a web page sends X-Ms-Origin, so none is sent. Trouble is in the record. */
export async function lookAtXframe(group: StepHandle, { document, reply, side }: UcwaRoot): Promise<void> {
  const spec = { kind: 'service.test', side, title, spec: { doc: 'UCWA xframe', section: 'Operations' } } as const;
  const link = learnLink(document, 'xframe', reply);
  if (link === undefined) {
    group.skip(spec, 'the root names no such page');
    return;
  }
  await group.attempt(spec, async (step) => {
    step.fact('service', `XFrame ${link.url}`);
    const url = await trustSecure(step, link);
    const page = await step.exchange({
      method: 'GET',
      url,
      headers: [['Accept', 'text/html']],
      expect: [200],
      understood: 'any',
    });
    noteAnswer(step, page);
    if (page.status !== 200) {
      step.meaning(
        'Web apps load this page into a hidden frame and call the servers through it. Without it they cannot sign in; desktop and mobile clients do not need it.',
      );
      throw unexpectedStatus(page, `The page for web apps was asked for at ${url}`);
    }
    const type = mediaTypeOf(headerOf(page, 'Content-Type'));
    if (type !== 'text/html') {
      throw failed(
        'parse',
        'unexpected_media_type',
        `${hostOf(url)} should give a web page; ${type || 'nothing'} came.`,
      );
    }
    step.meaning(
      'Web apps can load the page they call the servers through. Which sites may do so is another matter: the page tells the server where the app comes from (X-Ms-Origin), and a site that is not on its list gets 403 for every call. This program is no web page and sends no origin.',
    );
  });
}
