/**
 * A run made from one that was kept: its faults, some left out or moved, and new ones aimed at phases of the protocol in
 * which they are wanted. The world's seed stays, so up to the first change the run goes as its parent went, and a fault
 * that is aimed at a phase meets it.
 */
import fc from "fast-check";
import type { Phase } from "../core/ft/phase.ts";
import type { Fault, FaultKind, Regime } from "../sim/faults/fault.ts";
import { anyOf } from "../sim/faults/aim.ts";
import { roleOf } from "../sim/faults/targets.ts";
import type { Topology } from "../sim/topology.ts";
import type { Aim, Kept, Origin } from "./corpus.ts";
import type { Moment } from "./coverage/behaviour.ts";

/** How a parent's own faults are changed; most often not at all, for the phases to aim at are there because of them. */
type Change = "as-it-was" | "one-less" | "one-moved" | "another-world";

export interface Variation {
  readonly schedule: readonly Fault[];
  /** The world's. */
  readonly seed: number;
}

export function variationOf(
  { parent, aims, regime }: Origin,
  world: { readonly topology: Topology; readonly faultyNs: number; readonly kinds: ReadonlyMap<string, FaultKind> },
  otherSeed: number,
): fc.Arbitrary<Variation> {
  const change: fc.Arbitrary<Change> = fc.oneof(
    { weight: 5, arbitrary: fc.constant("as-it-was") },
    { weight: 1, arbitrary: fc.constantFrom("one-less", "one-moved", "another-world") },
  );
  const added = aims.flatMap((aim) => aimed(aim, parent, regime, world) ?? []);
  return fc
    .record({ change, which: fc.nat(), byNs: fc.integer({ min: -SHIFT_NS, max: SHIFT_NS }), added: fc.tuple(...added) })
    .map(({ change: how, which, byNs, added: faults }) => ({
      schedule: [...changed(parent.schedule, how, which, byNs), ...faults].toSorted((a, b) => a.at - b.at),
      seed: how === "another-world" ? otherSeed : parent.seed,
    }));
}

const SHIFT_NS = 2_000_000_000;
/** What strikes at 0 strikes before power on. Nothing is moved there: who finds no memory then, never runs. */
const POWERED_ON_NS = 1;

function changed(schedule: readonly Fault[], how: Change, which: number, byNs: number): readonly Fault[] {
  const index = which % Math.max(1, schedule.length);
  const fault = schedule[index];
  if (!fault || how === "as-it-was" || how === "another-world") return schedule;
  return how === "one-less"
    ? schedule.toSpliced(index, 1)
    : schedule.with(index, { ...fault, at: fault.at === 0 ? 0 : Math.max(POWERED_ON_NS, fault.at + byNs) });
}

/**
 * A fault of the aim's kind, in force at some time at which a node of the parent's run was in the aim's phase. One that
 * lasts may begin before the phase, and meets it as long as it does not change how the run comes there.
 */
function aimed(
  { kind: name, phase }: Aim,
  parent: Kept,
  regime: Regime,
  { topology, faultyNs, kinds }: Parameters<typeof variationOf>[1],
): fc.Arbitrary<Fault> | null {
  const kind = kinds.get(name);
  const moments = parent.moments.filter((one) => one.phase === phase);
  if (!kind || moments.length === 0) return null;
  const draws = fc.array(anyOf(kind, topology, faultyNs, regime), { minLength: DRAWS, maxLength: DRAWS });
  return fc
    .tuple(
      draws.map((all) => all.find((fault) => strikesIn(phase, fault)) ?? all[0]!),
      fc.constantFrom(...moments),
    )
    .chain(([fault, moment]) => timeWithin(moment, fault.forNs ?? 0, faultyNs).map((at) => ({ ...fault, at })));
}

/** Among so many there is one that strikes, if the kind has any. */
const DRAWS = 6;
/** Phases in which the record most often names no backup: a fault of its host is suppressed. */
const WITHOUT_BACKUP: ReadonlySet<Phase> = new Set(["draining", "primary-alone", "starting", "joining", "asking-arm"]);

function strikesIn(phase: Phase, { target }: Fault): boolean {
  return !WITHOUT_BACKUP.has(phase) || !target.split(/[->]/).some((name) => roleOf(name) === "backup");
}

/** A fault takes its turn before what happens at the same time: one nanosecond into the phase, its first event is over. */
function timeWithin({ fromNs, untilNs }: Moment, forNs: number, faultyNs: number): fc.Arbitrary<number> {
  const last = Math.min(untilNs, faultyNs) - 1;
  const inside = last <= fromNs ? [] : [fc.constant(fromNs + 1), fc.integer({ min: fromNs + 1, max: last })];
  const before =
    forNs <= 1 || fromNs < POWERED_ON_NS
      ? []
      : [fc.integer({ min: Math.max(POWERED_ON_NS, fromNs - forNs + 1), max: fromNs })];
  // What begins before the phase may keep the run from it: seldom, once there is a better time.
  const times = [
    ...inside.map((arbitrary) => ({ weight: 2, arbitrary })),
    ...before.map((arbitrary) => ({ weight: 1, arbitrary })),
  ];
  return times.length > 0 ? fc.oneof(...times) : fc.constant(fromNs);
}
