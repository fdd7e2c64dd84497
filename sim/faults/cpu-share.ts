import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { faultFields, milliseconds } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("cpu-share"),
  ...faultFields,
  target: z.literal("primary"),
  perMille: z.int().min(1).max(1000),
});

type CpuShare = z.infer<typeof schema> & Fault;

export const cpuShare: FaultKind<CpuShare> = {
  name: "cpu-share",
  family: "control",
  claim: "the operator changes the VM's share of the CPU",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs) =>
    fc
      .record({
        at: milliseconds(0, Math.floor(untilNs / 1_000_000)),
        target: fc.constant("primary" as const),
        perMille: fc.integer({ min: 300, max: 1000 }),
      })
      .map((chosen) => ({ kind: "cpu-share", ...chosen })),
  apply(world, { perMille }) {
    const operation = { type: "cpu-share", perMille } as const;
    world.hosts[world.hostIndex("primary")]!.deliver({ kind: "control", operation });
  },
  read: ({ perMille }) => `the operator gives the VM ${perMille}‰ of the CPU`,
};
