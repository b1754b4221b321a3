/** What is known of faces before they are compared, by their places. */
export interface PairRules {
  /** Sets of faces of one person. */
  readonly together: readonly (readonly number[])[];
  /** Sets of faces no two of which are of one person; a face here may stand for all that it is together with. */
  readonly apart: readonly (readonly number[])[];
}
