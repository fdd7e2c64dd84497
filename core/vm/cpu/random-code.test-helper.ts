/** Random programs for the laws: instructions drawn from the table, in a machine whose tables they may overwrite. */
import type { Bus } from "../bus.ts";
import { LinearMemory, linearMemoryBytes, RAM_OFFSET, SEGMENT, SEGMENT_WORDS, WORD } from "../layout.ts";
import { Cpu } from "./cpu.ts";
import { resultOf } from "./flags.ts";
import type { InstructionForm } from "./form.ts";
import { INSTRUCTIONS } from "./table.ts";

/** A small generator (mulberry32): laws need speed and a seed, not quality. */
export function randomInts(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return (x ^ (x >>> 14)) >>> 0;
  };
}

const PREFIXES = [0x66, 0x67, 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0xf0, 0xf2, 0xf3];

/** Bytes of a random instance of a form; the immediate and displacement may be a little too long. */
export function encode(form: InstructionForm, random: () => number): number[] {
  const bytes: number[] = [];
  while (random() % 6 === 0 && bytes.length < 3) bytes.push(PREFIXES[random() % PREFIXES.length]);
  const parts = form.opcode.split(" ");
  const opcodes = parts.filter((part) => /^[0-9A-F]{2}/.test(part));
  for (const part of opcodes) {
    const plus = part.endsWith("+r") || part.endsWith("+i") ? random() & 7 : 0;
    bytes.push(Number.parseInt(part.slice(0, 2), 16) + plus);
  }
  const extension = parts.find((part) => part.startsWith("/"));
  if (extension !== undefined) {
    const reg = extension === "/r" ? random() & 7 : Number(extension[1]);
    const memory = form.operands.some((operand) => operand.startsWith("M"));
    const mod = memory ? random() % 3 : random() & 3;
    bytes.push((mod << 6) | (reg << 3) | (random() & 7));
  }
  // Displacements and immediates: small numbers keep jumps and addresses where something is.
  for (let i = 0; i < 8; i += 1) bytes.push(random() % 3 === 0 ? random() & 0xff : random() & 7);
  return bytes;
}

/** Ports give numbers that depend on what was asked; writes to them raise and lower INTR. */
class NoisyBus implements Bus {
  cpu: Cpu | null = null;
  #asked = 0;
  portRead(port: number, size: number): number {
    this.#asked += 1;
    return (Math.imul(port + this.#asked, 0x9e37_79b1) >>> 0) % 2 ** (8 * size);
  }
  portWrite(_port: number, _size: number, value: number): void {
    this.cpu?.setInterruptLine((value & 1) !== 0);
  }
  mmioRead(address: number, size: number): number {
    if ((address & 0x10) !== 0) this.cpu?.setInterruptLine((address & 1) !== 0);
    return (Math.imul(address, 0x85eb_ca6b) >>> 0) % 2 ** (8 * size);
  }
  mmioWrite(_address: number, _size: number, value: number): void {
    if ((value & 2) !== 0) this.cpu?.setInterruptLine((value & 1) !== 0);
  }
  acknowledgeInterrupt(): number {
    this.cpu?.setInterruptLine(false);
    return 32;
  }
  readTimestampCounter(): number {
    return this.cpu?.position ?? 0;
  }
  signalFloatError(): void {}
  /** What a snapshot of it is. */
  get asked(): number {
    return this.#asked;
  }
  set asked(value: number) {
    this.#asked = value;
  }
}

export interface RandomMachine {
  readonly memory: LinearMemory;
  readonly cpu: Cpu;
  readonly bus: NoisyBus;
}

const RAM_BYTES = 0x8_0000;
const CODE = 0x1_0000;
const CODE_BYTES = 0x3000;
const TABLES = 0x4_0000;

function build(create = (memory: LinearMemory, bus: Bus): Cpu => new Cpu(memory, bus)): RandomMachine {
  const memory = new LinearMemory(new ArrayBuffer(linearMemoryBytes(RAM_BYTES)), RAM_BYTES);
  const bus = new NoisyBus();
  const cpu = create(memory, bus);
  bus.cpu = cpu;
  return { memory, cpu, bus };
}

/** What kind of program a machine starts in. */
export type World = "real" | "flat" | "paged" | "user" | "bytes";
export const WORLDS: readonly World[] = ["real", "flat", "paged", "user", "bytes"];

/** A machine full of random instructions, ready to run. */
export function randomMachine(
  seed: number,
  world: World,
  create?: (memory: LinearMemory, bus: Bus) => Cpu,
): RandomMachine {
  const machine = build(create);
  const { memory, cpu } = machine;
  const random = randomInts(seed);
  const ram = memory.ram;
  const m = memory.i32;
  cpu.reset();
  for (let at = CODE; at < CODE + CODE_BYTES;) {
    const form = INSTRUCTIONS[random() % INSTRUCTIONS.length];
    const bytes = world === "bytes" ? [random() & 0xff] : encode(form, random);
    for (const byte of bytes) ram[at++] = byte;
  }
  const put = (address: number, ...words: number[]): void => {
    words.forEach((word, i) => (m[(RAM_OFFSET + address + i * 4) >> 2] = word));
  };
  for (let i = 0; i < 8; i += 1) m[i] = random() % 4 === 0 ? random() | 0 : CODE + 0x4000 + (random() % 0x4000);
  m[4] = 0x2_8000 + (random() & 0xffc);
  m[WORD.LAZY_RESULT] = resultOf(random());
  if (world === "real") {
    for (let vector = 0; vector < 256; vector += 1) put(vector * 4, (0x1000 << 16) | (random() % 0x2000));
    for (let s = 0; s < 6; s += 1) m.set([0x1000, 0x1_0000, 0xffff, 0x9300], WORD.SEGMENTS + s * SEGMENT_WORDS);
    m[4] = 0x8000;
    m[WORD.EIP] = 0;
    cpu.ramWritten(0, RAM_BYTES);
    memory.dropDerived();
    return machine;
  }
  const level = world === "user" ? 3 : 0;
  const gdt = TABLES;
  const idt = TABLES + 0x1000;
  const tss = TABLES + 0x2000;
  put(gdt, 0, 0, 0xffff, 0x00cf_9b00, 0xffff, 0x00cf_9300, 0xffff, 0x00cf_fb00, 0xffff, 0x00cf_f300);
  put(gdt + 0x28, (tss << 16) | 0x67, 0x8b00 | (tss >> 16), ((tss + 0x100) << 16) | 0x67, 0x8900 | (tss >> 16));
  // A call gate, 16-bit code and data, an expand-down stack.
  put(gdt + 0x38, (8 << 16) | 0x100, 0x0001_ec01, 0xffff, 0x0001_9b01, 0xffff, 0x0001_9301, 0x10, 0x00c0_9700);
  for (let vector = 0; vector < 256; vector += 1) {
    const offset = CODE + (random() % CODE_BYTES);
    const type = [0x8e00, 0x8f00, 0xee00, 0xef00, 0x8e00, 0x8e00, 0x8600, 0x8500][random() & 7] as number;
    put(idt + vector * 8, ((type === 0x8500 ? 0x30 : 8) << 16) | (offset & 0xffff), (offset & 0xffff_0000) | type);
  }
  put(tss + 4, 0x2_c000, 0x10);
  put(tss + 0x100, 0, 0x2_e000, 0x10);
  put(tss + 0x120, CODE + 0x800, 2, 1, 2, 3, 4, 0x2_e000, 6, 7, 8, 0x10, 8, 0x10, 0x10, 0x10, 0x10);
  m[WORD.GDTR_BASE] = gdt;
  m[WORD.GDTR_LIMIT] = 0x5f;
  m[WORD.IDTR_BASE] = idt;
  m[WORD.IDTR_LIMIT] = 0x7ff;
  m.set([0x28, tss, 0x67, 0x8b00], WORD.SEGMENTS + SEGMENT.TR * SEGMENT_WORDS);
  m[WORD.CPL] = level;
  for (let s = 0; s < 6; s += 1) {
    const code = s === SEGMENT.CS;
    const selector = (code ? (level === 3 ? 0x18 : 8) : level === 3 ? 0x20 : 0x10) | level;
    m.set([selector, 0, -1, (code ? 0xc0_9b00 : 0xc0_9300) | (level << 13)], WORD.SEGMENTS + s * SEGMENT_WORDS);
  }
  m[WORD.CR0] = 0x31;
  m[WORD.EIP] = CODE;
  m[WORD.FLAGS] = 2 | (random() & 0x200) | (random() % 4 === 0 ? 0x3000 : 0) | (random() % 8 === 0 ? 0x100 : 0);
  if (world === "paged" || world === "user") {
    const directory = TABLES + 0x8000;
    put(directory, (directory + 0x1000) | 7, ...Array.from({ length: 3 }, () => 0));
    for (let page = 0; page < 1024; page += 1) {
      const rights = random() % 16 === 0 ? random() & 7 : 7;
      const frame = random() % 32 === 0 ? random() % 0x88 : page;
      put(directory + 0x1000 + page * 4, (frame << 12) | rights);
    }
    m[WORD.CR3] = directory;
    m[WORD.CR0] = 0x8001_0031 | 0;
  }
  cpu.ramWritten(0, RAM_BYTES);
  memory.dropDerived();
  return machine;
}

/** The same machine again, from its bytes alone. */
export function copyMachine(from: RandomMachine): RandomMachine {
  const copy = build();
  copy.memory.state.set(from.memory.state);
  copy.memory.ram.set(from.memory.ram);
  copy.bus.asked = from.bus.asked;
  copy.memory.dropDerived();
  copy.cpu.ramWritten(0, RAM_BYTES);
  copy.cpu.stateReplaced();
  return copy;
}

/** What differs between two machines, or null. */
export function difference(a: RandomMachine, b: RandomMachine): string | null {
  for (const region of ["state", "ram"] as const) {
    const x = a.memory[region];
    const y = b.memory[region];
    if (Buffer.compare(x, y) === 0) continue;
    const at = x.findIndex((byte, i) => byte !== y[i]);
    return `${region}[${at.toString(16)}]: ${x[at]} and ${y[at]} at position ${a.cpu.position}`;
  }
  if (a.cpu.position !== b.cpu.position) return `positions ${a.cpu.position} and ${b.cpu.position}`;
  return a.cpu.instructions === b.cpu.instructions ? null : "instruction counts differ";
}
