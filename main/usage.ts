/** What was asked cannot be run: one clear sentence for a person, known before anything is sent. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
