/** The failures that must be so from where the user is: shown grey with their reason, never findings. */
import type { ExpectedFailure } from './audit.js';
import { connectionReason, exchangeReason, expectedReason, lookupReason } from './reading/expectations.js';
import type { Survey } from './reading/survey.js';

export function expectedFailures(survey: Survey): readonly ExpectedFailure[] {
  const session = survey.whole;
  return [
    ...session.steps.flatMap((step) => entry('stepId', step.id, expectedReason(survey, step))),
    ...session.lookups.flatMap((lookup) => entry('lookupId', lookup.id, lookupReason(survey, lookup))),
    ...session.connections.flatMap((one) => entry('connectionId', one.id, connectionReason(survey, one))),
    ...session.exchanges.flatMap((exchange) => entry('exchangeId', exchange.id, exchangeReason(survey, exchange))),
  ];
}

function entry(
  key: 'stepId' | 'lookupId' | 'connectionId' | 'exchangeId',
  id: string,
  reason: string | undefined,
): readonly ExpectedFailure[] {
  return reason === undefined ? [] : [{ [key]: id, reason }];
}
