/** What a benchmark measures, as plain data: what `lockstep bench --json` prints and `docs/BENCHMARKS.md` shows. */

export interface Figure {
  /** Unique within its suite; figures are compared between runs by it. */
  readonly name: string;
  /** Median of the turns. */
  readonly value: number;
  /** Least and greatest of the turns; absent where the figure is exact (virtual time, counts), or was taken once. */
  readonly spread?: readonly [least: number, greatest: number];
  /** `x`: a ratio of two things measured by turns in one process. */
  readonly unit: string;
  readonly better: "higher" | "lower";
  /** From the plan of the project: at least that where higher is better, at most that where lower is. */
  readonly target?: number;
  /** What the paper, or another published source, says of the same. */
  readonly published?: string;
  /** What it is of, beside what, under which load. */
  readonly note?: string;
  /** Of things that are measured alike, which one; the name begins with it, and the rest is what was measured. */
  readonly subject?: string;
  /** Measured but once and not exact: a difference from another run may be chance. */
  readonly once?: true;
}

export interface SuiteResult {
  readonly name: string;
  readonly title: string;
  readonly method: string;
  readonly figures: readonly Figure[];
  /** What could not be measured here, and what is missing for it. */
  readonly missing: readonly string[];
  /** Parts that broke, and how. */
  readonly failed: readonly string[];
  readonly wallMs: number;
}

/** Where and with what the figures were taken. */
export interface Host {
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
}

export interface BenchResult {
  readonly schemaVersion: 1;
  readonly version: string;
  /** Day of the run, `YYYY-MM-DD`. */
  readonly date: string;
  readonly quick: boolean;
  readonly host: Host;
  readonly suites: readonly SuiteResult[];
}

export function isMissed({ value, better, target }: Figure): boolean {
  return target !== undefined && (better === "higher" ? value < target : value > target);
}

export type Turned = Pick<Figure, "value" | "spread" | "once">;

/** Median and spread of several turns. */
export function turned(values: readonly number[]): Turned {
  if (values.length === 1) return { value: values[0]!, once: true };
  const sorted = values.toSorted((a, b) => a - b);
  return { value: sorted[sorted.length >> 1]!, spread: [sorted[0]!, sorted.at(-1)!] };
}

/** Of two medians; its range is as wide as both can make it. */
export function quotient(one: Turned, other: Turned): Turned {
  if (one.once || other.once) return { value: one.value / other.value, once: true };
  const [least, greatest] = one.spread ?? [one.value, one.value];
  const [otherLeast, otherGreatest] = other.spread ?? [other.value, other.value];
  return { value: one.value / other.value, spread: [least / otherGreatest, greatest / otherLeast] };
}

export function geometricMean(values: readonly number[]): number {
  return values.reduce((product, value) => product * value, 1) ** (1 / values.length);
}
