/**
 * What walks through the lab are judged: nothing on healthy deployments, the one right finding for each fault. Only the
 * recorded session is judged, so the lab's knowledge of its faults cannot reach the audits.
 */
import { describe, expect, it } from 'vitest';
import { listLab, startLab } from '../../lab/index.js';
import type { DeploymentId, RunningLab, View } from '../../lab/types.js';
import { practicePerson } from '../../main/practicePerson.js';
import type { Evidence, Judgement } from '../../shared/audits/audit.js';
import { judge } from '../../shared/audits/judge.js';
import type { WalkRequest } from '../../shared/ipc.js';
import { utf8Of } from '../../shared/session/bytes.js';
import { headerValues } from '../../shared/session/headers.js';
import { clientProfiles } from '../../shared/clients/profiles.js';
import type { Location, Session, SignInMethod } from '../../shared/session/model.js';
import { walkIn } from './support/walks.js';

/** One walk against a lab that runs, as `check --lab` would make it: nothing is left out. */
function checkIn(lab: RunningLab, changes: Partial<WalkRequest> = {}, user?: string): Promise<Session> {
  const request = { signIn: lab.signIn ?? 'auto', timeoutMs: 10_000, ...changes } as const;
  const person = request.signIn === 'modern' ? practicePerson(lab, lab.credentialsFor(user).sipAddress) : {};
  return walkIn(lab, request, { user, ...person });
}

const without = { password: { mode: 'none' } } as const satisfies Partial<WalkRequest>;

async function inLab<T>(
  deployment: DeploymentId,
  from: View,
  faults: readonly string[],
  work: (lab: RunningLab) => Promise<T>,
): Promise<T> {
  const lab = await startLab({ deployment, from, faults });
  try {
    return await work(lab);
  } finally {
    await lab.stop();
  }
}

const idsOf = ({ findings }: Judgement, ...severities: readonly string[]): readonly string[] => [
  ...new Set(findings.filter(({ severity }) => severities.includes(severity)).map(({ id }) => id)),
];

/** What every judgement must keep to, whatever it says; empty when it does. */
function brokenPromises(session: Session, judgement: Judgement): readonly string[] {
  const again = judge(structuredClone(session));
  return [
    ...judgement.audits.filter(({ verdict }) => verdict === 'error').map(({ id, why }) => `${id} threw: ${why ?? ''}`),
    ...judgement.findings.flatMap(({ id, evidence }) =>
      evidence.filter((one) => !isThere(session, one)).map((one) => `${id} points at nothing: ${JSON.stringify(one)}`),
    ),
    ...judgement.findings.filter(({ evidence }) => evidence.length === 0).map(({ id }) => `${id} has no evidence`),
    ...(JSON.stringify(again) === JSON.stringify(judgement) ? [] : ['a copy of the session is judged differently']),
  ];
}

/** The record exists, and the named part of it too. */
function isThere(session: Session, { part, ...id }: Evidence): boolean {
  if (id.sipMessageId !== undefined) return session.sipMessages.some((message) => message.id === id.sipMessageId);
  if (id.lookupId !== undefined) return session.lookups.some((lookup) => lookup.id === id.lookupId);
  if (id.stepId !== undefined) return session.steps.some((step) => step.id === id.stepId);
  if (id.connectionId !== undefined) {
    const connection = session.connections.find((one) => one.id === id.connectionId);
    const index = /^tls\.chain\.(\d+)$/.exec(part)?.[1];
    return index === undefined ? connection !== undefined : connection?.tls?.chain[Number(index)] !== undefined;
  }
  const exchange = session.exchanges.find((one) => one.id === id.exchangeId);
  const header = /^response\.headers\.(.+)$/.exec(part)?.[1];
  if (header !== undefined)
    return exchange?.response !== undefined && headerValues(exchange.response, header).length > 0;
  const text = /^response\.body:(.+)$/s.exec(part)?.[1];
  if (text !== undefined) return utf8Of(exchange?.response?.body.decoded ?? '').includes(text);
  return part.startsWith('response') ? exchange?.response !== undefined : exchange !== undefined;
}

/** Records that failed and that nobody said would; on a healthy walk none may look red. */
function unexpectedFailures(session: Session, { expected }: Judgement): readonly string[] {
  const grey = new Set(expected.map((one) => one.stepId ?? one.lookupId ?? one.connectionId ?? one.exchangeId));
  const failed = [
    ...session.steps.filter(({ outcome }) => outcome === 'failed'),
    ...[...session.lookups, ...session.connections, ...session.exchanges].filter(
      ({ failure }) => failure !== undefined,
    ),
  ];
  return failed
    .filter(({ id }) => !grey.has(id))
    .map((record) => `${record.id} ${'title' in record ? record.title : ''}`);
}

const { deployments, faults: allFaults } = listLab();

/** The later ones, many of them warnings or unlike on each deployment, are held to the accuracy table. */
const inTable = new Set([
  ...['dns-no-lyncdiscover', 'dns-internal-public', 'dns-internal-to-proxy', 'dns-to-cloud', 'dns-external-missing'],
  ...[
    'hairpin-blocked',
    'srv-foreign',
    'srv-wrong-port',
    'edge-closed',
    'edge-one-way',
    'tls-old',
    'user-online',
    'outbound-proxy',
  ],
  ...['tls-no-intermediate', 'host-header', 'rechunked-post', 'component-stopped', 'bad-front-end', 'modern-only'],
  ...['passive-only', 'token-refused', 'ticket-not-shared', 'no-mobility'],
  ...['dns-wildcard', 'dns-stale', 'dns-lame-server', 'srv-federation-port', 'srv-no-address'],
  ...['proxy-refuses', 'tls-revocation-unreachable', 'tls-sni-only', 'tls-inspection'],
  ...['certprov-error', 'certprov-not-yet-valid'],
  ...['ucwa-mobility-off', 'ucwa-agent-blocked', 'ucwa-recycled', 'ucwa-application-expired', 'ucwa-unavailable'],
  ...['ucwa-throttled', 'event-channel-cut', 'xframe-unpublished'],
  ...[
    'registrar-clock',
    'sip-ntlm-off',
    'registrar-limited',
    'provisioning-refused',
    'mobility-policy',
    'registrar-loop',
  ],
  ...['front-end-stopped', 'no-cookie-affinity', 'path-unpublished', 'address-book-not-generated'],
  ...['group-expansion-off', 'control-panel-published'],
  ...['mcx-missing', 'mcx-down', 'mcx-internal-only', 'mcx-ticket-refused', 'mcx-push-no-srv'],
]);
/** Faults of meetings are met by a guest who joins one. */
const joinFaults = allFaults.filter((fault) => fault.arguments[0] === 'join');
const faults = allFaults.filter((fault) => !inTable.has(fault.id) && !joinFaults.includes(fault));
const places = ['outside', 'inside'] as const;

describe.concurrent.each(deployments.flatMap(({ id, users }) => places.map((from) => ({ id, from, users }))))(
  '$id, healthy, $from',
  ({ id, from, users }) => {
    it('each user gets what the user should, with and without a password', async ({ expect }) => {
      await inLab(id, from, [], async (lab) => {
        for (const { sipAddress, expect: wanted } of users) {
          const locations: readonly Location[] = sipAddress === users[0]?.sipAddress ? [from, 'unknown'] : [from];
          for (const location of locations) {
            for (const withPassword of [true, false]) {
              const session = await checkIn(lab, { location, ...(withPassword ? {} : without) }, sipAddress);
              const judgement = judge(session);
              const isFine = wanted === 'pass' || !withPassword;
              expect({
                user: sipAddress,
                withPassword,
                verdict: judgement.verdict,
                findings: idsOf(judgement, 'error', 'warning'),
                red: isFine ? unexpectedFailures(session, judgement) : [],
                broken: brokenPromises(session, judgement),
              }).toEqual({
                user: sipAddress,
                withPassword,
                verdict: isFine ? 'pass' : 'fail',
                findings: isFine ? [] : [wanted],
                red: [],
                broken: [],
              });
            }
          }
        }
      });
    }, 240_000);
  },
);

const methods: readonly SignInMethod[] = ['oauth', 'web-ticket', 'online', 'modern'];

/** The options of a fault's command line that a walk knows. */
function optionsOf(
  commandLine: readonly string[],
): Required<Pick<WalkRequest, 'signIn' | 'timeoutMs'>> & Pick<WalkRequest, 'client'> & { readonly from: View } {
  const value = (name: string): string | undefined => commandLine[commandLine.indexOf(name) + 1 || commandLine.length];
  const signIn = value('--sign-in');
  const client = clientProfiles.find(({ kind }) => kind === value('--client'));
  return {
    from: value('--from') === 'inside' ? 'inside' : 'outside',
    signIn: methods.find((method) => method === signIn) ?? 'auto',
    timeoutMs: Number(value('--timeout') ?? 10_000),
    ...(client === undefined ? {} : { client: client.kind }),
  };
}

/** Faults of an account show only when it signs in. */
const needsPassword = (fault: (typeof faults)[number]): boolean =>
  fault.needsPassword !== undefined || fault.expect === 'auth-bad-credentials';

/**
 * Two deployments of each fault, in turn; the accuracy table has all of them. The same walk on sfb2015 is made below, and
 * held to the same there.
 */
const twoOfEach = faults.flatMap((fault, turn) =>
  fault.deployments
    .filter((_, place, all) => [0, Math.floor(all.length / 2)].includes((place + turn) % all.length))
    .filter((deployment) => deployment !== 'sfb2015' || optionsOf(fault.arguments).signIn !== 'auto')
    .map((deployment) => ({ fault, deployment })),
);
describe.concurrent.each(twoOfEach)('fault $fault.id on $deployment', ({ fault, deployment }) => {
  const { from, ...options } = optionsOf(fault.arguments);

  it(`gives ${fault.expect} and no unrelated error`, async ({ expect }) => {
    await inLab(deployment, from, [fault.id], async (lab) => {
      const session = await checkIn(lab, { location: from, ...options });
      const judgement = judge(session);
      expect({
        verdict: judgement.verdict,
        first: judgement.findings[0]?.id,
        errors: idsOf(judgement, 'error'),
        broken: brokenPromises(session, judgement),
      }).toEqual({ verdict: 'fail', first: fault.expect, errors: [fault.expect], broken: [] });
    });
  });
});

// Signed in with on a page, by the lab's own user.
describe.concurrent.each([
  ['sfb2015', 'modern-adfs'],
  ['sfb2019', 'modern-entra'],
  ['sfbse', 'modern-adfs'],
] as const)('modern authentication on %s, %s', (deployment, fault) => {
  it.each(places)('is fine %s', async (from) => {
    await inLab(deployment, from, [fault], async (lab) => {
      const session = await checkIn(lab, { ...without, location: from, signIn: 'modern' });
      const judgement = judge(session);
      expect({
        verdict: judgement.verdict,
        findings: idsOf(judgement, 'error', 'warning'),
        red: unexpectedFailures(session, judgement),
        tokens: session.steps.filter(({ kind, outcome }) => kind === 'oauth.user' && outcome === 'ok').length > 0,
      }).toEqual({ verdict: 'pass', findings: [], red: [], tokens: true });
    });
  });
});

// One deployment from every place, with the walk's own choice of sign-in, with and without a password.
const everywhere = faults.filter(
  ({ deployments: those, arguments: options }) => those.includes('sfb2015') && !options.includes('modern'),
);
describe.concurrent.each(everywhere.flatMap((fault) => places.map((from) => ({ fault, from }))))(
  'fault $fault.id on sfb2015, $from',
  ({ fault, from }) => {
    it('shows where it can be met, and nowhere else', async ({ expect }) => {
      const declared = optionsOf(fault.arguments);
      await inLab('sfb2015', from, [fault.id], async (lab) => {
        const isMet = lab.users[0]?.expect === fault.expect || fault.expect === 'auth-bad-credentials';
        for (const location of [from, 'unknown'] as const) {
          for (const withPassword of [true, false]) {
            // The slow one has to be waited for; one walk of it says enough.
            if (fault.expect === 'net-slow-answer' && !(withPassword && location === from)) continue;
            const session = await checkIn(lab, {
              location,
              ...(withPassword ? {} : without),
              timeoutMs: declared.timeoutMs,
            });
            const judgement = judge(session);
            const isSeen =
              isMet &&
              (withPassword || !needsPassword(fault)) &&
              // That a record is missing inside can only be said of a user who is known to be inside.
              (location !== 'unknown' || fault.expect !== 'dns-internal-record-missing');
            // Taken for an outside client, the walk asks the Edge by its name, which inside leads to a pool's web server.
            const leadsElsewhere =
              from === 'inside' && location === 'unknown' && fault.expect === 'dns-internal-record-missing';
            // Walked as its command line says, it is the root cause and the only error.
            const isAsDeclared =
              withPassword && location === from && declared.from === from && declared.signIn === 'auto';
            expect({
              location,
              withPassword,
              first: idsOf(judgement, 'error', 'warning')[0],
              errors: idsOf(judgement, 'error').filter((id) => isAsDeclared || id !== fault.expect),
              root: isAsDeclared ? [judgement.verdict, judgement.findings[0]?.id] : [],
              broken: brokenPromises(session, judgement),
            }).toEqual({
              location,
              withPassword,
              first: isSeen ? fault.expect : leadsElsewhere ? 'registrar-is-web-server' : undefined,
              errors: isAsDeclared ? [fault.expect] : [],
              root: isAsDeclared ? ['fail', fault.expect] : [],
              broken: [],
            });
          }
        }
      });
    });
  },
);

describe.concurrent.each(
  joinFaults.flatMap((fault) =>
    fault.deployments.flatMap((deployment) => places.map((from) => ({ fault, deployment, from }))),
  ),
)('fault $fault.id on $deployment, $from', ({ fault, deployment, from }) => {
  it(`gives ${fault.expect} first to a guest, and no unrelated error`, async ({ expect }) => {
    await inLab(deployment, from, [fault.id], async (lab) => {
      const meeting = { address: lab.conferences[0]?.meetUrl ?? '', name: 'Guest' };
      const session = await checkIn(lab, { ...without, location: from, meeting });
      const judgement = judge(session);
      expect({
        first: idsOf(judgement, 'error', 'warning')[0],
        errors: idsOf(judgement, 'error').filter((id) => id !== fault.expect),
        broken: brokenPromises(session, judgement),
        left: lab.openApplications(),
      }).toEqual({ first: fault.expect, errors: [], broken: [], left: [] });
    });
  });
});

describe.concurrent.each([
  ['outside', ['tls-name', 'wrong-password'], ['tls-name-mismatch', 'auth-bad-credentials']],
  ['outside', ['clock-skew', 'user-not-enabled'], ['time-skew', 'auth-user-not-sip-enabled']],
  ['inside', ['dns-only-external', 'wrong-password'], ['dns-internal-record-missing', 'auth-bad-credentials']],
] as const)('%s, independent faults %j', (from, chosen, wanted) => {
  it('are both told, the lower layer first', async ({ expect }) => {
    await inLab('sfb2019', from, chosen, async (lab) => {
      const judgement = judge(await checkIn(lab, { location: from }));
      expect(idsOf(judgement, 'error')).toEqual(wanted);
    });
  });
});

describe.concurrent.each([[], ['wrong-password'], ['user-not-enabled']])('masking, fault %s', (...chosen) => {
  it('takes nothing away that a judgement needs', async ({ expect }) => {
    await inLab('sfb2015', 'outside', chosen, async (lab) => {
      const [masked, kept] = await Promise.all(
        [false, true].map(async (keepSecrets) => {
          const { verdict, findings } = judge(await checkIn(lab, { keepSecrets }));
          return { verdict, findings: findings.map(({ id, severity, title }) => ({ id, severity, title })) };
        }),
      );
      expect(masked).toEqual(kept);
    });
  });
});
