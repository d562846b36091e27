/** Steps that were skipped because something before them failed, and not because nobody wanted or needed them. */
import type { Step } from '../../session/model.js';
import type { Survey } from './survey.js';

/** Reasons that are no consequence of a failure: what was asked for, and what the servers do not offer. */
const otherReasons =
  /^skipped: (?:only .* was chosen|(?:a|no) discovery address was given|no password|the root document has no Domain link|the ticket service announces no|the registrar does not offer|there is no web ticket in hand|not available)/;

/** On the user's own sides, in a walk where something failed there. */
export function skippedByFailure(survey: Survey): readonly Step[] {
  const own = survey.session.steps.filter(({ id }) => survey.isOwn(id));
  if (!own.some(({ outcome }) => outcome === 'failed')) return [];
  return own.filter(({ outcome, value }) => outcome === 'skipped' && !otherReasons.test(value ?? ''));
}
