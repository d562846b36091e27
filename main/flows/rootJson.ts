/** The JSON forms of a root document: UCWA's, and the JSON spelling of Autodiscover. [skype-docs UCWA root_ref; MS-OCDISCWS 2.2.5.5] */
import { accepts } from '../../shared/protocol/mediaType.js';
import { noteAnswer } from './answers.js';
import { together, type Place } from './context.js';
import { followToRoot, type Root } from './redirects.js';
import { readRoot, redirectStatuses, rootDocumentSpec } from './rootAnswer.js';
import { trailFrom } from './trail.js';

/** The JSON forms of a root that was found. Lync Server 2010 knows none and answers 406. */
export async function askJsonForms({ step, side }: Place, root: Root): Promise<void> {
  const forms = [
    { accept: accepts.json, title: 'Ask for the root document as JSON, as web apps do' },
    { accept: accepts.autodiscoverJson, title: 'Ask for the root document in the JSON form of Autodiscover' },
  ];
  await together(
    forms.map(({ accept, title }) =>
      step.attempt({ kind: 'root.json', side, title, spec: rootDocumentSpec }, async (asking) => {
        const reply = await asking.exchange({
          method: 'GET',
          url: root.reply.url,
          headers: [['Accept', accept]],
          expect: [200, 406, ...redirectStatuses],
          understood: 'any',
        });
        noteAnswer(asking, reply);
        if (reply.status === 406) {
          asking.fact('server-version', 'Lync Server 2010');
          asking.meaning('The server knows no JSON: that is Lync Server 2010, which has neither UCWA nor OAuth.');
          return;
        }
        const answer = readRoot(asking, reply, accept);
        if (answer.leads === 'elsewhere') {
          await followToRoot({ step: asking, side }, answer, trailFrom(root.reply.url), accept);
          return;
        }
        asking.fact('server-version', 'Lync Server 2013 or later');
        asking.meaning('The JSON form is there: web and mobile apps that use UCWA can discover their server.');
      }),
    ),
  );
}
