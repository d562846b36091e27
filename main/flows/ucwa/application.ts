/**
 * One application from its creation to its end: created, looked at, listened to once, and taken out again whatever
 * happens. docs/protocol/ucwa.md, steps 9 to 12. [skype-docs UCWA CreateAnApplication, EventChannelDetails]
 */
import { failed, FailureError } from '../../../shared/failure.js';
import { accepts, mediaTypes } from '../../../shared/protocol/mediaType.js';
import { applicationJson } from '../../../shared/protocol/ucwaRequest.js';
import { parseUcwaResource, ucwaEmbedded, ucwaLink, type UcwaResource } from '../../../shared/protocol/ucwaResource.js';
import type { Reply, Run, StepHandle, StepSpec } from '../../engine/api.js';
import { headerOf, hostOf, noteAnswer } from '../answers.js';
import { skipAll, type Walk } from '../context.js';
import { learn } from '../documents.js';
import { askFor, demand, isGone, type Application } from './answers.js';
import { eventsSpec, listenOnce } from './events.js';
import type { UcwaAccess } from './user.js';

const spec = { doc: 'UCWA CreateAnApplication', section: 'Application resource' } as const;
export const createSpec = { kind: 'ucwa.create', title: 'Create a UCWA application', spec } as const satisfies StepSpec;
const meSpec = { kind: 'ucwa.read', title: 'Read "me", the user as UCWA shows it', spec } as const;
const policiesSpec = { kind: 'ucwa.read', title: 'Read the policies, in XML as mobile clients do', spec } as const;
const presenceSpec = { kind: 'ucwa.read', title: "Read the user's presence", spec } as const;
const deleteSpec = { kind: 'ucwa.delete', title: 'Delete the application', spec } as const;

/** Whose application it is, as the steps and their words tell it. */
export interface ApplicationPlan {
  readonly create: StepSpec;
  /** What is done with it, for the record of a walk that has none. */
  readonly uses: readonly StepSpec[];
  readonly remove: StepSpec;
  /** What it means that the application stands. */
  readonly stands: string;
}

/** Creates one, looks at it, deletes it. @throws FailureError what stopped it; the application is deleted all the same */
export function useApplication(walk: Walk, group: StepHandle, access: UcwaAccess): Promise<void> {
  const plan: ApplicationPlan = {
    create: createSpec,
    uses: [meSpec, policiesSpec, presenceSpec, eventsSpec],
    remove: deleteSpec,
    stands: `The application stands: UCWA lets ${walk.target.sipAddress} in. It shows nobody as available, and it is deleted at the end.`,
  };
  return withApplication(walk, group, access, plan, (application) => look(group, access.side, application));
}

/**
 * Creates an application, lets it be used, and deletes it whatever happens.
 * @throws FailureError what stopped it; what `use` throws
 */
export async function withApplication<T>(
  { run }: Pick<Walk, 'run'>,
  group: StepHandle,
  access: UcwaAccess,
  plan: ApplicationPlan,
  use: (application: Application) => Promise<T>,
): Promise<T> {
  const { side } = access;
  const created = await group.attempt({ ...plan.create, side }, (step) => create(run, step, access, plan.stands));
  if (!created.ok) {
    skipAll({ step: group, side }, [...plan.uses, plan.remove], 'there is no application');
    throw new FailureError(created.failure);
  }
  const application = created.value;
  try {
    return await use(application);
  } finally {
    await takeOut(group, { ...plan.remove, side }, application);
  }
}

async function create(
  run: Run,
  step: StepHandle,
  { applications, token }: UcwaAccess,
  stands: string,
): Promise<Application> {
  const reply = await step.exchange({
    method: 'POST',
    url: applications.url,
    headers: [
      ['Accept', accepts.json],
      ['Content-Type', accepts.json],
      ['Authorization', `Bearer ${token.accessToken}`],
    ],
    body: applicationJson({ culture: 'en-US', endpointId: run.random.uuid(), userAgent: 'Lyncscope' }),
    expect: [201],
    understood: 'any',
    carriesCredential: true,
    // What it creates must be known, or it could not be deleted.
    outlastsCancel: true,
  });
  demand(step, reply, [201, 200], 'A UCWA application was to be created');
  const resource = parseUcwaResource(headerOf(reply, 'Content-Type'), reply.text, 'application');
  const self = ucwaLink(resource, 'self') ?? resource.href;
  if (self === '') throw failed('protocol', 'missing_link', 'The application does not say its own address.');
  const url = sameHost(learn(self, 'Link self', reply).url, reply);
  noteResource(step, resource);
  step.fact('ucwa-application', 'left');
  step.meaning(stands);
  return { resource, url, token: token.accessToken, created: reply };
}

/** Where the application, or what it embeds, links to; undefined without such a link. @throws FailureError trust/untrusted_host */
export function linkOfApplication(
  { resource, created }: Application,
  rel: string,
  within?: string,
): string | undefined {
  const from = within === undefined ? resource : ucwaEmbedded(resource, within);
  if (from === undefined) return undefined;
  const embedded = ucwaEmbedded(from, rel);
  const href = ucwaLink(from, rel) ?? (embedded === undefined ? undefined : ucwaLink(embedded, 'self'));
  return href === undefined ? undefined : sameHost(learn(href, `Link ${rel}`, created).url, created);
}

async function look(group: StepHandle, side: UcwaAccess['side'], application: Application): Promise<void> {
  const { created } = application;
  const address = (rel: string): string | undefined => linkOfApplication(application, rel);
  // 10. "me" and the policies; presence only where it is there without showing the user as available.
  const me = await read(group, { ...meSpec, side }, application, address('me'), accepts.json);
  await read(group, { ...policiesSpec, side }, application, address('policies'), mediaTypes.ucwaXml);
  const presence = me === undefined ? undefined : ucwaLink(me, 'presence');
  if (presence === undefined) {
    const reason = 'there is none before a client shows the user as available, which a check must not do';
    group.skip({ ...presenceSpec, side }, reason);
  } else {
    const url = sameHost(learn(presence, 'Link presence', created).url, created);
    await read(group, { ...presenceSpec, side }, application, url, accepts.json);
  }
  // 11. The event channel, once.
  await listenOnce(group, side, application, address('events'));
}

async function read(
  group: StepHandle,
  readSpec: StepSpec,
  application: Application,
  url: string | undefined,
  accept: string,
): Promise<UcwaResource | undefined> {
  if (url === undefined) {
    group.skip(readSpec, 'the application has no link to it');
    return undefined;
  }
  return group.step(readSpec, async (step) => {
    const reply = await step.exchange(askFor(application, url, accept));
    demand(step, reply, [200], `${readSpec.title}: it was asked for`);
    const resource = parseUcwaResource(headerOf(reply, 'Content-Type'), reply.text, 'resource');
    noteResource(step, resource);
    step.meaning(
      `UCWA gives it: ${counted(resource.properties.length, 'value')} and ${counted(resource.links.length, 'link')}.`,
    );
    return resource;
  });
}

/** 12. DELETE, in any case. After a cancel no step can begin any more: the request is then made for the whole group. */
async function takeOut(group: StepHandle, removeSpec: StepSpec, application: Application): Promise<void> {
  let sent = false;
  const send = (step: StepHandle): Promise<void> => {
    sent = true;
    return sendDelete(step, application);
  };
  // Trouble is recorded; why the walk ended is thrown on instead.
  if (!group.signal.aborted) await group.attempt(removeSpec, send).catch(onlyFailures);
  if (!sent) await send(group).catch(onlyFailures);
}

function onlyFailures(error: unknown): void {
  if (!(error instanceof FailureError)) throw error;
}

async function sendDelete(step: StepHandle, { url, token }: Application): Promise<void> {
  step.fact('ucwa-application', 'left');
  const reply = await step.exchange({
    method: 'DELETE',
    url,
    headers: [
      ['Accept', accepts.json],
      ['Authorization', `Bearer ${token}`],
    ],
    expect: [204, 200, 404],
    understood: 'any',
    carriesCredential: true,
    outlastsCancel: true,
  });
  if (isGone(reply)) {
    noteAnswer(step, reply);
    step.meaning('The server had forgotten the application already. Nothing of the walk is left there.');
  } else {
    demand(step, reply, [200, 204], 'The application was to be deleted');
    step.meaning('The application is deleted. Nothing of the walk is left at the server.');
  }
  step.fact('ucwa-application', 'gone');
}

/** @throws FailureError trust/untrusted_host: an application's parts are where the application is */
export function sameHost(url: string, reply: Reply): string {
  if (hostOf(url) === hostOf(reply.url) && url.startsWith('https:')) return url;
  throw failed('trust', 'untrusted_host', `The application of ${hostOf(reply.url)} links to ${hostOf(url)}.`);
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Most values and links that become facts of one step. */
const most = 60;

function noteResource(step: StepHandle, { links, properties, embedded }: UcwaResource): void {
  for (const { token, href } of links.slice(0, most)) step.fact('ucwa-link', `${token} ${href}`);
  for (const [name, value] of properties.slice(0, most)) step.fact('ucwa-property', `${name} = ${value}`);
  for (const { rel, href } of embedded.slice(0, most)) step.fact('ucwa-link', `${rel} ${href}`);
}
