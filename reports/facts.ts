/**
 * What reports need of results: the objects that `--json` prints (DESIGN 9) and the violations' places in the trace.
 * Structural, so that whatever produces results need not know of reports.
 */

export interface FailoverFacts {
  readonly atNs: number;
  readonly detectNs: number;
  readonly arbiterNs: number;
  readonly drainNs: number;
  readonly totalNs: number;
}

export interface PropertyFacts {
  readonly name: string;
  readonly kind: "safety" | "liveness";
  readonly verdict: "held" | "violated" | "vacuous";
  /** For a person: what was violated, what is pending, or how often it was put to the test. */
  readonly detail: string;
}

export interface ViolationFacts {
  readonly property: string;
  readonly seq: number;
  readonly atNs: number;
  readonly expected: string;
  readonly found: string;
}

export interface RunFacts {
  readonly version: string;
  readonly scenario: string;
  readonly seed: number;
  readonly verdict: "pass" | "fail";
  readonly outcome: string;
  readonly traceHash: string;
  readonly virtualNs: number;
  readonly events: number;
  readonly instructions: number;
  readonly wallMs: number;
  readonly generations: number;
  readonly failovers: readonly FailoverFacts[];
  readonly outputs: {
    readonly produced: number;
    readonly released: number;
    readonly duplicate: number;
    readonly lost: number;
  };
  readonly log: { readonly entries: number; readonly bytes: number; readonly bytesPerKiloInstruction: number };
  readonly lag: { readonly p50Ns: number; readonly p99Ns: number; readonly maxNs: number };
  readonly clients: { readonly requests: number; readonly replies: number; readonly retries: number };
  readonly properties: readonly PropertyFacts[];
  readonly violations: readonly ViolationFacts[];
  /** The expanded schedule, or what shrinking left of it. */
  readonly faults: readonly unknown[];
  readonly repro: string | null;
}
