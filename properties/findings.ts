/** What failed, grouped by property and shrunk cause: of each cause one repro, however many runs show it. */
import type { Repro } from "./repro.ts";
import type { RunResult } from "./result.ts";
import { kindsOf } from "./shrink.ts";
import type { Shrunk } from "./shrink-run.ts";

/** Findings of one property and scenario that are shrunk; later ones are counted with the first of like kinds. */
const SHRUNK_MAX = 3;

/** Runs that fail for what looks like one cause. */
export interface Finding {
  /** The first property of the list that is violated. */
  readonly property: string;
  /** All that the shrunk run violates. */
  readonly properties: readonly string[];
  readonly scenario: string;
  /** Of the run itself, and its number in the campaign. */
  readonly seed: number;
  readonly index: number;
  /** Numbers of the runs counted here, this one included. */
  readonly runs: number[];
  readonly shrinkRuns: number;
  readonly repro: Repro;
  readonly result: RunResult;
}

export class Findings {
  readonly all: Finding[] = [];
  /** The property to shrink for where it is among those violated: a mutant's own. */
  readonly #prefer: string | null;

  constructor(prefer: string | null) {
    this.#prefer = prefer;
  }

  /** Takes a failed run. `shrunk` makes it small for a property; null where that cannot be done (any more). */
  async add(index: number, result: RunResult, shrunk: (property: string) => Promise<Shrunk | null>): Promise<void> {
    const broken = violatedBy(result);
    const property = this.#prefer !== null && broken.includes(this.#prefer) ? this.#prefer : broken[0]!;
    const alike = this.all.filter(
      (finding) => finding.scenario === result.scenario && finding.properties.includes(property),
    );
    // The same faults are found again among more of them: counted, not shrunk again.
    const known = alike.find(({ repro }) =>
      repro.faults.every(({ kind }) => result.faults.some((fault) => fault.kind === kind)),
    );
    const group = known ?? (alike.length >= SHRUNK_MAX ? alike.at(-1) : undefined);
    if (group) {
      group.runs.push(index);
      return;
    }
    const small = await shrunk(property);
    if (!small) return;
    const cause = kindsOf(small.result.faults);
    const same = alike.find((finding) => kindsOf(finding.result.faults) === cause);
    if (same) same.runs.push(index);
    else
      this.all.push({
        property,
        properties: violatedBy(small.result),
        scenario: result.scenario,
        seed: result.seed,
        index,
        runs: [index],
        shrinkRuns: small.runs,
        repro: small.repro,
        result: small.result,
      });
  }
}

export function violatedBy({ properties }: RunResult): readonly string[] {
  return properties.filter(({ verdict }) => verdict === "violated").map(({ name }) => name);
}
