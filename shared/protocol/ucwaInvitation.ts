/**
 * What became of an invitation, as the event channel tells it. [skype-docs UCWA, EventsInUCWA,
 * onlineMeetingInvitation_ref, ErrorSubcode_ref; how XML carries status and reason is not published]
 */
import { isObject, listOf, parseJsonObject, stringOf, valueOf, type JsonObject } from './json.js';
import { mediaTypeOf, mediaTypes } from './mediaType.js';
import type { UcwaError } from './ucwaError.js';
import { attributeOf, childOf, parseXml, type XmlElement } from './xml.js';

export interface InvitationNews {
  /** "onlineMeetingInvitation", "conversation" */
  readonly rel: string;
  /** started, added, updated, completed, deleted */
  readonly type: string;
  readonly href: string;
  /** Success or Failure, of a completed operation. */
  readonly status: string | undefined;
  /** Connecting, InLobby, Conferenced, Disconnected: of what changed. */
  readonly state: string | undefined;
  readonly reason: Pick<UcwaError, 'code' | 'subcode' | 'message'> | undefined;
}

/** How far a guest came. */
export type InvitationState =
  | { readonly is: 'open' }
  | { readonly is: 'joined' }
  | { readonly is: 'lobby' }
  | { readonly is: 'refused'; readonly reason: InvitationNews['reason'] };

/** Most events of one answer that are read. */
const most = 200;

/** The news of one answer about invitations and conversations, in order. @throws FailureError parse/…, limit/too_large */
export function parseInvitationNews(contentType: string | undefined, text: string): readonly InvitationNews[] {
  const isJson = mediaTypeOf(contentType) === mediaTypes.json;
  const news = isJson ? fromJson(parseJsonObject(text, 'event list')) : fromXml(parseXml(text, 'event list'));
  return news.filter(({ rel }) => rel === 'onlinemeetinginvitation' || rel === 'conversation').slice(0, most);
}

/** What the news so far say; a completed invitation decides, and a lobby is only a lobby until then. */
export function invitationState(news: readonly InvitationNews[]): InvitationState {
  const end = news.findLast(({ rel, type }) => rel === 'onlinemeetinginvitation' && type === 'completed');
  if (end !== undefined) {
    const hasFailed =
      end.status === undefined
        ? end.reason !== undefined || end.state?.toLowerCase() === 'failed'
        : end.status.toLowerCase() !== 'success';
    if (!hasFailed) return { is: 'joined' };
    return { is: 'refused', reason: end.reason ?? news.findLast(({ reason }) => reason !== undefined)?.reason };
  }
  const talk = news.findLast(({ rel, state }) => rel === 'conversation' && state !== undefined);
  return talk?.state?.toLowerCase() === 'inlobby' ? { is: 'lobby' } : { is: 'open' };
}

function fromJson(object: JsonObject): readonly InvitationNews[] {
  return listOf(object, 'sender')
    .filter(isObject)
    .flatMap((sender) => listOf(sender, 'events').filter(isObject))
    .map((event) => {
      const link = valueOf(event, 'link');
      const rel = isObject(link) ? (stringOf(link, 'rel') ?? '') : '';
      const embedded = valueOf(event, '_embedded');
      const what = isObject(embedded) ? valueOf(embedded, rel) : undefined;
      const reason = valueOf(event, 'reason');
      return {
        rel: rel.toLowerCase(),
        type: stringOf(event, 'type') ?? '',
        href: isObject(link) ? (stringOf(link, 'href') ?? '') : '',
        status: stringOf(event, 'status'),
        state: isObject(what) ? stringOf(what, 'state') : undefined,
        reason: isObject(reason) ? reasonOf((name) => stringOf(reason, name)) : undefined,
      };
    });
}

function fromXml(root: XmlElement): readonly InvitationNews[] {
  return root.children
    .filter(({ name }) => name === 'sender')
    .flatMap(({ children }) => children)
    .map((event) => {
      const resource = childOf(event, 'resource');
      const reason = childOf(event, 'reason');
      const state = resource?.children.find(
        (child) => child.name === 'property' && attributeOf(child, 'name') === 'state',
      );
      return {
        rel: (attributeOf(event, 'rel') ?? '').toLowerCase(),
        type: event.name,
        href: attributeOf(event, 'href') ?? '',
        status: attributeOf(event, 'status'),
        state: state?.text,
        reason: reason === undefined ? undefined : reasonOf((name) => childOf(reason, name)?.text),
      };
    });
}

function reasonOf(value: (name: string) => string | undefined): InvitationNews['reason'] {
  const [code, subcode, message] = ['code', 'subcode', 'message'].map((name) => value(name) ?? '');
  if (code === undefined || code === '') return undefined;
  return {
    code,
    ...(subcode === undefined || subcode === '' ? {} : { subcode }),
    ...(message === undefined || message === '' ? {} : { message }),
  };
}
