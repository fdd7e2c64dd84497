/**
 * Makes a failing fault schedule small: fewer faults first, then simpler ones. It needs no generator, so that any repro
 * can be shrunk further. Deterministic: the same failure shrinks to the same schedule, whoever runs it.
 */
import type { Fault } from "../sim/faults/fault.ts";
import { faultKinds } from "../sim/faults/index.ts";
import { inOrder } from "./forks.ts";

/** Runs that shrinking may take. */
const RUNS_MAX = 160;
const SECOND = 1_000_000_000;

interface Shrunk {
  readonly schedule: readonly Fault[];
  readonly runs: number;
}

/** `fails` runs a schedule and says whether the property is still violated. */
export function shrink(schedule: readonly Fault[], fails: (smaller: readonly Fault[]) => boolean): Shrunk {
  let best = schedule;
  let runs = 0;
  const attempt = (smaller: readonly Fault[]): boolean => {
    if (runs >= RUNS_MAX) return false;
    runs++;
    if (!fails(smaller)) return false;
    best = smaller;
    return true;
  };
  removeFaults(() => best, attempt);
  for (let i = 0; i < best.length; i++)
    for (const simpler of simplerFaults(best[i]!)) attempt(inOrder(best.with(i, simpler)));
  return { schedule: best, runs };
}

/** None, then halves, then one by one until no single one can go. */
function removeFaults(best: () => readonly Fault[], attempt: (smaller: readonly Fault[]) => boolean): void {
  if (best().length === 0 || attempt([])) return;
  for (let size = Math.ceil(best().length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best().length;) {
      const smaller = best().toSpliced(at, size);
      if (smaller.length === 0 || !attempt(smaller)) at += size;
    }
  }
  for (let at = 0; best().length > 1 && at < best().length;) if (!attempt(best().toSpliced(at, 1))) at++;
}

/** Variants that a person reads more easily: rounder times, shorter. Those that the kind's schema refuses are left out. */
function* simplerFaults(fault: Fault): Iterable<Fault> {
  const accepts = (changed: Fault): boolean => faultKinds.get(fault.kind)?.schema.safeParse(changed).success ?? false;
  for (const grain of [SECOND, SECOND / 10]) {
    const at = Math.round(fault.at / grain) * grain;
    if (at !== fault.at && accepts({ ...fault, at })) yield { ...fault, at };
  }
  if (fault.forNs === undefined) return;
  for (const forNs of [fault.forNs / 4, fault.forNs / 2]) {
    const rounded = Math.max(1, Math.round(forNs / (SECOND / 10)) * (SECOND / 10));
    if (rounded < fault.forNs && accepts({ ...fault, forNs: rounded })) yield { ...fault, forNs: rounded };
  }
}

/** The cause of a finding, as far as its kinds of fault tell. */
export function kindsOf(schedule: readonly Fault[]): string {
  return [...new Set(schedule.map(({ kind }) => kind))].toSorted((a, b) => (a < b ? -1 : 1)).join("+") || "no faults";
}
