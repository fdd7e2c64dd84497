/** What a row of the table explores: the configuration, the guest, what may happen how often, what is done wrong. */
import { deviations, type Deviation } from "./deviations.ts";

/** How often each thing happens that need not happen at all. Everything else is free, and always makes progress. */
export interface Budget {
  crash: number;
  /** A host that crashed, or whose replica halted, returns without its memory. */
  back: number;
  /** A suspicion without cause. */
  suspect: number;
  /** A reply of the arbiter is lost. */
  lost: number;
  /** The network keeps a copy of a request. */
  copy: number;
  /** The service that keeps the record restarts. */
  restart: number;
  arm: number;
  movePrimary: number;
  moveBackup: number;
  cold: number;
  off: number;
}

export const noBudget: Budget = {
  crash: 0,
  back: 0,
  suspect: 0,
  lost: 0,
  copy: 0,
  restart: 0,
  arm: 0,
  movePrimary: 0,
  moveBackup: 0,
  cold: 0,
  off: 0,
};

export interface Rules {
  /** The guest's outputs in order: `F` a frame, `w` and `v` a write to block 0 and 1. */
  readonly program: string;
  /**
   * Hosts fail only while the pair is protected and nobody asks to go live or alone (DESIGN 7), and the end must be
   * good. Else they fail at any time, and losing every replica is allowed.
   */
  readonly bounded: boolean;
  readonly disks: "shared" | "non-shared";
  readonly strategy: "replay" | "checkpoint";
  readonly budget: Budget;
  readonly deviations: ReadonlySet<Deviation>;
}

/** Mutants are judged by what comes of them, not by the rule that they break. */
export function isMutant(rules: Rules): boolean {
  for (const deviation of rules.deviations) if (deviations[deviation].type === "mutant") return true;
  return false;
}
