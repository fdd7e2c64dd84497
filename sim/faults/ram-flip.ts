import fc from "fast-check";
import { z } from "zod";
import type { VirtualMachine } from "../../core/vm/machine-io.ts";
import { lying } from "./disk.ts";
import type { Fault, FaultKind } from "./fault.ts";
import { anyRole, faultFields, hostTarget, milliseconds } from "./targets.ts";

const pageBytes = 4096;

const schema = z.strictObject({
  kind: z.literal("ram-flip"),
  ...faultFields,
  target: hostTarget,
  /** Physical address in the guest's RAM; DMA buffers lie there, too. */
  address: z.int().min(0),
  bit: z.int().min(0).max(7),
});

type RamFlip = z.infer<typeof schema> & Fault;

/** The replicas differ from now on: to be noticed and named at the next digest. */
export const ramFlip: FaultKind<RamFlip> = {
  name: "ram-flip",
  family: "log",
  ofVm: true,
  claim: "a bit of one replica's guest RAM flips",
  regimes: lying,
  schema,
  arbitrary: (topology, untilNs) =>
    fc
      .record({
        at: milliseconds(0, Math.floor(untilNs / 1_000_000)),
        target: anyRole,
        address: fc.integer({ min: 0, max: topology.vms[0]!.machine.ramBytes - 1 }),
        bit: fc.integer({ min: 0, max: 7 }),
      })
      .map((chosen) => ({ kind: "ram-flip", ...chosen })),
  apply(world, { target, address, bit }) {
    const machine = world.seatOf(target).node?.machine;
    if (machine && address < machine.pageCount * pageBytes) flipRamBit(machine, address, bit);
  },
  read: ({ target, address, bit }) => `bit ${bit} of byte ${address.toString(16)}h flips in the RAM of ${target}`,
};

export function flipRamBit(machine: VirtualMachine, address: number, bit: number): void {
  const page = Math.floor(address / pageBytes);
  const bytes = machine.readPage(page).slice();
  bytes[address % pageBytes]! ^= 1 << bit;
  machine.writePage(page, bytes);
}

export function ramByte(machine: VirtualMachine, address: number): number {
  return machine.readPage(Math.floor(address / pageBytes))[address % pageBytes]!;
}
