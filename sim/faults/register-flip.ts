import fc from "fast-check";
import { z } from "zod";
import { WORD } from "../../core/vm/layout.ts";
import { Machine } from "../../core/vm/machine.ts";
import { FieldLister } from "../../core/vm/snapshot/field-lister.ts";
import { lying } from "./disk.ts";
import type { Fault, FaultKind } from "./fault.ts";
import { anyRole, faultFields, hostTarget, milliseconds } from "./targets.ts";

const registers = ["EAX", "ECX", "EDX", "EBX", "ESP", "EBP", "ESI", "EDI", "EIP"] as const;

const schema = z.strictObject({
  kind: z.literal("register-flip"),
  ...faultFields,
  target: hostTarget,
  register: z.enum(registers),
  bit: z.int().min(0).max(31),
});

type RegisterFlip = z.infer<typeof schema> & Fault;

/** Hands every field back as it was, but for one bit of the CPU's state. */
class Flipper extends FieldLister {
  readonly #byte: number;
  readonly #mask: number;

  constructor({ register, bit }: RegisterFlip) {
    super();
    const word = register === "EIP" ? WORD.EIP : WORD.GPR + registers.indexOf(register);
    this.#byte = 4 * word + (bit >>> 3);
    this.#mask = 1 << (bit & 7);
  }

  override bytes(name: string, value: Uint8Array): Uint8Array {
    if (name !== "cpu") return value;
    const flipped = value.slice();
    flipped[this.#byte]! ^= this.#mask;
    return flipped;
  }
}

export const registerFlip: FaultKind<RegisterFlip> = {
  name: "register-flip",
  family: "log",
  ofVm: true,
  claim: "a bit of a register of one replica's CPU flips",
  regimes: lying,
  schema,
  arbitrary: (_topology, untilNs) =>
    fc
      .record({
        at: milliseconds(0, Math.floor(untilNs / 1_000_000)),
        target: anyRole,
        register: fc.constantFrom(...registers),
        bit: fc.integer({ min: 0, max: 31 }),
      })
      .map((chosen) => ({ kind: "register-flip", ...chosen })),
  apply(world, fault) {
    const machine = world.seatOf(fault.target).node?.machine;
    if (machine instanceof Machine) machine.visitState(new Flipper(fault));
  },
  read: ({ target, register, bit }) => `bit ${bit} of ${register} flips in the CPU of ${target}`,
};
