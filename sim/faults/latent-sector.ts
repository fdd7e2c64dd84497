import fc from "fast-check";
import { z } from "zod";
import { anyDisk, disksOf, diskTarget } from "./disk.ts";
import type { Fault, FaultKind } from "./fault.ts";
import { faultFields, milliseconds } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("latent-sector"),
  ...faultFields,
  target: diskTarget,
  sector: z.int().min(0),
});

type LatentSector = z.infer<typeof schema> & Fault;

/** The disk says so when somebody reads it: an error, not a lie. A write puts another sector in its place. */
export const latentSector: FaultKind<LatentSector> = {
  name: "latent-sector",
  family: "disk",
  claim: "a sector at rest becomes unreadable, which shows only when it is read, until it is written again",
  regimes: ["unbounded", "corrupting"],
  schema,
  arbitrary: (topology, untilNs) =>
    fc
      .record({
        at: milliseconds(0, Math.floor(untilNs / 1_000_000)),
        target: anyDisk(topology),
        sector: fc.integer({ min: 0, max: Math.max(1, topology.vms[0]!.machine.diskSectors ?? 1) - 1 }),
      })
      .map((chosen) => ({ kind: "latent-sector", ...chosen })),
  apply(world, fault) {
    for (const { disk } of disksOf(world, fault.target)) disk.makeUnreadable(fault.sector);
  },
  read: ({ target, sector }) =>
    `sector ${sector} of ${target === "storage" ? "the disk" : `the disk of ${target}`} becomes unreadable`,
};
