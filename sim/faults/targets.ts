/** How faults name what they strike, in schedules and to chance. */
import fc from "fast-check";
import { z } from "zod";
import { isPlace } from "../topology.ts";
import type { Topology } from "../topology.ts";
import type { Fault } from "./fault.ts";

/**
 * A host's name, or whoever is primary or backup when the time comes: of the first VM, or of the one named before
 * (`web:primary`, `web:A`).
 */
export const hostTarget = z.string().regex(/^(?!all$)[^->.]+$/, "expected a host's name, primary or backup");

export const faultFields = {
  at: z.int().min(0),
  guard: z.literal("whenProtected").optional(),
};

export const duration = z.int().min(1);

/** One array alone; absent: all. */
export const arrayField = z.string().optional();

/** One alone, where there are several. */
export function anyArray({ arrays = [] }: Topology): fc.Arbitrary<{ readonly array?: string }> {
  const all = fc.constant({});
  return arrays.length > 1
    ? fc.oneof(all, fc.record({ array: fc.constantFrom(...arrays.map(({ name }) => name)) }))
    : all;
}

/** Of one role alone, and of which VM. */
export const primaryTarget = roleTarget(["primary"]);
export const anyRoleTarget = roleTarget(["primary", "backup"]);

function roleTarget(roles: readonly string[]): z.ZodString {
  return z.string().regex(new RegExp(`^([^->.:]+:)?(${roles.join("|")})$`), `expected ${roles.join(" or ")}`);
}

/** Hosts and roles that a target names; not `all`, switches, arrays nor clients. */
export function hostsNamed(target: string, topology: Parameters<typeof isPlace>[0]): string[] {
  return target.split(/[->]/).filter((name) => !isPlace(topology, name));
}

/** How the VM that a target names reads. */
export function vmNamed(target: string): string {
  const colon = target.indexOf(":");
  return colon < 0 ? "the VM" : `VM ${target.slice(0, colon)}`;
}

/** The role, if any, without the VM. */
export function roleOf(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/**
 * Two hosts: those of the replicas, or any two by name, for a clone may be on its way between them. `ways`: "-" for both
 * ways, ">" for one.
 */
export function twoHosts({ hosts }: Topology, ways: readonly ("-" | ">")[]): fc.Arbitrary<string> {
  const pairs = (names: readonly string[]) =>
    ways.flatMap((way) =>
      names.flatMap((from, i) =>
        names.filter((to, j) => (way === "-" ? i < j : from !== to)).map((to) => `${from}${way}${to}`),
      ),
    );
  return fc.oneof(
    fc.constantFrom(...pairs(["primary", "backup"])),
    fc.constantFrom(...pairs(hosts.map(({ name }) => name))),
  );
}

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
