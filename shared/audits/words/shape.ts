/** The shape of an entry: what audits, reports, `explain` and docs/diagnoses.md say about one finding id. */

export interface Explanation {
  /** Title when all is well. */
  readonly title: string;
  /** Title when it is not; an audit may say it more exactly. */
  readonly failureTitle: string;
  /** Why a client cares. */
  readonly why: string;
  /** What is usually behind it. */
  readonly cause: string;
  /** What to do, and who does it. */
  readonly fix: string;
}
