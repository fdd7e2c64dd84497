import fc from "fast-check";
import { z } from "zod";
import { sectorBytes } from "../storage/disk.ts";
import { anyDisk, disksOf, diskTarget, lying } from "./disk.ts";
import type { Fault, FaultKind } from "./fault.ts";
import { faultFields, milliseconds } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("sector-flip"),
  ...faultFields,
  target: diskTarget,
  sector: z.int().min(0),
  /** The bit within the sector, from 0. */
  bit: z
    .int()
    .min(0)
    .max(8 * sectorBytes - 1),
});

type SectorFlip = z.infer<typeof schema> & Fault;

export const sectorFlip: FaultKind<SectorFlip> = {
  name: "sector-flip",
  family: "disk",
  claim: "a bit of a sector at rest flips: latent, until somebody reads it",
  regimes: lying,
  schema,
  arbitrary: (topology, untilNs) =>
    fc
      .record({
        at: milliseconds(0, Math.floor(untilNs / 1_000_000)),
        target: anyDisk(topology),
        sector: fc.integer({ min: 0, max: Math.max(1, topology.vms[0]!.machine.diskSectors ?? 1) - 1 }),
        bit: fc.integer({ min: 0, max: 8 * sectorBytes - 1 }),
      })
      .map((chosen) => ({ kind: "sector-flip", ...chosen })),
  apply(world, fault) {
    for (const { disk } of disksOf(world, fault.target)) disk.flipBit(fault.sector, fault.bit);
  },
  read: ({ sector, bit }) => `bit ${bit} of sector ${sector} flips`,
};
