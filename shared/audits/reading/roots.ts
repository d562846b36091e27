/** Answers to requests for the root document, over HTTP, HTTPS and followed redirects. */
import { factOf, factsOf } from '../../session/facts.js';
import { headerValue } from '../../session/headers.js';
import type { StepKind } from '../../session/model.js';
import { mediaTypeOf } from '../../protocol/mediaType.js';
import { hostOf, urlOf } from './addresses.js';
import { bodyText } from './evidence.js';
import type { Sighting, Survey } from './survey.js';

const rootKinds: ReadonlySet<StepKind> = new Set<StepKind>(['root', 'root.http', 'root.https', 'root.redirect']);

/** Every request for a root document, the JSON forms of the winning root apart. */
export function rootSightings(survey: Survey): readonly Sighting[] {
  return survey.sightings.filter((sighting) => sighting.kind !== undefined && rootKinds.has(sighting.kind));
}

/** Those that were answered. */
export function rootAnswers(survey: Survey): readonly Sighting[] {
  return rootSightings(survey).filter((sighting) => sighting.response !== undefined);
}

/** AccessLocation as the document says it. */
export function accessLocation(sighting: Sighting): 'Internal' | 'External' | undefined {
  const said =
    (sighting.step === undefined ? undefined : factOf(sighting.step, 'access-location')) ??
    /["']?AccessLocation["']?\s*[=:]\s*["'](\w+)["']/i.exec(bodyText(sighting.exchange))?.[1];
  return said?.toLowerCase() === 'internal' ? 'Internal' : said?.toLowerCase() === 'external' ? 'External' : undefined;
}

/** A 200 with a media type of discovery. */
export function hasDiscoveryType(sighting: Sighting): boolean {
  if (sighting.response?.status !== 200) return false;
  const type = mediaTypeOf(headerValue(sighting.response, 'Content-Type'));
  return (
    type.startsWith('application/vnd.microsoft.rtc.autodiscover+') ||
    type === 'application/json' ||
    type === 'application/xml' ||
    type === 'application/vnd.microsoft.com.ucwa+xml'
  );
}

/** The answer leads on: a document that was read, or a redirect that is not one to a login page. */
export function leadsOn(sighting: Sighting): boolean {
  if (sighting.step !== undefined && factsOf(sighting.step, 'redirect-to').length > 0)
    return !isLoginRedirect(sighting);
  return hasDiscoveryType(sighting) && sighting.exchange.failure === undefined && sighting.step?.outcome === 'ok';
}

/** The web address a redirect status points to; file:, javascript: and the like lead nowhere. */
export function locationOf(sighting: Sighting): URL | undefined {
  const status = sighting.response?.status ?? 0;
  if (sighting.response === undefined || status < 300 || status > 399) return undefined;
  const location = headerValue(sighting.response, 'Location');
  if (location === undefined) return undefined;
  const base = sighting.exchange.request.url;
  const url = URL.canParse(location, base) ? new URL(location, base) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined;
}

/** A redirect that names no address to go on with. */
export function isDeadRedirect(sighting: Sighting): boolean {
  return [301, 302, 303, 307, 308].includes(sighting.response?.status ?? 0) && locationOf(sighting) === undefined;
}

/**
 * A redirect that leads neither to Autodiscover nor to the bare path of a host: what a proxy does that wants a
 * sign-in first. The move from http to https of the same host is none.
 */
export function isLoginRedirect(sighting: Sighting): boolean {
  const location = locationOf(sighting);
  if (location === undefined) return false;
  if (/autodiscover/i.test(location.pathname)) return false;
  const asked = urlOf(sighting.exchange.request.url);
  if (asked !== undefined && location.hostname === asked.hostname && location.pathname === asked.pathname) return false;
  return (
    location.pathname !== '/' ||
    /[?&](returnurl|wreply|wctx|wa|url|target|redirect(_uri|uri)?|goto)=/i.test(location.search)
  );
}

/** The light request to a service was sent to a page to sign in on, where the service itself should answer. */
export function isLoginBeforeService(sighting: Sighting): boolean {
  const isService = sighting.kind === 'service.test' || sighting.kind === 'mcx.page';
  return isService && sighting.step?.outcome === 'failed' && isLoginRedirect(sighting);
}

/** True when this exchange was asked because a login redirect pointed there. */
export function cameFromLoginRedirect(survey: Survey, sighting: Sighting): boolean {
  return rootAnswers(survey).some(
    (earlier) =>
      isLoginRedirect(earlier) &&
      earlier.side === sighting.side &&
      hostOf(locationOf(earlier)?.href ?? '') === sighting.host &&
      earlier.exchange !== sighting.exchange,
  );
}

/** Another request for the root of the same name over the other scheme. */
export function twinOf(survey: Survey, sighting: Sighting): Sighting | undefined {
  return rootSightings(survey).find(
    (other) => other.host === sighting.host && other.scheme !== sighting.scheme && other.side === sighting.side,
  );
}
