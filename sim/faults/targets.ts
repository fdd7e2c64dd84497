/** How faults name what they strike, in schedules and to chance. */
import fc from "fast-check";
import { z } from "zod";
import type { LineIndex } from "../network/network.ts";
import type { World } from "../world.ts";
import type { Fault } from "./fault.ts";

/** A host's name, or whoever is primary or backup when the time comes. */
export const hostTarget = z.string().regex(/^(?!all$)[^->.]+$/, "expected a host's name, primary or backup");

/** Two hosts: `primary-backup` both ways, `primary>backup` one way. */
export const pairTarget = z
  .string()
  .regex(/^[^->.]+[->][^->.]+$/, "expected two hosts: A-B for both ways, A>B for one");

export const faultFields = {
  at: z.int().min(0),
  guard: z.literal("whenProtected").optional(),
};

export const duration = z.int().min(1);

/** Hosts and roles that a target names; none for `all`. */
export function hostsNamed(target: string): string[] {
  return target === "all" ? [] : target.split(/[->]/);
}

/** The directions that a pair target means now: pairs of host indexes. */
function directions(world: World, target: string): (readonly [number, number])[] {
  const [from, to] = hostsNamed(target).map((name) => world.hostIndex(name)) as [number, number];
  if (target.includes(">")) return [[from, to]];
  return [
    [from, to],
    [to, from],
  ];
}

/** Paths between hosts that a fault can strike. */
export const hostPaths = ["log", "heartbeat", "both"] as const;
export type HostPath = (typeof hostPaths)[number];

/** The lines of a pair target. */
export function pairLines(world: World, target: string, path: HostPath): LineIndex[] {
  const lines: LineIndex[] = [];
  for (const [from, to] of directions(world, target)) {
    if (path !== "heartbeat") lines.push(world.network.log(from, to));
    if (path !== "log") lines.push(world.network.heartbeat(from, to));
  }
  return lines;
}

/** The pair of replicas, either way or both. */
export const anyPairTarget: fc.Arbitrary<string> = fc.constantFrom(
  "primary-backup",
  "primary>backup",
  "backup>primary",
);

export const anyRole: fc.Arbitrary<string> = fc.constantFrom("primary", "backup");

const millisecond = 1_000_000;

/** A time or a duration, in whole milliseconds: shrunk schedules read better. */
export function milliseconds(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min, max: Math.max(min, max) }).map((count) => count * millisecond);
}

/** A start that leaves room for the duration before `untilNs`. */
export function startBefore(untilNs: number, forNs: number): fc.Arbitrary<number> {
  return milliseconds(0, Math.floor((untilNs - forNs) / millisecond));
}

/** Guards what could raise suspicion: in a bounded run it counts as a host failure. */
export function guarded<F extends Fault>(fault: F, regime: string): F {
  return regime === "bounded" ? { ...fault, guard: "whenProtected" } : fault;
}

export function seconds(ns: number): string {
  const milli = Math.floor(ns / millisecond);
  return milli % 1000 === 0 ? `${milli / 1000} s` : milli < 1000 ? `${milli} ms` : `${(milli / 1000).toFixed(3)} s`;
}
