import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { faultFields, milliseconds, primaryTarget, vmNamed } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("cpu-share"),
  ...faultFields,
  target: primaryTarget,
  perMille: z.int().min(1).max(1000),
});

type CpuShare = z.infer<typeof schema> & Fault;

export const cpuShare: FaultKind<CpuShare> = {
  name: "cpu-share",
  family: "control",
  ofVm: true,
  claim: "the operator changes the VM's share of the CPU",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs) =>
    fc
      .record({
        at: milliseconds(0, Math.floor(untilNs / 1_000_000)),
        target: fc.constant("primary"),
        perMille: fc.integer({ min: 300, max: 1000 }),
      })
      .map((chosen) => ({ kind: "cpu-share", ...chosen })),
  apply(world, { target, perMille }) {
    const operation = { type: "cpu-share", perMille } as const;
    world.seatOf(target).deliver({ kind: "control", operation });
  },
  read: ({ target, perMille }) => `the operator gives ${vmNamed(target)} ${perMille}‰ of the CPU`,
};
