/** The services of the pool with their state on either side: tested, used, only named, or not there at all. */
import { serviceStatesOf, type ServiceState } from '../../shared/services.js';
import { factOf } from '../../shared/session/facts.js';
import type { Session, Side, Step, StepKind } from '../../shared/session/model.js';
import { withDescendants } from '../state/stepTree.js';
import { hostOf, split, type Learned } from './learned.js';
import { sides, type MapBox, type ServiceGroup, type ServiceRow } from './model.js';
import {
  boxOf,
  isAsked,
  outcomeText,
  reasonOf,
  sideOf,
  statusOn,
  stepsOn,
  troubleOf,
  untouched,
  type Survey,
} from './places.js';
import { mcxStages, meetingStages } from './stages.js';
import { linkedServices, namedGroups, ownServices, purposeOf, spelled } from './serviceNames.js';

/** Most services of one's own making that have a row; administrators can add links. */
const mostOthers = 24;
/** Most boxes in one place. */
const mostBoxes = 3;

type Cells = Map<string, Record<Side, MapBox[]>>;

export function groupsOf(
  survey: Survey,
  learned: Learned,
): { readonly groups: readonly ServiceGroup[]; readonly more: number } {
  const cells: Cells = new Map();
  const put = (service: string, side: Side, box: MapBox): void => {
    const cell = cells.get(service) ?? { internal: [], external: [] };
    cells.set(service, cell);
    // That it is not there is said once.
    if (box.status === 'absent' && cell[side].some((each) => each.status === 'absent' && each.text === box.text))
      return;
    if (cell[side].length < mostBoxes) cell[side].push(box);
  };
  for (const tested of testsOf(survey)) put(tested.service, tested.side, tested.box);
  for (const used of usesOf(survey)) put(used.service, used.side, used.box);
  for (const stage of stagesOf(survey)) put(stage.service, stage.side, stage.box);
  if (learned.links.length > 0 || cells.size > 0) addLinks(survey, learned, cells, put);
  return rowsOf(survey, learned, cells);
}

interface Placed {
  readonly service: string;
  readonly side: Side;
  readonly box: MapBox;
}

/** Each test of a service; sessions of any age. */
function testsOf(survey: Survey): readonly Placed[] {
  const states = serviceStatesOf(survey.session);
  const told = new Map(states.map((state) => [state.stepId, state]));
  const byStep = survey.session.steps.flatMap((step): readonly Placed[] => {
    const isTest = step.kind === 'service.test' || (step.kind === 'service.query' && told.has(step.id));
    const service = isTest ? serviceOf(step, told.get(step.id)) : undefined;
    if (service === undefined) return [];
    const side = sideOf(survey, step);
    return [{ service, side, box: testBox(survey, step, service, side, told.get(step.id)) }];
  });
  const shown = new Set(byStep.map(({ service, side }) => `${side}/${service}`));
  // What has no row of its own in the walk is told by its group.
  const grouped = states.flatMap((state): readonly Placed[] => {
    const step = survey.session.steps.find(({ id }) => id === state.stepId);
    const service = spelled(state.service);
    if (step === undefined || shown.has(`${state.side}/${service}`)) return [];
    return [{ service, side: state.side, box: groupedBox(survey, step, service, state) }];
  });
  return [...byStep, ...grouped];
}

function serviceOf(step: Step, state: ServiceState | undefined): string | undefined {
  const fact = factOf(step, 'service');
  const name = state?.service ?? (fact === undefined ? /^Test (\w+)$/.exec(step.title)?.[1] : split(fact)[0]);
  return name === undefined || name === '' ? undefined : spelled(name);
}

function testBox(survey: Survey, step: Step, service: string, side: Side, state: ServiceState | undefined): MapBox {
  const [, code, took] = /^(\d{3}) in (\d+) ms$/.exec(step.value ?? '') ?? [];
  const status = statusOn(survey, step, side);
  const answer = state?.status ?? (code === undefined ? lastStatus(survey.session, step.id) : Number(code));
  const ms = state?.ms ?? (took === undefined ? undefined : Number(took));
  const isUse = step.kind === 'service.query';
  const text =
    answer === undefined || isUse
      ? capital(outcomeText(step, status, 'Answers')).replace(/, [\w.+-]+\/[\w.+-]+/, '')
      : // A good answer where none may come says nothing by its number alone.
        ((answer < 400 || answer === 401 ? troubleOf(survey, step, status) : undefined) ??
        answerText(answer, status === 'passed'));
  if (status === 'skipped' && isNotOffered(step)) return absentBox(step, side, service);
  return boxOf(survey, step, {
    key: `${side}/${service}/${step.id}`,
    title: isUse ? 'Use' : 'Test',
    status,
    text,
    names: foreignHost(survey, step),
    ...(ms === undefined ? {} : { ms }),
  });
}

const notOffered =
  /not offered by this version|offers no OAuth|user document (?:of this version )?does not name it|for the other side only/;

/** The flow knows by the document and the version that the servers do not have it. */
function isNotOffered(step: Step): boolean {
  return notOffered.test(step.value ?? '');
}

function absentBox(step: Step, side: Side, service: string): MapBox {
  return {
    key: `${side}/${service}/${step.id}`,
    title: 'Test',
    status: 'absent',
    names: [],
    text: reasonOf(step).split(/[:;]/)[0] ?? '',
    target: { stepId: step.id },
  };
}

function groupedBox(survey: Survey, step: Step, service: string, state: ServiceState): MapBox {
  const status = untouched(survey, state.side) === 'expected' ? 'expected' : 'skipped';
  return {
    key: `${state.side}/${service}/grouped`,
    title: 'Test',
    status,
    names: [],
    text: status === 'expected' ? 'Not reached from here' : step.outcome === 'skipped' ? reasonOf(step) : 'Not tested',
    target: { stepId: step.id },
  };
}

const answers: Readonly<Record<number, string>> = {
  200: 'answers',
  401: 'asks for a sign-in',
  403: 'keeps out',
  404: 'not there',
  405: 'answers',
};

function answerText(status: number, isGood: boolean): string {
  const words = status >= 300 && status < 400 ? 'sends on' : status >= 500 ? 'fails' : answers[status];
  if (words === undefined) return String(status);
  return `${status} ${isGood && (status === 403 || status === 404) ? `${words}, as it should be` : words}`;
}

function lastStatus(session: Session, stepId: string): number | undefined {
  return session.exchanges.findLast((exchange) => exchange.stepId === stepId)?.response?.status;
}

/** The host of a test, where it is not the one that the side's other services are at. */
function foreignHost({ session }: Survey, step: Step): readonly string[] {
  const exchange = session.exchanges.find(({ stepId }) => stepId === step.id);
  const href = exchange?.request.url ?? split(factOf(step, 'service') ?? '')[1];
  const host = hostOf(href);
  return host === undefined ? [] : [host];
}

interface Use {
  readonly kind: StepKind;
  readonly service: string;
  /** The step below it that proves that it was used to its end; without it the way there was looked at alone. */
  readonly proof?: StepKind;
  readonly done: string;
}

const uses: readonly Use[] = [
  { kind: 'web-ticket', service: ownServices.webTicket, proof: 'web-ticket.user', done: 'Ticket given' },
  { kind: 'oauth', service: ownServices.oauth, proof: 'oauth.user', done: 'Token given' },
  { kind: 'passive', service: ownServices.passive, done: 'Looked at' },
  { kind: 'registrar', service: ownServices.registrar, proof: 'sip.register', done: 'Registered' },
  { kind: 'cert-prov', service: 'CertProvisioning', proof: 'cert-prov.publish', done: 'Certificate given' },
  { kind: 'ucwa', service: 'Ucwa', proof: 'ucwa.create', done: 'Used' },
  { kind: 'mcx', service: 'Mcx', done: 'Looked at' },
  { kind: 'meeting', service: ownServices.meeting, done: 'Joined' },
];

/** What of the walk is more than a test: signing in, a certificate, an application. */
function usesOf(survey: Survey): readonly Placed[] {
  return uses.flatMap((use) =>
    survey.session.steps
      .filter(({ kind }) => kind === use.kind)
      .map((step): Placed => {
        const side = sideOf(survey, step);
        return { service: use.service, side, box: useBox(survey, use, step, side) };
      }),
  );
}

function useBox(survey: Survey, { service, proof, done }: Use, step: Step, side: Side): MapBox {
  const box = boxOf(survey, step, { key: `${side}/${service}/${step.id}`, title: 'Use' }, done);
  if (isNotOffered(step)) return absentBox(step, side, service);
  if (box.status === 'failed' || box.status === 'warning') return box;
  if (box.status !== 'passed' || proof === undefined) return { ...box, text: capital(box.text) };
  const below = withDescendants(survey.session.steps, step.id);
  const isProved = survey.session.steps.some(
    ({ id, kind, outcome }) => kind === proof && outcome === 'ok' && below.has(id),
  );
  return isProved
    ? { ...box, text: capital(box.text) }
    : { ...box, status: 'skipped', text: `Not used: ${step.value ?? 'no sign-in'}` };
}

/** The steps of Mcx and of a join, one row a stage. */
function stagesOf(survey: Survey): readonly Placed[] {
  const isJoin = survey.session.target.meeting !== undefined;
  return (isJoin ? meetingStages : mcxStages).flatMap(({ kind, service, done }) =>
    survey.session.steps
      .filter((step) => step.kind === kind && !isNotOffered(step))
      .map((step): Placed => {
        const side = sideOf(survey, step);
        const box = boxOf(survey, step, {
          key: `${side}/${service}/${step.id}`,
          title: 'Use',
          names: step.outcome === 'skipped' ? [] : foreignHost(survey, step),
        });
        const status = lastStatus(survey.session, step.id);
        const told =
          box.status === 'passed'
            ? done?.(step)
            : !isJoin && box.status !== 'skipped' && status !== undefined && status >= 400
              ? answerText(status, false) // the row above names the trouble
              : undefined;
        return { service, side, box: { ...box, text: told ?? capital(box.text) } };
      }),
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

type Put = (service: string, side: Side, box: MapBox) => void;

/** Services that a document names and nobody asked, and those that it should name and does not. */
function addLinks(survey: Survey, learned: Learned, cells: Cells, put: Put): void {
  for (const { side, service: token, href, stepId } of learned.links) {
    const service = spelled(token);
    if (side === undefined || (cells.get(service)?.[side].length ?? 0) > 0) continue;
    const status = untouched(survey, side);
    put(service, side, {
      key: `${side}/${service}/link`,
      title: 'Named',
      status,
      names: [hostOf(href) ?? href.slice(0, 200)],
      text: status === 'expected' ? 'Not reached from here' : 'Named, not tested',
      target: { stepId },
    });
  }
  // A document with links tells by its silence, too.
  const document = learned.links.find(({ side }) => side !== undefined);
  if (document === undefined || !hasBothSides(learned)) return;
  const linked = new Set(learned.links.map(({ service }) => spelled(service)));
  for (const service of linkedServices) {
    // What the walk learned of in another way is there, link or not.
    const isThere = sides.some((side) => cells.get(service)?.[side].some(({ status }) => status !== 'absent'));
    if (isThere && !linked.has(service)) continue;
    for (const side of sides) {
      if ((cells.get(service)?.[side].length ?? 0) > 0) continue;
      put(service, side, {
        key: `${side}/${service}/absent`,
        title: 'Named',
        status: 'absent',
        names: [],
        text: 'No link in the user document',
        target: { stepId: document.stepId },
      });
    }
  }
}

/** What was picked of a document says nothing of what it left out. */
function hasBothSides({ links }: Learned): boolean {
  return sides.every((side) => links.some((link) => link.side === side));
}

function rowsOf(
  survey: Survey,
  learned: Learned,
  cells: Cells,
): { readonly groups: readonly ServiceGroup[]; readonly more: number } {
  const rowOf = (service: string, title: string): ServiceRow => ({
    service,
    title,
    purpose: purposeOf(service),
    cells: {
      external: cellOf(survey, learned, cells, service, 'external'),
      internal: cellOf(survey, learned, cells, service, 'internal'),
    },
  });
  const known = new Set(namedGroups.flatMap(({ services }) => services.map(({ service }) => service)));
  const others = [...cells.keys()].filter((service) => !known.has(service) && service !== 'Self');
  const groups = [
    ...namedGroups.map(({ title, services }) => ({
      title,
      rows: services
        .filter(({ service }) => cells.has(service))
        .map(({ service, title: name }) => rowOf(service, name)),
    })),
    { title: 'Other links', rows: others.slice(0, mostOthers).map((service) => rowOf(service, service.slice(0, 80))) },
  ];
  return { groups: groups.filter(({ rows }) => rows.length > 0), more: Math.max(0, others.length - mostOthers) };
}

/** A place without a box shows why there is none; a host is named only where it is not the usual one. */
function cellOf(survey: Survey, learned: Learned, cells: Cells, service: string, side: Side): readonly MapBox[] {
  const boxes = cells.get(service)?.[side] ?? [];
  if (boxes.length > 0) {
    return boxes.map((box) => ({ ...box, names: box.names.filter((name) => name !== learned.home[side]) }));
  }
  if (!isAsked(survey, side)) return [];
  const status = untouched(survey, side);
  const text = status === 'expected' ? 'Not reached from here' : status === 'waiting' ? 'Not started' : 'Not tested';
  const way = stepsOn(survey, 'side', side)[0];
  return [
    {
      key: `${side}/${service}/none`,
      title: 'Test',
      status,
      names: [],
      text,
      ...(way === undefined ? {} : { target: { stepId: way.id } }),
    },
  ];
}
