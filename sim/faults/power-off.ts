import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { faultFields, milliseconds, primaryTarget, vmNamed } from "./targets.ts";

const schema = z.strictObject({ kind: z.literal("power-off"), ...faultFields, target: primaryTarget });

type PowerOff = z.infer<typeof schema> & Fault;

export const powerOff: FaultKind<PowerOff> = {
  name: "power-off",
  family: "control",
  ofVm: true,
  claim: "the operator powers the VM off",
  regimes: ["unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs) =>
    milliseconds(0, Math.floor(untilNs / 1_000_000)).map((at) => ({ kind: "power-off", at, target: "primary" })),
  apply(world, { target }) {
    world.seatOf(target).deliver({ kind: "control", operation: { type: "power-off" } });
  },
  read: ({ target }) => `the operator powers ${vmNamed(target)} off`,
};
