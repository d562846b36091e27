/** Concerns what servers ask Exchange Online; nothing of it passes between client and server. */
import { defineAudit, notApplicable, unknown } from './reading/define.js';

export const hybridAppMissing = defineAudit('hybrid-app-missing', 'note', (survey) =>
  survey.signedIn
    ? unknown('What the servers ask Exchange Online cannot be seen from a client.')
    : notApplicable('The walk did not get as far as the home pool.'),
);
