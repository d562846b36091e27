/** The registrar took the endpoint out by itself, right after the sign-in. [MS-SIPREGE, registration event] */
import { readDiagnostic } from '../protocol/msDiagnostics.js';
import { factOf } from '../session/facts.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onStep } from './reading/evidence.js';
import { isRegistered } from './reading/sip.js';

export const registrarDeregistered = defineAudit('registrar-deregistered', 'user', (survey) => {
  const ended = survey.session.steps.filter((step) => factOf(step, 'sip-ended-by-server') !== undefined);
  const [first] = ended;
  if (first === undefined) return isRegistered(survey) ? passed : notApplicable('Nothing was registered over SIP.');
  const event = factOf(first, 'sip-ended-by-server') ?? '';
  const diagnostic = readDiagnostic(factOf(first, 'diagnostics') ?? '');
  const reason = diagnostic?.reason ?? diagnostic?.known?.reason;
  const code =
    diagnostic === undefined
      ? ''
      : ` with code ${diagnostic.id}${reason === undefined ? '' : ` (${reason.replace(/\.$/, '')})`}`;
  const messages = survey.session.sipMessages.filter(
    ({ direction, start, headers }) =>
      direction === 'received' &&
      start.kind === 'request' &&
      headers.some(([name, value]) => /^event$/i.test(name) && /^\s*registration-notify\b/i.test(value)),
  );
  return failing([
    finding('registrar-deregistered', event === 'deactivated' ? 'warning' : 'error', {
      seen: `The sign-in reached the registrar's 200. Then the registrar sent a NOTIFY: the endpoint is taken out again, "${event}"${code}.`,
      ...(diagnostic?.known === undefined ? {} : { cause: diagnostic.known.cause }),
      evidence: [
        ...messages.map(({ id }) => ({ sipMessageId: id, part: 'start' })),
        ...ended.map((step) => onStep(step)),
      ],
    }),
  ]);
});
