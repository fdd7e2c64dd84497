/** What the service may show: its state afterwards, and the result. */
export interface Outcome<Result> {
  readonly state: string;
  readonly result: Result;
}

/** A sequential model of a service: what one machine that never failed would answer. */
export interface Model<Operation, Result> {
  /** Operations on different parts never see each other, so each part's history is judged by itself (P-compositionality). */
  part(operation: Operation): string;
  /** The state of a part that nothing has touched. States are strings, so that equal ones can be merged. */
  readonly initial: string;
  /** Every outcome that the service may show; most operations have one. */
  outcomes(state: string, operation: Operation): readonly Outcome<Result>[];
  equal(a: Result, b: Result): boolean;
  /** Leaves the state as it was, so that dropping it from a history takes a constraint away and adds none. */
  reads(operation: Operation, result: Result): boolean;
  describeState(state: string): string;
  describe(operation: Operation, result: Result | undefined): string;
}
