import { z } from "zod";
import type { HostId } from "../../core/ft/record.ts";
import fc from "fast-check";
import type { Fault, FaultKind } from "./fault.ts";
import { anyRole, faultFields, hostTarget, milliseconds } from "./targets.ts";

const schema = z.strictObject({ kind: z.literal("cold-start"), ...faultFields, target: hostTarget });

type ColdStart = z.infer<typeof schema> & Fault;

/** The order names what a manager knows: the record, and the boots of the hosts that answer it. Hosts that are down do not. */
export const coldStart: FaultKind<ColdStart> = {
  name: "cold-start",
  family: "control",
  ofVm: true,
  claim: "the operator has a host start the VM anew; while a replica may live it refuses",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: ({ hosts }, untilNs) =>
    fc
      .record({
        at: milliseconds(0, Math.floor(untilNs / 1_000_000)),
        // A role's host most often has a replica and refuses at once; a spare one has to find out who lives.
        target: fc.oneof(anyRole, fc.constantFrom(...hosts.map(({ name }) => name))),
      })
      .map((chosen) => ({ kind: "cold-start", ...chosen })),
  apply(world, { target }) {
    const boots: Record<HostId, number> = {};
    for (const { state } of world.hosts) if (state.up) boots[state.name] = state.boot;
    const record = { ...world.volumes[world.vmIndex(target)]!.record };
    world.seatOf(target).deliver({ kind: "cold-start", record, boots, vouched: [] });
  },
  read: ({ target }) => `the operator has host ${target} start the VM anew`,
};
