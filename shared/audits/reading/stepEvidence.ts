/** Everything that one step left behind, as evidence. */
import type { Step } from '../../session/model.js';
import type { Evidence } from '../audit.js';
import { onConnection, onExchange, onLookup, onStep } from './evidence.js';
import type { Survey } from './survey.js';

/** The records of one step, the last exchange first; the step itself always. */
export function evidenceOfStep(survey: Survey, step: Step): readonly Evidence[] {
  const { session } = survey;
  const exchanges = session.exchanges.filter((exchange) => exchange.stepId === step.id).toReversed();
  return [
    ...exchanges
      .slice(0, 2)
      .map((exchange) => onExchange(exchange, exchange.response === undefined ? 'timing' : 'response.status')),
    ...session.sipMessages
      .filter((message) => message.stepId === step.id && message.direction === 'received')
      .slice(-2)
      .map((message): Evidence => ({ sipMessageId: message.id, part: 'start' })),
    ...session.connections
      .filter((connection) => connection.stepId === step.id && connection.failure !== undefined)
      .map((connection) => onConnection(connection, connection.failure?.operation === 'handshake' ? 'tls' : 'connect')),
    ...session.lookups.filter((lookup) => lookup.stepId === step.id && lookup.failure !== undefined).map(onLookup),
    onStep(step),
  ];
}
