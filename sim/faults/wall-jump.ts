import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { anyRole, faultFields, hostTarget, milliseconds } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("wall-jump"),
  ...faultFields,
  target: hostTarget,
  bySeconds: z.int().min(-1_000_000_000).max(1_000_000_000),
});

type WallJump = z.infer<typeof schema> & Fault;

export const wallJump: FaultKind<WallJump> = {
  name: "wall-jump",
  family: "clock",
  claim: "a host's wall clock jumps, forwards or backwards, and stays off",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs) =>
    fc
      .record({
        at: milliseconds(0, Math.floor(untilNs / 1_000_000)),
        target: anyRole,
        bySeconds: fc.integer({ min: -100_000, max: 100_000 }),
      })
      .map((chosen) => ({ kind: "wall-jump", ...chosen })),
  apply(world, fault) {
    world.hosts[world.hostIndex(fault.target)]!.state.clock.wallOffsetSeconds += fault.bySeconds;
  },
  read: ({ target, bySeconds }) =>
    `wall clock of host ${target} jumps ${Math.abs(bySeconds)} s ${bySeconds < 0 ? "back" : "forwards"}`,
};
