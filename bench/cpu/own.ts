/** A bare machine around our CPU that runs one benchmark kernel. */
import type { Bus } from "../../core/vm/bus.ts";
import { Cpu } from "../../core/vm/cpu/cpu.ts";
import { LinearMemory, linearMemoryBytes, SEGMENT, SEGMENT_WORDS, WORD } from "../../core/vm/layout.ts";

const KERNEL_ADDRESS = 0x10_0000;
const RAM_BYTES = 32 << 20;

class ResultBus implements Bus {
  /** Bytes sent to COM1. */
  readonly sent: number[] = [];
  portRead(_port: number, size: number): number {
    return size === 4 ? 0xffff_ffff : (1 << (8 * size)) - 1;
  }
  portWrite(port: number, _size: number, value: number): void {
    if (port === 0x3f8) this.sent.push(value);
  }
  mmioRead(): number {
    return 0xffff_ffff;
  }
  mmioWrite(): void {}
  acknowledgeInterrupt(): number {
    return 0;
  }
  readTimestampCounter(): number {
    return 0;
  }
  signalFloatError(): void {}
}

export interface Timing {
  /** Processor time from start to the last byte of the result, of all threads: the machine may be busy. */
  readonly ms: number;
  readonly result: string;
}

export function cpuMsSince(start: NodeJS.CpuUsage): number {
  const used = process.cpuUsage(start);
  return (used.user + used.system) / 1000;
}

/** Runs a kernel to its end. */
export function runOwn(image: Uint8Array): Timing & { readonly units: number } {
  const { cpu, bus } = createMachine(image);
  const start = process.cpuUsage();
  while (cpu.run(10_000_000) === "budget");
  return { ms: cpuMsSince(start), result: Buffer.from(bus.sent).toString("hex"), units: cpu.position };
}

/** Milliseconds from nothing to the 1,000th instruction, on memory that is all zero, or on none: a fresh one then. */
export function timeToFirstThousand(image: Uint8Array, memory?: ArrayBuffer): number {
  const start = performance.now();
  createMachine(image, memory).cpu.run(1000);
  return performance.now() - start;
}

/** As a machine's, cleared. */
export function pooledMemory(): ArrayBuffer {
  pooled.fill(0);
  return pooled.buffer;
}
const pooled = new Uint8Array(linearMemoryBytes(RAM_BYTES));

const RESTORED_SLICE_UNITS = 20_000;

/** Units a millisecond in the first `ms` of processor time of one that was restored from the middle of a kernel. */
export function ownAfterRestore(image: Uint8Array, warmUnits: number, ms: number): number {
  const { cpu, memory } = createMachine(image);
  cpu.run(warmUnits);
  const copy = new LinearMemory(memory.u8.slice().buffer, RAM_BYTES);
  const start = process.cpuUsage();
  const restored = new Cpu(copy, new ResultBus());
  const from = restored.position;
  while (cpuMsSince(start) < ms && restored.run(RESTORED_SLICE_UNITS) === "budget");
  return (restored.position - from) / cpuMsSince(start);
}

/** A machine in the state in which Multiboot enters a kernel, and the bus that gets its result. */
function createMachine(
  image: Uint8Array,
  buffer = new ArrayBuffer(linearMemoryBytes(RAM_BYTES)),
): { cpu: Cpu; bus: ResultBus; memory: LinearMemory } {
  const memory = new LinearMemory(buffer, RAM_BYTES);
  const bus = new ResultBus();
  const cpu = new Cpu(memory, bus);
  cpu.reset();
  memory.ram.set(image, KERNEL_ADDRESS);
  cpu.ramWritten(KERNEL_ADDRESS, image.length);
  const m = memory.i32;
  m[WORD.CR0] = 0x11;
  m[WORD.EIP] = entryOf(image);
  m[WORD.GPR] = 0x2bad_b002;
  for (let segment = 0; segment < 6; segment += 1) {
    const attributes = segment === SEGMENT.CS ? 0xc0_9b00 : 0xc0_9300;
    m.set([segment === SEGMENT.CS ? 8 : 16, 0, -1, attributes], WORD.SEGMENTS + segment * SEGMENT_WORDS);
  }
  return { cpu, bus, memory };
}

/** The entry address in the Multiboot header. */
function entryOf(image: Uint8Array): number {
  return new DataView(image.buffer, image.byteOffset).getUint32(28, true);
}
