/** What can go wrong when a lab is started: one sentence for the person who asked for it. */

/** Thrown by startLab; the message is one sentence that says what to change. */
export class LabError extends Error {
  override readonly name = 'LabError';
}
