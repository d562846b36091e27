/** Evidence that points at the very place: which record, and which part of it shows the fact. */
import { headerValues } from '../../session/headers.js';
import { utf8Of } from '../../session/bytes.js';
import type { Connection, Exchange, Lookup, Step } from '../../session/model.js';
import type { Evidence } from '../audit.js';

/** Most evidence a finding lists; more would be read by nobody. */
export const mostEvidence = 8;

/** Bodies longer than this (characters of Base64) are not searched: no document of the sign-in comes near. */
const longestBody = 1_500_000;

export const onStep = (step: Pick<Step, 'id'>, part = 'outcome'): Evidence => ({ stepId: step.id, part });
export const onLookup = (lookup: Pick<Lookup, 'id'>): Evidence => ({ lookupId: lookup.id, part: 'answer' });
export const onConnection = (connection: Pick<Connection, 'id'>, part: string): Evidence => ({
  connectionId: connection.id,
  part,
});
export const onExchange = (exchange: Pick<Exchange, 'id'>, part: string): Evidence => ({
  exchangeId: exchange.id,
  part,
});

/** Decoded body as text; '' for none, and for one too long to be what we look for. */
export function bodyText(exchange: Exchange): string {
  const decoded = exchange.response?.body.decoded ?? '';
  return decoded.length === 0 || decoded.length > longestBody ? '' : utf8Of(decoded);
}

/** The first text the pattern finds in the body is marked; without one the body as a whole is shown. */
export function onBody(exchange: Exchange, pattern: RegExp): Evidence {
  const match = pattern.exec(bodyText(exchange));
  return onExchange(exchange, match === null ? 'response.body' : `response.body:${match[0]}`);
}

/** The header where it is there, else the status line. */
export function onHeader(exchange: Exchange, name: string): Evidence {
  const there = exchange.response !== undefined && headerValues(exchange.response, name).length > 0;
  return onExchange(exchange, there ? `response.headers.${name}` : 'response.status');
}

/** The same place twice is said once; the list stays short. */
export function distinct(evidence: readonly Evidence[]): readonly Evidence[] {
  const seen = new Set<string>();
  return evidence
    .filter((one) => {
      const key = JSON.stringify([
        one.stepId,
        one.lookupId,
        one.connectionId,
        one.exchangeId,
        one.sipMessageId,
        one.part,
      ]);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .slice(0, mostEvidence);
}
