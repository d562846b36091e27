/** What was asked cannot be run: one clear sentence for a person, known before anything is sent. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  /** @param field the part of a WalkRequest it is about, by its name there */
  constructor(
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}
