import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { anyRole, anyRoleTarget, faultFields, hostTarget, milliseconds, roleOf } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("move"),
  ...faultFields,
  target: anyRoleTarget,
  /** A host, or that of a role, whatever it holds; absent: the one that placement thinks best then. */
  to: hostTarget.optional(),
});

type Move = z.infer<typeof schema> & Fault;

/** FT VMotion at the operator's wish (paper 3.1). The stack refuses what it must not do. */
export const move: FaultKind<Move> = {
  name: "move",
  family: "control",
  ofVm: true,
  claim: "the operator moves the primary or the backup to another host",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs) =>
    fc
      .record({ at: milliseconds(0, Math.floor(untilNs / 1_000_000)), target: anyRole })
      .map((chosen) => ({ kind: "move", ...chosen })),
  apply(world, { target, to: wanted = "" }) {
    const vm = world.vmIndex(target);
    const to = world.hosts[world.hostIndex(wanted)]?.state.name ?? world.candidates(vm)[0];
    const which = roleOf(target) === "primary" ? "primary" : "backup";
    if (to !== undefined) world.seatOf(target.replace(/backup$/, "primary")).deliver({ kind: "move", which, to });
  },
  read: ({ target, to }) => `the operator moves the ${target} to ${to === undefined ? "another host" : `host ${to}`}`,
};
