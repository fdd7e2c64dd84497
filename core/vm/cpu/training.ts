/**
 * Shows V8 every case of the interpreter's switch once.
 *
 * V8 compiles the loop with what it has seen, and throws the compiled code away at the first case it has not: with two
 * hundred cases a guest would pay that dozens of times, each for a tenth of a second. So a machine of its own runs each
 * form once by every path, and nothing of it remains: no VM's state depends on it.
 */
import type { Bus } from "../bus.ts";
import { LinearMemory, linearMemoryBytes, RAM_OFFSET, SEGMENT, SEGMENT_WORDS, WORD } from "../layout.ts";
import type { Cpu } from "./cpu.ts";
import { ARITHMETIC, carryOf, resultOf } from "./flags.ts";
import type { InstructionForm } from "./form.ts";
import { hotForms } from "./forms.ts";
import { CASES } from "./hot/cases.ts";

const RAM_BYTES = 0x1_0000;
const CODE = 0x1000;
const DATA = 0x4000;
const STACK = 0x9000;
/** ModR/M bytes with reg EDX: register ECX, memory at [EBX + disp32]. */
const REGISTER_OPERAND = 0xd1;
const MEMORY_OPERAND = 0x93;
/** Half of the address space, in the displacement and in EBX: their sum overflows, as V8 should know it may. */
const HALF = 0x8000_0000 | 0;
const HALF_BYTES = [0, 0, 0, 0x80];
const HLT = 0xf4;
const HALTS = [HLT, HLT, HLT, HLT];
/** By the second letter of an immediate operand. */
const IMMEDIATE_BYTES: Readonly<Record<string, number>> = { b: 1, s: 1, z: 4 };
/** Of ECX, against EDX or an immediate of halts: equal, less, greater, as signed and as unsigned numbers. */
const COMPARED = [1, HALF, -1, 0xf4f4_f4f4 | 0];

/**
 * Enough for a link to be made, followed, and not followed where less than a block is left. No more: V8 would find the loop
 * hot, and begin to compile it when it is half trained.
 */
const LOOP_UNITS = 36;

const NOTHING: Bus = {
  portRead: () => 0,
  portWrite: () => {},
  mmioRead: () => 0,
  mmioWrite: () => {},
  acknowledgeInterrupt: () => 0,
  readTimestampCounter: () => 0,
  signalFloatError: () => {},
};

/** Opcode and ModR/M byte of a form. */
function opcodeOf(form: InstructionForm, modrm: number): number[] {
  const parts = form.opcode.split(" ");
  const bytes = parts.filter((part) => /^[0-9A-F]{2}/.test(part)).map((part) => Number.parseInt(part, 16));
  const extension = parts.find((part) => part.startsWith("/"));
  if (extension !== undefined) bytes.push(extension === "/r" ? modrm : (modrm & 0xc7) | (Number(extension[1]) << 3));
  return bytes;
}

/** An instance of a form; branches go to the first of the bytes `before` them. */
function instance(form: InstructionForm, modrm: number, before: readonly number[] = []): number[] {
  const bytes = [...before, ...opcodeOf(form, modrm)];
  const back = -bytes.length;
  // Halts serve as immediates too, and keep the decoder from reading on.
  if (form.operands[0] === "Jb") return [...bytes, back - 1, ...HALTS];
  if (form.operands[0] === "Jz") return [...bytes, back - 4, 0xff, 0xff, 0xff, ...HALTS];
  return [...bytes, ...(modrm === MEMORY_OPERAND ? HALF_BYTES : []), ...HALTS];
}

/** Pairs of a comparison of registers and a conditional jump back to it that one case runs. */
function fusedPairs(): number[][] {
  const forms = hotForms();
  const withCase = (name: string | undefined): InstructionForm[] => {
    const number = CASES.get(name ?? "");
    return forms.filter(({ hot }) => number !== undefined && hot.includes(number)).map(({ form }) => form);
  };
  return [...CASES.keys()].flatMap((name) => {
    const [comparison, jump] = name.split("+");
    const [byJump] = withCase(jump);
    if (byJump === undefined) return [];
    return withCase(comparison).map((form) => {
      const immediate = IMMEDIATE_BYTES[form.operands[1]?.[0] === "I" ? (form.operands[1]?.[1] ?? "") : ""] ?? 0;
      return instance(byJump, 0, [...opcodeOf(form, REGISTER_OPERAND), ...HALTS.slice(0, immediate)]);
    });
  });
}

export function train(create: (memory: LinearMemory, bus: Bus) => Cpu): void {
  const memory = new LinearMemory(new ArrayBuffer(linearMemoryBytes(RAM_BYTES)), RAM_BYTES);
  const cpu = create(memory, NOTHING);
  const m = memory.i32;

  /** Runs instructions from a fixed state: EDX (and memory) are half the number range, ECX is `operand`. */
  const run = (
    bytes: readonly number[],
    units: number,
    flags: number,
    address: number,
    operand = HALF,
    times = 2,
  ): void => {
    memory.ram.set(bytes, CODE);
    cpu.ramWritten(CODE, bytes.length);
    // Twice: the first time decodes, and writes take the slow path while their page is not known to hold no code.
    for (let time = 0; time < times; time += 1) {
      m.set([HALF, operand, HALF, address + HALF, STACK, STACK, DATA, DATA], WORD.GPR);
      m[WORD.EIP] = CODE;
      m[WORD.ACTIVITY] = 0;
      m[WORD.LAZY_RESULT] = resultOf(flags);
      m[WORD.LAZY_CARRY] = carryOf(flags);
      cpu.run(units);
    }
  };

  cpu.reset();
  m[WORD.CR0] = 0x11;
  for (let segment = 0; segment < 6; segment += 1) {
    const attributes = segment === SEGMENT.CS ? 0xc0_9b00 : 0xc0_9300;
    m.set([8, 0, -1, attributes], WORD.SEGMENTS + segment * SEGMENT_WORDS);
  }
  memory.ram.fill(HLT, CODE, CODE + 0x1000);
  memory.ram.fill(0x80, DATA, DATA + 0x100);
  for (const { form, hot } of hotForms()) {
    const branches = form.operands[0]?.startsWith("J") === true;
    const words = form.mnemonic === "MOV" ? [[], [0x66]] : [[]];
    for (const modrm of [REGISTER_OPERAND, MEMORY_OPERAND]) {
      if (!hot.some((number, i) => number !== 0 && i < 3 === (modrm === REGISTER_OPERAND))) continue;
      const bytes = instance(form, modrm);
      for (const prefix of words) {
        // First through the slow paths, then through the fast ones.
        memory.dropDerived();
        for (const address of [DATA, DATA + 1]) {
          for (const operand of [1, HALF]) run([...prefix, ...bytes], 1, 0, address, operand);
        }
      }
      if (branches) for (const flags of [0, ARITHMETIC]) run(bytes, LOOP_UNITS, flags, DATA);
      else if (form.ends === true) {
        // Jumps, calls and returns to where they stand.
        m.fill(CODE, (RAM_OFFSET + DATA) >> 2, (RAM_OFFSET + DATA + 0x100) >> 2);
        m.fill(CODE, (RAM_OFFSET + STACK) >> 2, (RAM_OFFSET + STACK + 0x400) >> 2);
        run(bytes, LOOP_UNITS, 0, DATA, CODE);
      }
    }
  }
  // The ends of long blocks, and a fault.
  run([...Array.from({ length: 70 }, () => 0x90), 0xeb, 0xb8], 300, 0, DATA);
  run([0x0f, 0x0b], 5, 0, DATA);
  for (const bytes of fusedPairs()) for (const operand of COMPARED) run(bytes, LOOP_UNITS, 0, DATA, operand, 1);
}
