import fc from "fast-check";
import { z } from "zod";
import { arraysOf, type Topology } from "../topology.ts";
import type { Fault, FaultKind } from "./fault.ts";
import { anyRole, duration, faultFields, milliseconds, seconds, startBefore } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("storage-unreachable"),
  ...faultFields,
  target: z.string().regex(/^[^->.]+$/, "expected a host's name, primary, backup or all"),
  forNs: duration,
  /** One array alone; absent: all. */
  array: z.string().optional(),
});

type StorageUnreachable = z.infer<typeof schema> & Fault;

/** Disk commands wait in the driver; requests to the arbiter and their replies are lost. */
/** One alone, where there are several. */
function anyArray({ arrays = [] }: Topology): fc.Arbitrary<{ readonly array?: string }> {
  const all = fc.constant({});
  return arrays.length > 1
    ? fc.oneof(all, fc.record({ array: fc.constantFrom(...arrays.map(({ name }) => name)) }))
    : all;
}

export const storageUnreachable: FaultKind<StorageUnreachable> = {
  name: "storage-unreachable",
  family: "disk",
  claim: "shared storage is out of reach for one host, or for all",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (topology, untilNs) =>
    milliseconds(50, Math.min(5000, Math.floor(untilNs / 2_000_000))).chain((forNs) =>
      fc
        .tuple(
          fc.record({ at: startBefore(untilNs, forNs), target: fc.oneof(anyRole, fc.constant("all")) }),
          anyArray(topology),
        )
        .map(([chosen, array]) => ({ kind: "storage-unreachable", ...chosen, forNs, ...array })),
    ),
  apply(world, fault, index) {
    const hosts = fault.target === "all" ? [...world.hosts.keys()] : [world.hostIndex(fault.target)];
    for (const [array, { name }] of arraysOf(world.setup.topology).entries()) {
      if (fault.array !== undefined && fault.array !== name) continue;
      for (const host of hosts) {
        world.network.impair(world.network.toStorage(array, host), { fault: index, cut: true });
        world.network.impair(world.network.fromStorage(array, host), { fault: index, cut: true });
      }
    }
  },
  read: ({ target, array = "storage", forNs }) =>
    `${array} out of reach for ${target === "all" ? "all hosts" : `host ${target}`} for ${seconds(forNs)}`,
};
