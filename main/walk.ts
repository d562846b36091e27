/** One walk from request to session, for every host: checks the request, starts the practice lab, runs the flow. */
import { LabError, listLab, startLab } from '../lab/index.js';
import type { RunningLab, View } from '../lab/types.js';
import type { Answer, LabCatalogue, Question, WalkRequest } from '../shared/ipc.js';
import type { SessionEvent } from '../shared/session/events.js';
import type { Session, Target } from '../shared/session/model.js';
import { readAuthorities } from './authorities.js';
import { runSession } from './engine/runSession.js';
import { systemPorts } from './engine/systemPorts.js';
import type { OpenPassivePage } from './engine/passivePage.js';
import type { RunRequest } from './engine/run.js';
import type { ResolveProxy } from './net/proxy.js';
import { joinMeeting } from './flows/meeting/join.js';
import { walk } from './flows/walk.js';
import { practicePerson } from './practicePerson.js';
import { demandLabUser, readLab, type LabChoice } from './practiceLab.js';
import { buildTarget, readMeetingTyped } from './target.js';
import { UsageError } from './usage.js';

export type { OpenPassivePage, PassiveOutcome, PassivePage } from './engine/passivePage.js';
export { UsageError } from './usage.js';

export interface WalkOptions {
  /** Everything that happens, masked, in order. */
  readonly emit: (event: SessionEvent) => void;
  /** Absent where nobody can be asked: an unknown host is then refused, and a password to be asked for is none. */
  readonly ask?: (question: Question, signal: AbortSignal) => Promise<Answer>;
  /** Opens a page in the browser of the user; absent where none can be opened. */
  readonly openBrowser?: (url: string) => Promise<void>;
  /** Shows a sign-in page in a window of this program's own and gives the cookies it left; absent where it has none. */
  readonly openPassivePage?: OpenPassivePage;
  /** Ends the walk within a second; the session so far is the result. */
  readonly signal: AbortSignal;
  /** How the system's own settings choose a proxy, for proxy 'auto' (Electron knows them). */
  readonly resolveProxy?: ResolveProxy;
  /** Called once the request is known to be good and before anything is sent. Throwing stops the walk. */
  readonly onStarted?: (info: { readonly target: Target }) => void | Promise<void>;
}

/**
 * Runs one walk.
 * @returns the session, also when the walk was cancelled
 * @throws UsageError when it cannot be run as asked; anything else is a bug
 */
export async function runWalk(request: WalkRequest, options: WalkOptions): Promise<Session> {
  // What is wrong with the request itself is said before a lab is started for it.
  const lab = request.lab === undefined ? undefined : readLab(request.lab);
  const authorities = request.authorities.flatMap((pem) => readAuthorities(pem, 'The certificate authority file'));
  buildTarget(lab === undefined ? request : asIfInLab(request), authorities.length);
  if (lab !== undefined && request.meeting === undefined) demandLabUser(lab, request.sipAddress);
  if (lab === undefined) return runAgainst(request, authorities, options);

  const running = await startPracticeLab(lab, request.location === 'inside' ? 'inside' : 'outside');
  try {
    const prepared = request.meeting === undefined ? insideLab(request, running) : joinInLab(request, running);
    const person = prepared.signIn === 'modern' ? practicePerson(running, prepared.sipAddress, options.ask) : {};
    return await runAgainst(prepared, [...authorities, running.caPem], { ...withoutLabPages(options), ...person });
  } finally {
    await running.stop();
  }
}

/** What only the running lab knows, stood in for, so that the rest of the request can be checked before it starts. */
function asIfInLab(request: WalkRequest): WalkRequest {
  const { meeting } = request;
  const address = request.sipAddress ?? 'first.user@lab.example';
  if (meeting === undefined) return { ...request, sipAddress: address };
  return { ...request, meeting: { ...meeting, address: meeting.address.trim() || meetingOf(address, 'MEETING1') } };
}

const meetingOf = (organizer: string, id: string): string => `sip:${organizer};gruu;opaque=app:conf:focus:id:${id}`;

/** The deployments and faults that can be practised on. */
export function labCatalogue(): LabCatalogue {
  const lab = listLab();
  return {
    deployments: lab.deployments.map(({ id, title, domain, users }) => ({
      id,
      title,
      domain,
      users: users.map(({ sipAddress, expect }) => ({ sipAddress, expect })),
    })),
    faults: lab.faults.map((fault) => ({
      id: fault.id,
      title: fault.title,
      deployments: fault.deployments,
      from: fault.arguments.includes('inside') ? 'inside' : 'outside',
      ...(fault.arguments[0] === 'join' ? { joins: true as const } : {}),
    })),
  };
}

async function runAgainst(asked: WalkRequest, authorities: readonly string[], options: WalkOptions): Promise<Session> {
  const nobodyToAsk = asked.password.mode === 'ask' && options.ask === undefined;
  const request: WalkRequest = nobodyToAsk ? { ...asked, password: { mode: 'none' } } : asked;
  const target = buildTarget(request, authorities.length);
  await options.onStarted?.({ target });
  const runRequest: RunRequest = {
    target,
    credentials: credentialsOf(request, target),
    keepSecrets: request.keepSecrets,
    authorities,
    emit: options.emit,
    ...(options.ask === undefined ? {} : { ask: options.ask }),
    ...(options.openBrowser === undefined ? {} : { openBrowser: options.openBrowser }),
    ...(options.openPassivePage === undefined ? {} : { openPassivePage: options.openPassivePage }),
    signal: options.signal,
  };
  const { meeting } = request;
  const flow = meeting === undefined ? walk : joinMeeting(readMeetingTyped(meeting.address), meeting.name.trim());
  return runSession(flow, runRequest, await systemPorts(runRequest, proxyOptions(options)));
}

function proxyOptions({ resolveProxy }: WalkOptions): Pick<WalkOptions, 'resolveProxy'> {
  return resolveProxy === undefined ? {} : { resolveProxy };
}

function credentialsOf(request: WalkRequest, target: Target): RunRequest['credentials'] {
  if (target.currentUser === true) return { mode: 'current-user' };
  if (request.password.mode !== 'given') return { mode: request.password.mode };
  return { mode: 'given', userName: target.userName ?? target.sipAddress, password: request.password.value };
}

/** The request as it reads once the lab is up: its user, its resolver, its addresses. What the user said goes first. */
function insideLab(request: WalkRequest, lab: RunningLab): WalkRequest {
  const user = lab.credentialsFor(request.sipAddress);
  const wanted = request.password;
  return {
    ...request,
    sipAddress: user.sipAddress,
    userName: request.userName ?? user.userName,
    // Where all users of the lab are online, there is no other way to sign in.
    signIn: request.signIn === 'auto' ? (lab.signIn ?? 'auto') : request.signIn,
    password: wanted.mode === 'ask' ? { mode: 'given', value: user.password } : wanted,
    ...networkOf(request, lab),
  };
}

/** A join without an address goes to the first meeting that lets guests in; a lab without meetings gets one that is none. */
function joinInLab(request: WalkRequest, lab: RunningLab): WalkRequest {
  const { meeting } = request;
  if (meeting === undefined) return request;
  const [good] = lab.conferences;
  const instead = good?.meetUrl ?? meetingOf(lab.credentialsFor(undefined).sipAddress, 'MEETING1');
  return {
    ...request,
    meeting: { ...meeting, address: meeting.address.trim() || instead },
    password: { mode: 'none' },
    ...networkOf(request, lab),
  };
}

function networkOf(request: WalkRequest, lab: RunningLab): Pick<WalkRequest, 'resolver' | 'connectTo' | 'proxy'> {
  return {
    resolver: request.resolver ?? `${lab.dns.address}:${lab.dns.port}`,
    connectTo: [...request.connectTo, ...lab.connectTo],
    // The lab is on this machine; a company's proxy cannot reach it.
    proxy: request.proxy === 'auto' ? (lab.proxy ?? 'none') : request.proxy,
  };
}

/** The windows of Chromium look names up like any browser, and know nothing of the lab's. */
function withoutLabPages(options: WalkOptions): WalkOptions {
  if (options.openPassivePage === undefined) return options;
  const reason = 'the names of the practice lab exist for this walk alone, and a window cannot look them up';
  return { ...options, openPassivePage: () => Promise.resolve({ kind: 'failed', reason }) };
}

async function startPracticeLab(choice: LabChoice, from: View): Promise<RunningLab> {
  try {
    return await startLab({ ...choice, from });
  } catch (error) {
    if (error instanceof LabError) throw new UsageError(`The practice lab could not start: ${error.message}`);
    throw error;
  }
}
