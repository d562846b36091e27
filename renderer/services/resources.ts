/**
 * The UCWA resources of a walk as a tree: what the recorded answers hold, and what they link to. Read from the bodies
 * again, in either form; what is hidden in them stays hidden. [skype-docs UCWA, "Resource representation"]
 */
import { FailureError } from '../../shared/failure.js';
import { parseUcwaEvents } from '../../shared/protocol/ucwaEvents.js';
import { parseUcwaResource, type UcwaResource } from '../../shared/protocol/ucwaResource.js';
import { utf8Of } from '../../shared/session/bytes.js';
import { headerValue } from '../../shared/session/headers.js';
import type { Exchange, Session, StepKind } from '../../shared/session/model.js';
import { memoLast } from '../common/memo.js';

export interface ResourceNode {
  /** Place in the tree: "0.2.1". */
  readonly id: string;
  /** "application", "me"; of an event "updated communication". */
  readonly rel: string;
  /** As sent; '' where the answer does not say. */
  readonly href: string;
  /**
   * 'read': asked for, and the answer is what is shown. 'embedded': came within another answer. 'linked': named, not
   * asked. 'again': stands elsewhere in the tree. 'event': came over the event channel. 'unreadable': the answer is no
   * resource.
   */
  readonly state: 'read' | 'embedded' | 'linked' | 'again' | 'event' | 'unreadable';
  readonly properties: readonly (readonly [name: string, value: string])[];
  /** "JSON" or "XML", of what was read. */
  readonly form?: 'JSON' | 'XML';
  readonly exchangeId?: string;
  /** For what could not be read: why. Of the event channel: what came of it. */
  readonly note?: string;
  readonly children: readonly ResourceNode[];
}

export interface ResourceTree {
  readonly roots: readonly ResourceNode[];
  readonly count: number;
  /** More than the limit was left out. */
  readonly isCut: boolean;
}

/** Most nodes; an application has about forty. */
const mostNodes = 1000;
/** Most properties of one node. */
const mostProperties = 200;
/** Longest href or value that is shown. */
const longest = 2000;

interface Answer {
  readonly exchange: Exchange;
  readonly path: string;
  readonly resource?: UcwaResource;
  readonly events?: readonly string[];
  readonly form?: 'JSON' | 'XML';
  readonly note?: string;
}

const beginnings: readonly StepKind[] = ['ucwa.create', 'meeting.join'];
const kinds: readonly StepKind[] = [...beginnings, 'ucwa.read', 'ucwa.events', 'meeting.outcome'];

/** Remembers its last answer. */
const built = memoLast((exchanges: Session['exchanges'], steps: Session['steps']): ResourceTree => {
  const kindOf = new Map(steps.map(({ id, kind }) => [id, kind]));
  const answers = exchanges.flatMap((exchange): readonly Answer[] => {
    const kind = kindOf.get(exchange.stepId);
    return kind !== undefined && kinds.includes(kind) ? [answerOf(exchange, kind)] : [];
  });
  return new Builder(answers).tree();
});

export function resourceTreeOf({ exchanges, steps }: Pick<Session, 'exchanges' | 'steps'>): ResourceTree {
  return built(exchanges, steps);
}

function answerOf(exchange: Exchange, kind: StepKind): Answer {
  const { request, response, failure } = exchange;
  const path = pathOf(request.url, request.url);
  const asked = { exchange, path };
  if (response === undefined) return { ...asked, note: failure?.code === 'timeout' ? 'Held open' : 'No answer' };
  if (response.status < 200 || response.status > 299)
    return { ...asked, note: `${response.status} ${response.reason}` };
  const type = headerValue(response, 'Content-Type');
  const form = /json/i.test(type ?? '') ? 'JSON' : 'XML';
  try {
    const text = utf8Of(response.body.decoded);
    if (kind === 'ucwa.events' || kind === 'meeting.outcome') {
      return { ...asked, form, events: parseUcwaEvents(type, text).events };
    }
    return { ...asked, form, resource: parseUcwaResource(type, text, 'answer') };
  } catch (error) {
    if (error instanceof FailureError) return { ...asked, note: error.failure.message };
    throw error;
  }
}

/** Path without query, in lower case: what tells whether two addresses mean one resource. */
function pathOf(href: string, base: string): string {
  if (!URL.canParse(href, base)) return href;
  const { host, pathname } = new URL(href, base);
  return `${host}${pathname}`.toLowerCase();
}

class Builder {
  private left = mostNodes;
  private isCut = false;
  /** Paths that have their place. */
  private readonly placed = new Set<string>();
  private readonly byPath = new Map<string, Answer>();

  constructor(private readonly answers: readonly Answer[]) {
    for (const answer of answers) {
      const { method } = answer.exchange.request;
      // The first answer that can be read stands; a later one is the same resource at another time.
      if (method === 'GET' && this.byPath.get(answer.path)?.resource === undefined)
        this.byPath.set(answer.path, answer);
    }
  }

  tree(): ResourceTree {
    const roots: ResourceNode[] = [];
    const add = (answer: Answer): void => {
      const id = String(roots.length);
      const { resource } = answer;
      const isReadable = resource !== undefined || answer.events !== undefined || answer.note === 'Held open';
      const node = isReadable
        ? this.read(id, resource?.rel ?? 'events', resource?.href ?? '', answer, answer.exchange.request.url)
        : this.unread(id, answer);
      if (node !== undefined) roots.push(node);
    };
    for (const answer of this.answers) if (this.isBeginning(answer)) add(answer);
    // What no application links to, for example because its creation could not be read.
    for (const answer of this.byPath.values()) if (!this.placed.has(answer.path)) add(answer);
    return { roots, count: mostNodes - this.left, isCut: this.isCut };
  }

  private isBeginning({ exchange, resource, note }: Answer): boolean {
    return exchange.request.method === 'POST' && (resource !== undefined || note !== undefined);
  }

  private take(): boolean {
    if (this.left <= 0) {
      this.isCut = true;
      return false;
    }
    this.left -= 1;
    return true;
  }

  /** A resource that an answer of its own tells of. */
  private read(id: string, rel: string, href: string, answer: Answer, base: string): ResourceNode | undefined {
    const { resource, exchange, form, events, note } = answer;
    this.placed.add(answer.path);
    if (!this.take()) return undefined;
    if (href !== '') this.placed.add(pathOf(href, base));
    const own = {
      id,
      rel: cut(rel === '' ? (resource?.rel ?? '') : rel) || 'resource',
      href: cut(href === '' ? exchange.request.url : href),
      exchangeId: exchange.id,
      ...(form === undefined ? {} : { form }),
    };
    if (resource === undefined) {
      const children = (events ?? []).flatMap((event, at) => this.event(`${id}.${at}`, event, exchange));
      const state = events === undefined && note !== 'Held open' ? 'unreadable' : 'read';
      return { ...own, state, properties: [], ...(note === undefined ? {} : { note }), children };
    }
    return { ...own, state: 'read', properties: propertiesOf(resource), children: this.below(id, resource, exchange) };
  }

  private unread(id: string, { exchange, note = '' }: Answer): ResourceNode | undefined {
    if (!this.take()) return undefined;
    const rel = exchange.request.method === 'POST' ? 'application' : 'resource';
    return {
      id,
      rel,
      href: exchange.request.url,
      state: 'unreadable',
      properties: [],
      exchangeId: exchange.id,
      note,
      children: [],
    };
  }

  private event(id: string, rel: string, exchange: Exchange): readonly ResourceNode[] {
    if (!this.take()) return [];
    return [{ id, rel: cut(rel), href: '', state: 'event', properties: [], exchangeId: exchange.id, children: [] }];
  }

  /** Embedded resources first, as they are part of the answer; then the links. */
  private below(id: string, resource: UcwaResource, exchange: Exchange): readonly ResourceNode[] {
    const base = exchange.request.url;
    const children: ResourceNode[] = [];
    const embedded = new Set(resource.embedded.map(({ href }) => pathOf(href, base)));
    for (const one of resource.embedded) {
      const node = this.embed(`${id}.${children.length}`, one, exchange);
      if (node !== undefined) children.push(node);
    }
    for (const { token, href } of resource.links) {
      if (token.toLowerCase() === 'self' || embedded.has(pathOf(href, base))) continue;
      const node = this.link(`${id}.${children.length}`, token, href, base);
      if (node !== undefined) children.push(node);
    }
    return children;
  }

  private embed(id: string, resource: UcwaResource, exchange: Exchange): ResourceNode | undefined {
    const base = exchange.request.url;
    const { rel, href } = resource;
    const answer = href === '' ? undefined : this.byPath.get(pathOf(href, base));
    if (answer !== undefined && !this.placed.has(answer.path)) return this.read(id, rel, href, answer, base);
    if (!this.take()) return undefined;
    if (href !== '') this.placed.add(pathOf(href, base));
    return {
      id,
      rel: cut(rel) || 'resource',
      href: cut(href),
      state: 'embedded',
      exchangeId: exchange.id,
      properties: propertiesOf(resource),
      children: this.below(id, resource, exchange),
    };
  }

  private link(id: string, rel: string, href: string, base: string): ResourceNode | undefined {
    const path = pathOf(href, base);
    const answer = this.byPath.get(path);
    if (answer !== undefined && !this.placed.has(path)) return this.read(id, rel, href, answer, base);
    if (!this.take()) return undefined;
    const state = this.placed.has(path) ? 'again' : 'linked';
    return { id, rel: cut(rel) || 'resource', href: cut(href), state, properties: [], children: [] };
  }
}

function propertiesOf({ properties }: UcwaResource): ResourceNode['properties'] {
  return properties.slice(0, mostProperties).map(([name, value]) => [cut(name), cut(value)] as const);
}

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);
