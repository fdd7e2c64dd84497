import fc from "fast-check";
import { z } from "zod";
import { arraysOf, switchesOf } from "../topology.ts";
import type { Fault, FaultKind } from "./fault.ts";
import { placesNamed, suspiciousNs } from "./link.ts";
import { duration, faultFields, guarded, milliseconds, seconds, startBefore } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("partition-sides"),
  ...faultFields,
  /** The places of one side; all others are on the other. */
  target: z.string().regex(/^[^->.]+(-[^->.]+)*$/, "expected the places of one side: A-B-storage"),
  forNs: duration,
});

type PartitionSides = z.infer<typeof schema> & Fault;

/** Nothing crosses from one side to the other. Which side has storage decides who may go on. */
export const partitionSides: FaultKind<PartitionSides> = {
  name: "partition-sides",
  family: "network",
  claim: "the world falls into two sides, hosts, switch and storage on either",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (topology, untilNs, regime) => {
    const places = [
      ...topology.hosts.map(({ name }) => name),
      ...switchesOf(topology),
      ...arraysOf(topology).map(({ name }) => name),
    ];
    return milliseconds(50, Math.min(8000, Math.floor(untilNs / 2_000_000))).chain((forNs) =>
      fc
        .record({
          at: startBefore(untilNs, forNs),
          side: fc.subarray(places, { minLength: 1, maxLength: places.length - 1 }),
        })
        .map(({ at, side }) => {
          const fault: PartitionSides = { kind: "partition-sides", at, target: side.join("-"), forNs };
          return forNs < suspiciousNs ? fault : guarded(fault, regime);
        }),
    );
  },
  apply(world, { target }, index) {
    const members = new Set(target.split("-").flatMap((name) => placesNamed(world, name)));
    for (const [line, { name }] of world.network.lines.entries()) {
      const [from, to] = name.replace(/\..*/, "").split(">") as [string, string];
      if (members.has(from) !== members.has(to)) world.network.impair(line, { fault: index, cut: true });
    }
  },
  read: ({ target, forNs }) =>
    `${target.replaceAll("-", ", ")} ${target.includes("-") ? "are" : "is"} cut from the rest for ${seconds(forNs)}`,
};
