/**
 * What faults of disks have in common. The target `storage` is every VM's disk (with non-shared disks: every host's own),
 * an array's name the shared disks that it holds; a host or a role is that host's commands to them (or its own disk), of
 * one VM where the target names that, too.
 */
import fc from "fast-check";
import { z } from "zod";
import type { Disk, DiskImpairment } from "../storage/disk.ts";
import type { Topology } from "../topology.ts";
import type { World } from "../world.ts";
import type { Fault, FaultKind, Regime } from "./fault.ts";
import { anyRole, duration, faultFields, milliseconds, seconds, startBefore } from "./targets.ts";

export const diskTarget = z.string().regex(/^(?!all$)[^->.]+$/, "expected a host's name, primary, backup or storage");

interface DiskFault extends Fault {
  readonly forNs: number;
  readonly count?: number | undefined;
}

/** The disks that a target means now, and whose commands: null for everybody's. */
export function disksOf(world: World, target: string): { readonly disk: Disk; readonly host: number | null }[] {
  const ofArray = world.volumesAt(target);
  const host = ofArray.length > 0 ? null : world.hostIndex(target);
  return world.vms.flatMap((vm, index) => {
    const { place, disks } = vm;
    if (target.includes(":") && index !== world.vmIndex(target)) return [];
    const volume = world.volumes[index]!;
    if (disks === "shared") return host !== null || ofArray.includes(volume) ? [{ disk: volume.disk, host }] : [];
    if (host !== null) return [{ disk: world.localDisks[place.firstSeat + host]!, host }];
    return target === "storage"
      ? world.hosts.map((_, at) => ({ disk: world.localDisks[place.firstSeat + at]!, host }))
      : [];
  });
}

export function anyDisk({ arrays = [] }: Topology): fc.Arbitrary<string> {
  const all = fc.constant("storage");
  return fc.oneof(anyRole, arrays.length > 1 ? fc.oneof(all, fc.constantFrom(...arrays.map(({ name }) => name))) : all);
}

export function diskFault<Name extends string, Shape extends z.ZodRawShape>(spec: {
  readonly name: Name;
  readonly claim: string;
  readonly regimes: readonly Regime[];
  readonly fields: Shape;
  chosen(regime: Regime): fc.Arbitrary<z.infer<z.ZodObject<Shape>>>;
  /** It strikes single commands, so that a schedule may say how many; else all while it lasts. */
  readonly isCounted: boolean;
  impairment(
    fields: z.infer<z.ZodObject<Shape>>,
    untilNs: number,
  ): Omit<DiskImpairment, "fault" | "host" | "remaining">;
  read(fields: z.infer<z.ZodObject<Shape>>): string;
}): FaultKind {
  type Fields = z.infer<z.ZodObject<Shape>>;
  const counted = spec.isCounted ? { count: z.int().min(1).optional() } : {};
  return {
    name: spec.name,
    family: "disk",
    claim: spec.claim,
    regimes: spec.regimes,
    schema: z.strictObject({
      kind: z.literal(spec.name),
      ...faultFields,
      target: diskTarget,
      forNs: duration,
      ...counted,
      ...spec.fields,
    }) as unknown as z.ZodType<Fault>,
    arbitrary: (topology, untilNs, regime) =>
      milliseconds(50, Math.min(10_000, Math.floor(untilNs / 2_000_000))).chain((forNs) =>
        fc
          .tuple(
            startBefore(untilNs, forNs),
            anyDisk(topology),
            spec.isCounted ? fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }) : fc.constant(undefined),
            spec.chosen(regime),
          )
          .map(([at, target, count, fields]) => ({
            kind: spec.name,
            at,
            target,
            forNs,
            ...(count === undefined ? {} : { count }),
            ...fields,
          })),
      ),
    apply(world, fault, index) {
      const { forNs, count } = fault as DiskFault;
      const impairment = spec.impairment(fault as unknown as Fields, world.nowNs + forNs);
      for (const { disk, host } of disksOf(world, fault.target)) {
        disk.impairments.push({ fault: index, host, ...impairment, remaining: count ?? null });
      }
    },
    read(fault) {
      const { forNs, count } = fault as DiskFault;
      const whose = fault.target === "storage" ? "disk" : `disk as ${fault.target} sees it`;
      const times = count === undefined ? "" : `, at most ${count} times`;
      return `${whose}: ${spec.read(fault as unknown as Fields)} for ${seconds(forNs)}${times}`;
    },
  };
}

export const failStop: readonly Regime[] = ["bounded", "unbounded", "corrupting"];
export const lying: readonly Regime[] = ["corrupting"];
