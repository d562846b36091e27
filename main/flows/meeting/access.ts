/**
 * From the root to the place where a guest's application is created, and on at the organizer's pool.
 * docs/protocol/meeting.md, steps 4 to 6. [skype-docs UCWA RootURL, AuthenticationInUCWA]
 */
import { failed } from '../../../shared/failure.js';
import type { StepHandle, StepSpec } from '../../engine/api.js';
import { hostOf } from '../answers.js';
import { isOnline } from '../documents.js';
import { homedOnline } from '../homePool.js';
import { askWithoutToken } from '../oauth.js';
import { askHowTicketsAreIssued } from '../ticketMetadata.js';
import { visit } from '../trail.js';
import { askHomePool } from '../ucwa/discovery.js';
import { askForUser, type UcwaAccess } from '../ucwa/user.js';
import { askWithoutTicket } from '../webTicket.js';
import type { OrganizersRoot } from './discovery.js';
import type { Conference } from './locate.js';
import { requestGuestToken } from './token.js';

const spec = { doc: 'UCWA AuthenticationInUCWA', section: 'Authentication' } as const;
const userSpec = { kind: 'ucwa.user', spec } as const;
export const tokenSpec = {
  kind: 'meeting.token',
  title: 'Get a token for a guest of the meeting',
  spec,
} as const satisfies StepSpec;

/** @throws FailureError what stopped it */
export async function findGuestAccess(
  group: StepHandle,
  { root: first, side }: OrganizersRoot,
  conference: Conference,
): Promise<UcwaAccess> {
  let root = first;
  for (;;) {
    // 4. The user resource is protected: its 401 names the token service.
    const { userUrl, service } = await group.step(
      { ...userSpec, side, title: 'Ask for the user resource without a token' },
      (step) => askWithoutToken(step, root),
    );
    if (isOnline(userUrl) || isOnline(service.link.url)) throw homedOnline(userUrl);
    const trail = visit(root.trail, userUrl);
    // 5. A token for the key of the meeting.
    const token = await group.step({ ...tokenSpec, side }, (step) => requestGuestToken(step, service, conference));
    // 6. The user resource with it: where applications are created, or which pool is the organizer's.
    const title = 'Ask for the user resource with the token';
    const answer = await group.step({ ...userSpec, side, title }, async (step) => {
      const found = await askForUser(step, userUrl, token);
      step.meaning(
        found.leads === 'on'
          ? `Guests' applications are created at ${hostOf(found.link.url)}.`
          : `Meetings are held at the pool of their organizer: ${hostOf(found.link.url)}.`,
      );
      return found;
    });
    if (answer.leads === 'on') return { applications: answer.link, token, side };
    if (isOnline(answer.link.url)) throw homedOnline(answer.link.url);
    const home = await askHomePool(group, side, answer.link, trail);
    if (home === 'online') throw homedOnline(answer.link.url);
    if (home === 'old') {
      throw failed(
        'protocol',
        'unexpected_document',
        `${hostOf(answer.link.url)}, the organizer's pool, offers no UCWA.`,
      );
    }
    root = home;
  }
}

/**
 * Where the root offers no OAuth: whether tickets are issued to guests the older way (…/WebTicketService.svc/Anon). That
 * way is looked at, not walked. Trouble is in the record.
 * @returns whether such tickets are announced
 */
export async function lookForGuestTickets(group: StepHandle, { root, side }: OrganizersRoot): Promise<boolean> {
  const challenge = await group.attempt(
    { kind: 'web-ticket.challenge', side, title: 'Ask for the user document without a ticket' },
    (step) => askWithoutTicket(step, root),
  );
  if (!challenge.ok) return false;
  const { service, settled } = await askHowTicketsAreIssued({ step: group, side }, challenge.value.service);
  await settled;
  return service.bindings.some(({ kind, link }) => kind === 'anonymous' || /\/anon$/i.test(link.url));
}
