// The applications that are registered with UCWA, of every pool of a deployment, and when they are forgotten.
import { randomInt, randomUUID } from 'node:crypto';
import type { LabEnvironment } from '../../types.js';
import { createEventChannel, type EventChannel } from './eventChannel.js';
import type { Resource } from './representation.js';

/** LyncUcwa's web.config: an application whose first GET for events does not come, and one whose next does not. */
const idleMs = { beforeEvents: 7200_000, betweenEvents: 300_000 } as const;

/** Who an application belongs to: a user, or a guest with a token for one conference. */
export interface Owner {
  /** user@domain; of a guest the made-up address that the token carries. */
  readonly sipAddress: string;
  /** URI of the conference that a guest may join. */
  readonly conference?: string;
}

export interface ApplicationRequest {
  readonly owner: Owner;
  readonly poolId: string;
  /** /ucwa/oauth/v1 or /ucwa/v1, as the client came. */
  readonly root: string;
  readonly culture: string;
  readonly userAgent: string;
  readonly endpointId: string;
  readonly instanceId: string | undefined;
}

export interface Application extends ApplicationRequest {
  readonly id: string;
  /** Relative to the host. */
  readonly href: string;
  readonly channel: EventChannel;
  /** The name of the property that a PUT must bring back. */
  readonly token: string;
  /** What makeMeAvailable said; undefined before. */
  available:
    { presence: string; readonly modalities: readonly string[]; readonly formats: readonly string[] } | undefined;
  note: string;
  /** Seconds; the server remembers them. */
  eventTimeout: number | undefined;
  /** Invitations and conversations, by path below the application in lower case. */
  readonly talks: Map<string, Resource>;
}

export interface OpenApplication {
  readonly id: string;
  readonly owner: string;
  readonly userAgent: string;
  readonly poolId: string;
  readonly isGuest: boolean;
}

export interface Applications {
  create(request: ApplicationRequest): Application;
  /** The application with this id, and a sign of life for it; undefined when it is not there or was forgotten. */
  find(id: string): Application | undefined;
  ofOwner(sipAddress: string): readonly Application[];
  remove(application: Application): void;
  open(): readonly OpenApplication[];
  /** Lets every held GET go and forgets everything. */
  close(): void;
}

interface Kept {
  readonly application: Application;
  lastSign: number;
  hasPolled: boolean;
}

/** No application yet. */
export function createApplications(environment: LabEnvironment): Applications {
  const kept = new Map<string, Kept>();
  const drop = ({ application }: Kept): void => {
    kept.delete(application.id);
    application.channel.close();
  };
  const forgetIdle = (): void => {
    for (const one of [...kept.values()]) {
      const allowed = one.hasPolled ? idleMs.betweenEvents : idleMs.beforeEvents;
      if (!one.application.channel.isHeld() && environment.now() - one.lastSign > allowed) drop(one);
    }
  };
  const live = (): readonly Application[] => {
    forgetIdle();
    return [...kept.values()].map(({ application }) => application);
  };
  return {
    create: (request) => {
      const id = newId(kept);
      const channel = createEventChannel(() => {
        const own = kept.get(id);
        if (own === undefined) return;
        own.lastSign = environment.now();
        own.hasPolled = true;
      });
      const application: Application = {
        ...request,
        id,
        href: `${request.root}/applications/${id}`,
        channel,
        token: randomUUID(),
        available: undefined,
        note: '',
        eventTimeout: undefined,
        talks: new Map(),
      };
      kept.set(id, { application, lastSign: environment.now(), hasPolled: false });
      return application;
    },
    find: (id) => {
      forgetIdle();
      const found = kept.get(id);
      if (found !== undefined) found.lastSign = environment.now();
      return found?.application;
    },
    ofOwner: (sipAddress) => live().filter(({ owner }) => owner.sipAddress.toLowerCase() === sipAddress.toLowerCase()),
    remove: (application) => {
      const found = kept.get(application.id);
      if (found !== undefined) drop(found);
    },
    open: () =>
      live().map(({ id, owner, userAgent, poolId }) => ({
        id,
        owner: owner.sipAddress,
        userAgent,
        poolId,
        isGuest: owner.conference !== undefined,
      })),
    close: () => {
      for (const one of [...kept.values()]) drop(one);
    },
  };
}

// Published ids have three to twelve digits.
function newId(taken: ReadonlyMap<string, unknown>): string {
  for (;;) {
    const id = String(randomInt(100_000_000_000, 200_000_000_000));
    if (!taken.has(id)) return id;
  }
}
