/** The way from the client to the pool on either side: names, what answers at them, and the first web services. */
import { factOf } from '../../shared/session/facts.js';
import type { Session, Side, Step } from '../../shared/session/model.js';
import { lookupStatus, worse, type Status } from '../state/status.js';
import { hostOf, serverOf, split, type Learned } from './learned.js';
import { sideWords, type BoxStatus, type Half, type MapBox } from './model.js';
import { boxOf, isAsked, outcomeText, statusOn, stepsOn, troubleOf, untouched, type Survey } from './places.js';

/** Most names and addresses that a box lists. */
const mostNames = 4;

export function clientBox({ session, seat }: Survey): MapBox {
  const walk = session.steps.find(({ kind }) => kind === 'walk') ?? session.steps[0];
  const seen = session.steps.map((step) => factOf(step, 'sip-seen-as')).find((address) => address !== undefined);
  const own = session.connections.find(({ local }) => local !== undefined)?.local?.address;
  const address = seen?.replace(/:\d+$/, '') ?? own;
  return {
    key: 'client',
    status: session.outcome === 'running' ? 'running' : session.outcome === 'cancelled' ? 'cancelled' : 'passed',
    title: 'This computer',
    names: address === undefined ? [] : [address],
    text: seat === 'unknown' ? 'Where it is nobody said' : seat === 'inside' ? 'In the company network' : 'Outside',
    ...(walk === undefined ? {} : { target: { stepId: walk.id } }),
  };
}

export function halfOf(survey: Survey, learned: Learned, side: Side): Half {
  const asked = isAsked(survey, side);
  const isJoin = survey.session.target.meeting !== undefined;
  return {
    side,
    isAsked: asked,
    names: { web: discoveryName(survey, side), sip: sipName(survey, side) },
    doors: {
      web: asked ? webDoor(survey, learned, side) : undefined,
      // Guests meet no registrar.
      sip: isJoin ? undefined : sipDoor(survey, learned, side),
    },
    director: director(survey, learned, side),
  };
}

function discoveryName(survey: Survey, side: Side): MapBox | undefined {
  const step = stepsOn(survey, 'dns.discovery-name', side)[0];
  const key = `${side}/name/web`;
  if (step !== undefined) {
    const asked = survey.session.lookups.find(({ stepId }) => stepId === step.id)?.query.name;
    return boxOf(survey, step, { key, title: 'DNS', names: [asked ?? step.title], text: nameText(survey, step) });
  }
  const { discoveryUrls, location } = survey.session.target;
  if (discoveryUrls.length === 0) return undefined;
  const single: Side = location === 'inside' ? 'internal' : 'external';
  const typed =
    discoveryUrls.length > 1
      ? discoveryUrls[side === 'internal' ? 0 : 1]
      : side === single
        ? discoveryUrls[0]
        : undefined;
  if (typed === undefined) return undefined;
  return {
    key,
    status: 'passed',
    title: 'Typed address',
    names: [hostOf(typed) ?? typed],
    text: 'Used in place of DNS',
  };
}

const srvNames: Readonly<Record<Side, string>> = { internal: '_sipinternaltls._tcp', external: '_sip._tls' };

function sipName(survey: Survey, side: Side): MapBox | undefined {
  const { session } = survey;
  const step = session.steps.find(({ kind, title }) => kind === 'dns.srv' && title.includes(` ${srvNames[side]}.`));
  if (step === undefined) return undefined;
  const status = nameStatus(survey, step);
  const name = session.lookups.find(({ stepId }) => stepId === step.id)?.query.name ?? srvNames[side];
  return {
    key: `${side}/name/sip`,
    status,
    title: 'DNS, SRV',
    names: [name],
    text: nameText(survey, step),
    target: { stepId: step.id },
  };
}

/** A record that does not exist is an answer to its step, yet not to who needs the record. */
function nameStatus(survey: Survey, step: Step): BoxStatus {
  const { session, index } = survey;
  const own = statusOn(survey, step);
  if (own !== 'passed') return own;
  const lookups = session.lookups.filter(({ stepId, via }) => stepId === step.id && via === 'wire');
  const statuses = lookups.map((lookup) => lookupStatus(lookup, session, index));
  if (statuses.includes('expected')) return 'expected';
  return statuses.includes('failed') ? 'absent' : own;
}

function nameText(survey: Survey, step: Step): string {
  if (/^NXDOMAIN$/i.test(step.value ?? '')) return 'No such name';
  return outcomeText(step, statusOn(survey, step), 'Found');
}

/** The endpoints that were looked at on a side, by role. */
function endpoints(survey: Survey, side: Side, isSip: boolean): readonly Step[] {
  return stepsOn(survey, 'tls.endpoint', side).filter((step) => {
    const role = factOf(step, 'endpoint-role');
    return role === undefined ? isSip === /:50\d\d$/.test(step.title) : isSip === (role === 'sip');
  });
}

/** The loudest of some steps: what a box shows, and where it leads. */
function loudest(
  survey: Survey,
  steps: readonly Step[],
  side: Side,
): { readonly step: Step; readonly status: Status } | undefined {
  let found: { step: Step; status: Status } | undefined;
  for (const step of steps) {
    const status = statusOn(survey, step, side);
    if (found === undefined || (status !== found.status && worse(status, found.status) === status))
      found = { step, status };
  }
  return found;
}

const webTitles: Readonly<Record<Side, string>> = { external: 'Reverse proxy', internal: 'Web services inside' };

function webDoor(survey: Survey, learned: Learned, side: Side): MapBox {
  const roots = stepsOn(survey, 'root', side);
  // What was left out or not looked at says nothing of the door.
  const looked = endpoints(survey, side, false).filter(({ outcome }) => outcome !== 'skipped');
  const proof = loudest(survey, [...roots.slice(0, 1), ...looked], side);
  const asked = survey.session.lookups.find(
    ({ stepId }) => stepsOn(survey, 'dns.discovery-name', side)[0]?.id === stepId,
  );
  const hosts = new Set(
    [asked?.query.name, learned.first[side], learned.home[side]].filter((host) => host !== undefined),
  );
  const addresses = addressesOf(survey.session, hosts);
  const known = [learned.first[side], learned.home[side]].filter((host) => host !== undefined);
  const key = `${side}/door/web`;
  const names = addresses.length > 0 ? addresses : [...new Set(known)];
  if (proof === undefined) {
    return { key, status: untouched(survey, side), title: webTitles[side], names, text: untouchedText(survey, side) };
  }
  const reached = addresses.length > 0;
  return {
    key,
    status: proof.status,
    title: webTitles[side],
    names: short(names),
    text:
      reached && proof.status === 'passed'
        ? `Answers for ${namesBehind(hosts)}`
        : doorText(survey, proof.step, proof.status),
    target: { stepId: proof.step.id },
  };
}

/** "lyncdiscover, dirweb and web01" */
function namesBehind(hosts: ReadonlySet<string>): string {
  const labels = [...new Set([...hosts].map((host) => host.split('.')[0] ?? host))].slice(0, mostNames);
  return labels.length < 2 ? labels.join() : `${labels.slice(0, -1).join(', ')} and ${labels.at(-1) ?? ''}`;
}

const sipTitles: Readonly<Record<Side, string>> = { external: 'Access Edge', internal: 'Registrar of the pool' };

function sipDoor(survey: Survey, learned: Learned, side: Side): MapBox {
  const { session } = survey;
  const key = `${side}/door/sip`;
  const connects = stepsOn(survey, 'sip.connect', side);
  const named =
    learned.sip[side]?.place ?? (connects[0] === undefined ? undefined : factOf(connects[0], 'sip-registrar'));
  const place = named === undefined ? undefined : split(named)[0];
  const at = (step: Step): boolean => place !== undefined && step.title.includes(place);
  const own = endpoints(survey, side, true).filter(at);
  const proof = loudest(survey, [...connects.slice(0, 1), ...own.filter(({ outcome }) => outcome !== 'skipped')], side);
  const left = own[0];
  const step = proof?.step ?? left;
  const status = proof?.status ?? (left === undefined ? untouched(survey, side) : statusOn(survey, left, side));
  const origin = learned.sip[side]?.stepId;
  const remote = session.connections.find(
    ({ host, port, remote: to }) => to !== undefined && `${host}:${port}` === place,
  );
  return {
    key,
    status,
    title: sipTitles[side],
    names: place === undefined ? [] : [place, ...(remote?.remote === undefined ? [] : [remote.remote.address])],
    text:
      step === undefined
        ? place === undefined || status === 'expected'
          ? untouchedText(survey, side)
          : 'Named, not asked'
        : status === 'passed'
          ? 'Answers with TLS'
          : doorText(survey, step, status),
    ...(step !== undefined
      ? { target: { stepId: step.id } }
      : origin === undefined
        ? {}
        : { target: { stepId: origin } }),
  };
}

function doorText(survey: Survey, step: Step, status: Status): string {
  if (status === 'expected') return 'Not reached from here';
  const trouble = troubleOf(survey, step, status);
  if (trouble !== undefined) return trouble;
  return outcomeText(step, status, status === 'warning' ? 'Answers, with a warning' : 'Answers');
}

function untouchedText(survey: Survey, side: Side): string {
  switch (untouched(survey, side)) {
    case 'expected':
      return 'Not reached from here';
    case 'waiting':
      return 'Not started';
    default:
      return `Nothing ${sideWords[side]} was asked`;
  }
}

/** The first web services, where the home pool has others: a Director, or a pool that knows where the user is. */
function director(survey: Survey, learned: Learned, side: Side): MapBox | undefined {
  const first = learned.first[side];
  const home = learned.home[side];
  if (first === undefined || first === home) return undefined;
  const exchanges = survey.session.exchanges.filter(({ request }) => hostOf(request.url) === first);
  const servers = [...new Set(exchanges.map(serverOf).filter((server) => server !== undefined))];
  const key = `${side}/director`;
  const title = home === undefined ? 'First web services' : 'Director or first pool';
  const names = [first];
  const who = servers[0]?.split('.')[0];
  const proof = exchanges.find(({ response }) => response !== undefined) ?? exchanges[0];
  const end = stepsOn(survey, 'tls.endpoint', side).find((step) => step.title.includes(` ${first}:`));
  if (proof === undefined) {
    return {
      key,
      title,
      names,
      status: end === undefined ? untouched(survey, side) : statusOn(survey, end, side),
      text: untouched(survey, side) === 'expected' ? 'Not reached from here' : 'Named, not asked',
      ...(end === undefined ? {} : { target: { stepId: end.id } }),
    };
  }
  const answered = proof.response !== undefined;
  return {
    key,
    title,
    names,
    status: answered ? 'passed' : 'failed',
    text: directorText(answered, who, home !== undefined),
    target: { recordId: proof.id },
  };
}

function directorText(answered: boolean, who: string | undefined, sendsOn: boolean): string {
  if (!answered) return 'No answer';
  if (who === undefined) return sendsOn ? 'Sends on to the home pool' : 'Answers';
  return sendsOn ? `${who} sends on to the home pool` : `${who} answers`;
}

function addressesOf(session: Session, hosts: ReadonlySet<string>): readonly string[] {
  const found = session.connections.flatMap(({ host, remote }) =>
    remote !== undefined && hosts.has(host.toLowerCase()) ? [remote.address] : [],
  );
  return [...new Set(found)];
}

function short(names: readonly string[]): readonly string[] {
  return names.length <= mostNames
    ? names
    : [...names.slice(0, mostNames - 1), `and ${names.length - mostNames + 1} more`];
}
