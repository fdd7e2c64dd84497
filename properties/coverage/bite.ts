/** Whether a campaign's schedules bite: how long its runs are, and how much befalls those in which everything must hold. */
import type { FaultKind } from "../../sim/faults/fault.ts";
import type { Made } from "../task.ts";

export interface Bite {
  /** Virtual time of the median run. */
  readonly medianNs: number;
  readonly boundedRuns: number;
  /** Of the bounded runs, those with a failover and faults of `BITING_FAMILIES` or more, by what occurred. */
  readonly bitten: number;
}

export const BITING_FAMILIES = 3;

export class BiteTally {
  readonly #kinds: readonly Pick<FaultKind, "name" | "family">[];
  readonly #virtualNs: number[] = [];
  #boundedRuns = 0;
  #bitten = 0;

  constructor(kinds: readonly Pick<FaultKind, "name" | "family">[]) {
    this.#kinds = kinds;
  }

  add({ result, regime, marks }: Pick<Made, "regime" | "marks"> & { readonly result: BittenRun }): void {
    this.#virtualNs.push(result.virtualNs);
    if (regime !== "bounded") return;
    this.#boundedRuns++;
    const struck = this.#kinds.filter(({ name }) => marks.includes(`fault ${name}`));
    const families = new Set(struck.map(({ family }) => family));
    if (result.failovers.length > 0 && families.size >= BITING_FAMILIES) this.#bitten++;
  }

  get figures(): Bite {
    const sorted = this.#virtualNs.toSorted((a, b) => a - b);
    return { medianNs: sorted[sorted.length >> 1] ?? 0, boundedRuns: this.#boundedRuns, bitten: this.#bitten };
  }
}

type BittenRun = Pick<Made["result"], "virtualNs" | "failovers">;
