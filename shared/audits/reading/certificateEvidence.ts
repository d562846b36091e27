/** What was asked of an authority (OCSP, CRL, AIA), as evidence. */
import type { Evidence } from '../audit.js';
import { onExchange } from './evidence.js';
import type { Survey } from './survey.js';

export function exchangeOf(survey: Survey, id: string | undefined): readonly Evidence[] {
  const exchange = survey.whole.exchanges.find((one) => one.id === id);
  return exchange === undefined ? [] : [onExchange(exchange, 'response.status')];
}

/** Exchanges with these addresses that failed. */
export function failedExchangesTo(survey: Survey, urls: readonly string[]): readonly Evidence[] {
  return survey.whole.exchanges
    .filter(({ request, failure }) => failure !== undefined && urls.includes(request.url))
    .map((exchange) => onExchange(exchange, 'timing'));
}

/** Where an issuer's certificate was fetched. */
export function fetchedFrom(survey: Survey, urls: readonly string[]): readonly Evidence[] {
  return survey.whole.exchanges
    .filter(({ request, response }) => response?.status === 200 && urls.includes(request.url))
    .slice(0, 1)
    .map((exchange) => onExchange(exchange, 'response.status'));
}
