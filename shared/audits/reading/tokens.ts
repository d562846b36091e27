/** Tokens that were shown to web services, and what they say of themselves. */
import { factOf, factsOf } from '../../session/facts.js';
import { headerValues } from '../../session/headers.js';
import type { Step } from '../../session/model.js';
import { isOnlineHost } from './addresses.js';
import type { Coded } from './codes.js';
import type { Sighting, Survey } from './survey.js';

export interface Claims {
  readonly issuer: string;
  readonly audiences: readonly string[];
}

/** Requests to the organisation's own hosts that carried a token. */
export function sentWithToken({ sightings }: Survey): readonly Sighting[] {
  return sightings.filter(
    ({ exchange, kind, host }) =>
      !isOnlineHost(host) &&
      (kind === 'oauth.user' ||
        headerValues(exchange.request, 'Authorization').some((value) => /^\s*bearer/i.test(value))),
  );
}

/** Undefined where the token could not be read, as one of the web services themselves. */
export function claimsOf(step: Step | undefined): Claims | undefined {
  const audiences = step === undefined ? [] : factsOf(step, 'token-audience');
  const issuer = step === undefined ? undefined : factOf(step, 'token-issuer');
  return audiences.length === 0 || issuer === undefined ? undefined : { issuer, audiences };
}

export function isForHost({ audiences }: Claims, host: string): boolean {
  return audiences.some((audience) => URL.canParse(audience) && new URL(audience).host === host);
}

/** Refused as invalid (not as too old, not for the user it names) although it is made out for this host: by its issuer. */
export function issuerDistrusted({ sighting, diagnostic }: Coded): boolean {
  const claims = claimsOf(sighting.step);
  return Number(diagnostic.id) === 28055 && claims !== undefined && isForHost(claims, sighting.host);
}

const entraIssuers = /^https:\/\/(?:sts\.windows\.net|login\.microsoftonline\.(?:com|us)|login\.windows\.net)\//i;
const entraApplication = '00000001-0000-0000-c000-000000000000';

/**
 * Whether an entry of trusted_issuers ("application@realm", web services' Bearer challenge) means this issuer. Entra ID is
 * named by its application id, with a tenant or *; any other by its address or host as the realm.
 */
export function meansIssuer(entry: string, issuer: string): boolean {
  const [application = '', realm = application] = entry.toLowerCase().split('@');
  const address = issuer.toLowerCase();
  if (entraIssuers.test(address)) {
    return application === entraApplication && (realm === '*' || address.split('/').includes(realm));
  }
  const host = URL.canParse(address) ? new URL(address).host : address;
  return realm === address || realm === host || application === address;
}
