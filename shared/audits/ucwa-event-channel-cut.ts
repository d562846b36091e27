/** The event channel of UCWA was cut while the server held it open. */
import type { Step } from '../session/model.js';
import { severityNow } from './reading/codes.js';
import { defineAudit, failing, finding, passed } from './reading/define.js';
import { onExchange, onStep } from './reading/evidence.js';
import { ucwaNotAsked } from './reading/ucwa.js';

export const ucwaEventChannelCut = defineAudit('ucwa-event-channel-cut', 'http', (survey) => {
  const opened = survey.session.steps.filter(({ kind, outcome }) => kind === 'ucwa.events' && outcome !== 'skipped');
  if (opened.length === 0) return ucwaNotAsked(survey);
  const sightingsOf = ({ id }: Step) => survey.sightings.filter(({ step }) => step?.id === id);
  const cut = opened.filter(
    (step) =>
      step.outcome === 'failed' &&
      (['connection_reset', 'connection_closed'].includes(step.failure?.code ?? '') ||
        sightingsOf(step).some(({ response }) => response?.status === 504)),
  );
  const [first] = cut;
  if (first === undefined) return passed;
  const [sighting] = sightingsOf(first);
  const { startedMs = 0, endedMs = 0 } = sighting?.exchange ?? {};
  return failing([
    finding('ucwa-event-channel-cut', severityNow(survey), {
      seen: `Opened the event channel of ${sighting?.host ?? 'UCWA'}. It ended after ${((endedMs - startedMs) / 1000).toFixed(1)} s without an answer; the server holds it for three minutes and more.`,
      evidence: cut.flatMap((step) => [
        onStep(step),
        ...sightingsOf(step).map(({ exchange }) => onExchange(exchange, 'timing')),
      ]),
    }),
  ]);
});
