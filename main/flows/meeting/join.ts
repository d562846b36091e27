/**
 * Joining a meeting as a guest: located, its organizer's servers found, a token for its key, an application, in, and out
 * again. Nothing of an account is used. docs/protocol/meeting.md. [skype-docs UCWA; MS-CONFBAS 4.1]
 */
import { failed, FailureError } from '../../../shared/failure.js';
import type { MeetingAddress } from '../../../shared/protocol/meetingAddress.js';
import type { Flow, Run, StepHandle, StepSpec } from '../../engine/api.js';
import { skipAll, together } from '../context.js';
import { EndpointList } from '../endpointList.js';
import { lookAtEndpoints } from '../endpoints.js';
import { oauthLink } from '../oauth.js';
import { withApplication, type ApplicationPlan } from '../ucwa/application.js';
import type { UcwaAccess } from '../ucwa/user.js';
import { findGuestAccess, lookForGuestTickets, tokenSpec } from './access.js';
import { findOrganizersRoot } from './discovery.js';
import { askToJoin, hearOutcome, joinSpec, outcomeSpec, type Outcome } from './invitation.js';
import { locate, type Conference } from './locate.js';

const groupSpec = { kind: 'meeting', title: 'Join the meeting as a guest' } as const satisfies StepSpec;
const createSpec = {
  kind: 'ucwa.create',
  title: 'Create an application for the guest',
  spec: { doc: 'UCWA CreateAnApplication', section: 'Application resource' },
} as const satisfies StepSpec;
const leaveSpec = { kind: 'meeting.leave', title: 'Leave: delete the application' } as const satisfies StepSpec;

/** The steps that come after the root document. */
const later: readonly StepSpec[] = [tokenSpec, createSpec, joinSpec, outcomeSpec, leaveSpec];

/**
 * The flow of one meeting.
 * @param address with its key, which the target shows only where secrets are kept
 */
export function joinMeeting(address: MeetingAddress, name: string): Flow {
  return async (run: Run) => {
    keepSecret(run.root, address);
    const endpoints = new EndpointList();
    const joining = run.root.attempt(groupSpec, (group) => join(run, group, address, name, endpoints));
    const looking = lookAtEndpoints({ run, target: run.root.target }, endpoints);
    looking.catch(() => undefined); // awaited below
    try {
      await joining;
    } finally {
      endpoints.close();
      await together([looking]);
    }
    run.root.meaning('The walk followed a guest into the meeting as far as the servers let one.');
  };
}

/** Servers write it in either case. */
function keepSecret(root: StepHandle, { id }: MeetingAddress): void {
  for (const written of new Set([id, id.toLowerCase(), id.toUpperCase()])) root.secret('password', written);
}

async function join(
  run: Run,
  group: StepHandle,
  address: MeetingAddress,
  name: string,
  endpoints: EndpointList,
): Promise<void> {
  if (address.kind === 'url') learnPage(endpoints, address.url);
  // 1. Which conference is it?
  const conference = await locate(group, address);
  // 2. The organizer's discovery name. 3. The root document.
  const found = await findOrganizersRoot(run, group, conference, endpoints);
  const { side } = found;
  if (oauthLink(found.root) === undefined) {
    const hasTickets = await lookForGuestTickets(group, found);
    skipAll({ step: group, side }, later, 'not offered by this version');
    group.value('not offered by this version');
    group.meaning(
      `The server knows no OAuth, which came with Lync Server 2013; guests' apps that use UCWA cannot join here.${
        hasTickets
          ? ' It does issue tickets to guests the older way (WebTicketService.svc/Anon), for clients of its own; this program does not walk that way.'
          : ''
      }`,
    );
    return;
  }
  // 4. The challenge. 5. The token. 6. The organizer's pool.
  const access = await findGuestAccess(group, found, conference).catch((error: unknown) => {
    if (error instanceof FailureError && !group.signal.aborted) {
      skipAll({ step: group, side }, later.slice(1), 'a guest does not get this far');
      if (error.failure.code === 'homed_online') return undefined;
    }
    throw error;
  });
  if (access === undefined) {
    group.value(heldOnline);
    group.meaning(
      'The meeting is held by Skype for Business Online, which was retired on 31 July 2021 and never let guests in this way. The organizer holds it with Teams now.',
    );
    return;
  }
  // 7. to 10.
  const outcome = await visit(run, group, access, conference, name);
  group.value(outcomes[outcome].value);
  group.meaning(outcomes[outcome].meaning);
}

/** Read by judgements. */
const heldOnline = 'held online';

const outcomes: Readonly<Record<Outcome, { readonly value: string; readonly meaning: string }>> = {
  joined: { value: 'joined and left', meaning: 'A guest can join this meeting from here. The guest has left again.' },
  lobby: {
    value: 'in the lobby, and left',
    meaning: 'A guest comes as far as the lobby from here. The guest has left again.',
  },
  waiting: {
    value: 'asked to join, and left',
    meaning: 'The way to the meeting is open; nobody let the guest in meanwhile. The guest has left again.',
  },
};

/** 7. An application, 8. joining with it, 9. what comes of it, 10. and out again whatever happens. */
function visit(
  run: Run,
  group: StepHandle,
  access: UcwaAccess,
  conference: Conference,
  name: string,
): Promise<Outcome> {
  const { side } = access;
  const plan: ApplicationPlan = {
    create: createSpec,
    uses: [joinSpec, outcomeSpec],
    remove: leaveSpec,
    stands: 'The application stands: UCWA takes the guest. It is deleted at the end.',
  };
  return withApplication({ run }, group, access, plan, async (application) => {
    const asked = await group.attempt({ ...joinSpec, side }, (step) =>
      askToJoin(run, step, application, conference, name),
    );
    if (!asked.ok) {
      group.skip({ ...outcomeSpec, side }, 'the request to join was refused');
      throw new FailureError(asked.failure);
    }
    return group.step({ ...outcomeSpec, side }, (step) => hearOutcome(step, application));
  });
}

function learnPage(endpoints: EndpointList, href: string): void {
  const url = URL.canParse(href) ? new URL(href) : undefined;
  if (url === undefined) throw failed('parse', 'malformed_document', 'The address of the meeting cannot be read.');
  endpoints.learn({
    host: url.hostname,
    port: url.port === '' ? 443 : Number(url.port),
    scheme: 'https',
    role: 'web',
    side: 'external',
    from: ['the address of the meeting'],
  });
}
