import fc from "fast-check";
import { z } from "zod";
import { arraysOf } from "../topology.ts";
import type { Fault, FaultKind } from "./fault.ts";
import { anyArray, anyRole, arrayField, duration, faultFields, milliseconds, seconds, startBefore } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("storage-unreachable"),
  ...faultFields,
  target: z.string().regex(/^[^->.]+$/, "expected a host's name, primary, backup or all"),
  forNs: duration,
  array: arrayField,
});

type StorageUnreachable = z.infer<typeof schema> & Fault;

/** Disk commands wait in the driver; requests to the arbiter and their replies are lost. */
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
