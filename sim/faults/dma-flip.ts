import fc from "fast-check";
import { z } from "zod";
import { Machine } from "../../core/vm/machine.ts";
import { FieldLister } from "../../core/vm/snapshot/field-lister.ts";
import { lying } from "./disk.ts";
import type { Fault, FaultKind } from "./fault.ts";
import { flipRamBit, ramByte } from "./ram-flip.ts";
import { anyRole, faultFields, hostTarget, milliseconds } from "./targets.ts";

const devices = ["net", "block"] as const;
const descriptorBytes = 16;

const schema = z.strictObject({
  kind: z.literal("dma-flip"),
  ...faultFields,
  target: hostTarget,
  device: z.enum(devices),
  /** Which of the buffers that the guest gave to the device, and which of its bytes: counted round where there are fewer. */
  buffer: z.int().min(0),
  byte: z.int().min(0),
  bit: z.int().min(0).max(7),
});

type DmaFlip = z.infer<typeof schema> & Fault;

interface Buffer {
  readonly address: number;
  readonly byteCount: number;
}

export const dmaFlip: FaultKind<DmaFlip> = {
  name: "dma-flip",
  family: "log",
  ofVm: true,
  claim: "a bit of a buffer that a device of one replica reads or writes flips",
  regimes: lying,
  schema,
  arbitrary: (topology, untilNs) =>
    fc
      .record({
        at: milliseconds(0, Math.floor(untilNs / 1_000_000)),
        target: anyRole,
        device:
          topology.vms[0]!.machine.diskSectors === null ? fc.constant("net" as const) : fc.constantFrom(...devices),
        buffer: fc.integer({ min: 0, max: 255 }),
        byte: fc.integer({ min: 0, max: 2047 }),
        bit: fc.integer({ min: 0, max: 7 }),
      })
      .map((chosen) => ({ kind: "dma-flip", ...chosen })),
  apply(world, { target, device, buffer, byte, bit }) {
    const machine = world.seatOf(target).node?.machine;
    if (!(machine instanceof Machine)) return;
    const buffers = dmaBuffers(machine, device);
    const chosen = buffers[buffer % buffers.length];
    if (chosen) flipRamBit(machine, chosen.address + (byte % chosen.byteCount), bit);
  },
  read: ({ target, device, buffer, byte, bit }) =>
    `bit ${bit} of byte ${byte} of DMA buffer ${buffer} flips in the ${device} device's memory of ${target}`,
};

/** Those that the descriptors of a virtio device's queues name. None before the guest has set the device up. */
function dmaBuffers(machine: Machine, device: (typeof devices)[number]): readonly Buffer[] {
  const lister = new FieldLister();
  machine.visitState(lister);
  const fields = new Map(lister.fields.map(({ path, value }) => [path, value]));
  const buffers: Buffer[] = [];
  for (let queue = 0; ; queue++) {
    const field = (name: string) => fields.get(`virtio-${device}/queue ${queue}/${name}`);
    if (field("size") === undefined) return buffers;
    const table = Number(field("descriptors low"));
    for (let index = 0; table > 0 && index < Number(field("size")); index++) {
      const descriptor = table + index * descriptorBytes;
      const [address, byteCount] = [word(machine, descriptor), word(machine, descriptor + 8)];
      if (byteCount > 0 && address + byteCount <= machine.config.ramBytes) buffers.push({ address, byteCount });
    }
  }
}

function word(machine: Machine, address: number): number {
  let value = 0;
  for (let i = 3; i >= 0; i--) value = value * 256 + ramByte(machine, address + i);
  return value;
}
